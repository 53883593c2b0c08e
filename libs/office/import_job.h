#pragma once
// ImportJob: the rows of one spreadsheet, sent as commands in the background.
//
// Order    Rows about the same thing (the first id, number or code of the row) keep the order of
//          the file; others are sent side by side, kLanes at a time.
// Once     The command id of a row follows from its content (libs/import/row_ids.h): a file that
//          was stopped half-way, or comes again, records what is missing and nothing twice.
// Memory   The file while it runs; afterwards only the counts and the file to mend, which may hold
//          personal data: it is never on a disk and is wiped with the job.
// Threads  Every method may be called from any thread.
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/import/import_file.h"
#include "libs/import/row_ids.h"
#include "libs/office/commands.h"

namespace paktum::office {

inline constexpr std::size_t kImportErrorsMax = 200;  // listed in an answer; the file has them all

enum class RowOutcome : std::uint8_t { kRecorded, kAlreadySo, kWaiting };

// What an import needs of the office.
struct ImportPorts {
  // Records a row, or decides it without recording. May be called from several threads. A row that
  // others overtook again and again ("transact.contended") is sent again by the job.
  std::function<Result<RowOutcome>(std::shared_ptr<const google::protobuf::Message>, const Uuid&)>
      record;
  imports::PersonFinder persons;
  // The texts of a refusal.
  std::function<Text(const Status&)> text_of;
};

struct ImportCounts {
  std::size_t rows = 0;        // in the file
  std::size_t recorded = 0;    // or, of a dry run, would be
  std::size_t already_so = 0;  // recorded before, or nothing to do
  std::size_t waiting = 0;     // in the outbox until the log is back
  std::size_t refused = 0;     // by a rule
  std::size_t malformed = 0;   // by their cells

  [[nodiscard]] std::size_t settled() const {
    return recorded + already_so + waiting + refused + malformed;
  }
};

struct ImportProgress {
  bool done = false;
  bool stopped = false;  // not all rows were tried: the office is ending
  ImportCounts counts;
  std::vector<imports::Complaint> errors;  // the first kImportErrorsMax, by row
  bool has_mend_file = false;
};

class ImportJob {
 public:
  static constexpr std::size_t kLanes = 8;

  // Begins at once. `key` must outlive the job; `file` has no complaints.
  ImportJob(imports::ImportFile file, std::string pact, const vault::SecretKey& key,
            ImportPorts ports, imports::Language language);
  ~ImportJob();  // stops and waits for the rows that are being sent
  ImportJob(const ImportJob&) = delete;
  ImportJob& operator=(const ImportJob&) = delete;

  [[nodiscard]] ImportProgress Progress() const;
  // Waits until the job is done or the deadline has passed.
  void WaitBefore(Deadline deadline) const;
  // The file to mend; empty when there is none (yet).
  [[nodiscard]] std::string MendFile() const;
  [[nodiscard]] bool is_xlsx() const { return is_xlsx_; }
  [[nodiscard]] const std::vector<std::string>& ignored_columns() const { return ignored_; }

 private:
  struct Row {
    std::size_t index = 0;
    std::uint32_t number = 0;
    std::uint32_t occurrence = 1;
    std::shared_ptr<const google::protobuf::Message> message;
    Uuid command;
  };
  struct Bad {
    imports::RowToMend row;
    std::vector<imports::Complaint> complaints;
  };
  void Work();
  void ReadRows(const std::function<void(std::size_t lane, Row row)>& send);
  void SendRow(const Row& row);
  [[nodiscard]] Result<RowOutcome> Record(const Row& row) const;
  void Put(Bad bad, std::size_t ImportCounts::*count);
  void Finish();

  std::unique_ptr<const imports::ImportFile> file_;  // until the end; of the working thread
  const std::string pact_;
  const vault::SecretKey& key_;
  const ImportPorts ports_;
  const imports::Language language_;
  const bool is_xlsx_;
  const std::vector<std::string> ignored_;
  std::atomic<bool> stop_{false};

  mutable std::mutex mutex_;
  mutable std::condition_variable ended_;
  ImportProgress progress_;         // guarded by mutex_
  std::map<std::size_t, Bad> bad_;  // by index; guarded by mutex_
  std::string mend_file_;           // guarded by mutex_
  std::thread thread_;              // last
};

}  // namespace paktum::office
