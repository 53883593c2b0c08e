#pragma once
// A whole pact on this machine: the real programs under `paktum up`, on ports and data of their
// own.
#include <google/protobuf/struct.pb.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/uuid.h"
#include "libs/http/client.h"

namespace paktum::system_test {

// An answer of an office or the dashboard with its JSON read.
struct Reply {
  unsigned status = 0;
  google::protobuf::Struct json;
  std::string body;

  // A text member, also of "result" (participant_id …); empty when there is none.
  [[nodiscard]] std::string Text(const std::string& name) const;
  [[nodiscard]] std::vector<std::uint64_t> Positions() const;
};

class RunningPact {
 public:
  // Starts everything on the Tiszakécske plan, with keys; ends the test when it does not get ready.
  // `options` are added to `paktum up`; `web` is the directory of the page, a placeholder when
  // empty. `plan`: the plan file; Tiszakécske's when empty.
  explicit RunningPact(std::vector<std::string> options = {}, std::string web = "",
                       std::string plan = "");
  ~RunningPact();  // stops all, removes the data
  RunningPact(const RunningPact&) = delete;
  RunningPact& operator=(const RunningPact&) = delete;

  void Stop();   // as Ctrl-C does
  void Start();  // again, on the same data

  // Posts a command; `office` is a service id.
  Reply Post(const std::string& office, const std::string& command, const std::string& json,
             std::optional<Uuid> key = std::nullopt);
  // Posts JSON to any route of an office, as this member of staff.
  Reply PostTo(const std::string& office, const std::string& target, const std::string& json,
               const std::string& actor);
  // GET from the dashboard, below /api/pacts/tiszakecske.
  Reply View(const std::string& path);
  // GET from any service by port name: "dashboard" or an office.
  Reply Get(const std::string& service, const std::string& target);

  // Value of an indicator once the view has applied `at_least`; `query` such as "&valid_at=…".
  std::int64_t Indicator(const std::string& code, std::uint64_t at_least,
                         const std::string& query = "");
  // All indicator values, schedule cells and head of the ledger as one comparable text.
  std::string Sums();
  // Every event of the ledger as CloudEvents JSON lines.
  std::vector<std::string> Ledger();
  // Runs `paktum simulate` to its end; its exit code. `plan`: as the constructor's.
  int Simulate(int participants, int seed, const std::string& plan = "");

  // Process id of a service (it changes when the supervisor starts it again); waits until it runs.
  int PidOf(const std::string& service);
  void Kill(const std::string& service, int signal);
  [[nodiscard]] const std::string& data() const { return data_; }
  [[nodiscard]] int Port(const std::string& service) const;
  [[nodiscard]] int port_offset() const { return port_offset_; }

  static Uuid NewKey();

 private:
  http::Client& ClientOf(const std::string& service);
  [[nodiscard]] std::string KeysOfTail() const;

  std::vector<std::string> options_;
  std::string plan_;
  std::string data_;
  std::string web_;
  int port_offset_ = 0;
  int pid_ = -1;
  std::map<std::string, std::unique_ptr<http::Client>> clients_;
};

// Waits until `condition` holds; false when it does not within the time.
bool Eventually(const std::function<bool()>& condition,
                std::chrono::seconds within = std::chrono::seconds(60));

// A registration of an invented person; different numbers are different persons.
std::string Registration(int number);

}  // namespace paktum::system_test
