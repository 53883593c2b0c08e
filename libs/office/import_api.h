#pragma once
// ImportApi: spreadsheets at an office (docs/formats/import.md): templates, uploads, their results
// and the rows that go back to be mended. Handlers may run on any number of threads at once.
//
// Limits  kImportBytesMax for a file, kImportsRunningMax imports at a time, one for each account
//         (without accounts: each address); kImportsKept results, each for kImportKept at most and
//         for whoever uploaded the file only.
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "libs/base/clock.h"
#include "libs/http/router.h"
#include "libs/office/command_api.h"
#include "libs/office/command_processor.h"
#include "libs/office/import_job.h"
#include "libs/office/persons.h"
#include "libs/vault/secret_key.h"

namespace paktum::office {

inline constexpr std::size_t kImportBytesMax = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t kImportsRunningMax = 4;
inline constexpr std::size_t kImportsKept = 8;
inline constexpr std::chrono::minutes kImportKept{30};
inline constexpr std::chrono::seconds kImportWaitMax{25};  // of one request for the end

class ImportApi {
 public:
  // References must outlive the api. `persons`: nullptr where no persons are served. `key`: what
  // the ids of rows are made with. `timeout`: how long one row may try to reach the log.
  ImportApi(std::string office, const CommandProcessor& processor, CommandApi& commands,
            Persons* persons, vault::SecretKey key, const Clock& clock,
            std::chrono::milliseconds timeout);

  // Adds the /api/pacts/{pact}/imports and /templates routes.
  void AddRoutes(http::Router& router);

 private:
  struct Entry {
    std::string owner;
    std::string pact;
    std::string command;
    bool dry_run = false;
    Instant started_at;
    std::shared_ptr<ImportJob> job;
  };
  using Handler = http::Response (ImportApi::*)(const http::Request&);

  http::Response GetTemplate(const http::Request& request);
  http::Response PostImport(const http::Request& request);
  http::Response GetImport(const http::Request& request);
  http::Response GetMendFile(const http::Request& request);

  [[nodiscard]] Result<const CommandKind*> KindOf(const std::string& name) const;
  [[nodiscard]] ImportPorts PortsFor(const std::string& pact, const CommandKind& kind,
                                     const CommandOrigin& origin, bool dry_run);
  [[nodiscard]] Result<Uuid> FindPerson(const std::string& pact, std::string_view taj);
  // Makes room and starts the job. Errors: kResourceExhausted "import.busy".
  Result<Uuid> Start(const http::Request& request, const CommandKind& kind,
                     imports::ImportFile file, const CommandOrigin& origin, bool dry_run);
  // The caller's own import of the path. Errors: kNotFound "import.unknown".
  Result<Entry> Find(const http::Request& request);
  static http::Response Respond(const http::Request& request, const Uuid& id, const Entry& entry);

  const std::string office_;
  const CommandProcessor& processor_;
  CommandApi& commands_;
  Persons* const persons_;
  const vault::SecretKey key_;
  const Clock& clock_;
  const std::chrono::milliseconds timeout_;
  std::mutex mutex_;
  std::map<Uuid, Entry> imports_;  // guarded by mutex_
};

}  // namespace paktum::office
