#pragma once
// The real event log and offices on this machine, on free ports and in a directory of their own.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/uuid.h"
#include "libs/http/client.h"
#include "libs/ledger/event_log.h"

namespace paktum::offices_test {

struct Reply {
  unsigned status = 0;
  std::string body;

  // The text of a member anywhere in the body: Text("code"), Text("participant_id").
  [[nodiscard]] std::string Text(const std::string& name) const;
};

class RunningOffices {
 public:
  RunningOffices();   // starts the log and the three offices, waits until they answer
  ~RunningOffices();  // stops what runs; removes the directory
  RunningOffices(const RunningOffices&) = delete;
  RunningOffices& operator=(const RunningOffices&) = delete;

  // A service by its id: "event_log", "pact_office", …
  void Start(const std::string& service);
  void Kill(const std::string& service);  // SIGKILL
  void Signal(const std::string& service, int signal);
  void StopAll();  // SIGTERM; each must end with exit code 0

  Reply Post(const std::string& office, const std::string& command, const std::string& json,
             const Uuid& key);
  Reply Post(const std::string& office, const std::string& command, const std::string& json) {
    return Post(office, command, json, NewKey());
  }
  // Any request; `headers` replace the usual ones.
  Reply Send(const std::string& office, const std::string& method, const std::string& target,
             const std::string& body, const http::Headers& headers);
  Reply Get(const std::string& office, const std::string& target);

  // All records of the pact, in order.
  std::vector<ledger::Record> Ledger();
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  static Uuid NewKey();
  static std::string PlanFile();

 private:
  std::filesystem::path directory_;
  std::map<std::string, std::string> addresses_;
  std::map<std::string, int> pids_;
  std::map<std::string, std::unique_ptr<http::Client>> clients_;
};

// Runs a program to its end: exit code, and what it wrote to `output`.
int RunToEnd(const std::vector<std::string>& command, const std::filesystem::path& output);
std::string ReadFile(const std::filesystem::path& path);

// Waits until `condition` holds; false when it does not in time.
bool Eventually(const std::function<bool()>& condition,
                std::chrono::seconds within = std::chrono::seconds(60));

}  // namespace paktum::offices_test
