#pragma once
// LoadClient: one client of a log that does everything clients do, at random: appends of one and of
// many events, over one and several streams, with and without conditions, repeated and misused
// command ids, appends that must be refused, reads. All of it by one seed.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "libs/ledger/event_log.h"

namespace paktum::attack {

struct LoadOptions {
  std::string pact = "tiszakecske";
  std::uint64_t seed = 0;
  std::uint64_t client = 0;  // clients of one ledger have different numbers
  std::size_t participants = 12;
  std::chrono::milliseconds attempt{1000};  // deadline of one call
  std::uint64_t operations_max = UINT64_MAX;
};

// An event that the indicators count, as a client would submit it.
ledger::NewEvent RandomEvent(std::mt19937_64& random, std::size_t participants);

class LoadClient {
 public:
  // `log` must outlive it; use a WatchedLog, so that the oracle knows what is sent.
  LoadClient(ledger::EventLog& log, const LoadOptions& options);
  ~LoadClient() { Stop(); }
  LoadClient(const LoadClient&) = delete;
  LoadClient& operator=(const LoadClient&) = delete;

  // After the present operation.
  void Stop();
  // Waits until operations_max are done.
  void Finish();
  // Command ids that this client has used, also in earlier lives of the same number.
  [[nodiscard]] std::uint64_t next_command() const { return next_command_; }
  [[nodiscard]] std::uint64_t operations() const { return operations_; }

 private:
  void Run();
  void Once();
  void Append(std::size_t events);
  void AppendUnderConditions();
  void AppendAgain();
  void AppendMisused();
  void AppendRefused();
  void ReadSomewhere();
  ledger::AppendRequest NewRequest(std::size_t events);
  // Sends until the outcome is known, if it feels like it; gives up after some attempts.
  Result<ledger::AppendResult> Send(const ledger::AppendRequest& request);
  void Remember(const ledger::AppendRequest& request);
  std::uint64_t Die(std::uint64_t sides) { return random_() % sides; }
  [[nodiscard]] Deadline Soon() const { return DeadlineIn(options_.attempt); }

  ledger::EventLog& log_;
  const LoadOptions options_;
  std::mt19937_64 random_;
  std::vector<ledger::AppendRequest> sent_;  // some of them
  std::atomic<std::uint64_t> next_command_{1};
  std::atomic<std::uint64_t> operations_{0};
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace paktum::attack
