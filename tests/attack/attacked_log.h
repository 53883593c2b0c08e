#pragma once
// AttackedLog: the real event_log program on a directory of its own, its clients, and the oracle
// that knows what they were told. It can be killed and started again; clients stay.
#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "libs/base/runtime.h"
#include "libs/ledger_client/remote_event_log.h"
#include "tests/attack/oracle.h"
#include "tests/attack/watched_log.h"
#include "tests/contract/ledger/temp_dir.h"
#include "tests/integration/event_log/event_log_process.h"

namespace paktum::attack {

// Looks until it is so, at most for a time that no machine needs.
template <typename Condition>
bool Eventually(const Condition& condition) {
  const Deadline deadline = DeadlineIn(std::chrono::seconds(60));
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    poll(nullptr, 0, 1);
  }
  return true;
}

inline std::unique_ptr<ledger_client::RemoteEventLog> ConnectTo(
    const std::string& endpoint, const std::string& hints = "",
    std::uint32_t credit_records = 512) {
  ledger_client::RemoteEventLogOptions options;
  options.endpoint = endpoint;
  options.hints_endpoint = hints;
  options.credit_records = credit_records;
  auto log = ledger_client::RemoteEventLog::Connect(options);
  if (!log.ok()) ADD_FAILURE() << log.status();
  PAKTUM_CHECK(log.ok());
  return std::move(*log);
}

class AttackedLog {
 public:
  AttackedLog() { Start(); }

  // Starts the program, at the same endpoints as before.
  void Start() {
    process_ = std::make_unique<event_log::EventLogProcess>(data(), listen_, hints_);
    ASSERT_TRUE(process_->ready()) << process_->log();
    listen_ = process_->listen();
    hints_ = process_->hints();
  }
  void Kill() { process_->Kill(); }
  // Starts the program and kills it before it is ready, or about then.
  void StartAndKill(std::chrono::microseconds after) {
    process_ = std::make_unique<event_log::EventLogProcess>(
        std::vector<std::string>{"--data", data(), "--listen", listen_, "--hints", hints_});
    SleepUntil(SteadyNow() + after);  // the moment of the attack, not a synchronisation
    process_->Kill();
  }

  std::unique_ptr<ledger_client::RemoteEventLog> Client(std::uint32_t credit_records = 512) const {
    return ConnectTo(listen_, hints_, credit_records);
  }
  // Everything must be as the oracle knows it.
  void ExpectPromisesKept(const CheckOptions& options = {}) {
    const auto log = Client();
    ASSERT_TRUE(Eventually([&] { return log->connected(); }));
    const Report report = oracle.Check(*log, options);
    ASSERT_TRUE(report.ok()) << report;
    last_report = report;
  }

  [[nodiscard]] std::string data() const { return directory_.Sub("log"); }
  [[nodiscard]] const std::string& listen() const { return listen_; }
  [[nodiscard]] const std::string& hints() const { return hints_; }
  event_log::EventLogProcess& process() { return *process_; }

  Oracle oracle;
  Report last_report;

 private:
  const TempDir directory_;
  std::string listen_;
  std::string hints_;
  std::unique_ptr<event_log::EventLogProcess> process_;
};

// Follows a ledger from its beginning, whatever happens to the log, and tells the oracle.
class Follower {
 public:
  Follower(AttackedLog& log, const std::string& pact, std::uint32_t credit_records)
      : Follower(log.Client(credit_records), log.oracle, pact) {}
  Follower(std::unique_ptr<ledger_client::RemoteEventLog> client, Oracle& oracle,
           const std::string& pact)
      : client_(std::move(client)) {
    auto subscription = client_->Subscribe(pact, Position(0));
    EXPECT_TRUE(subscription.ok()) << subscription.status();
    thread_ = std::thread([this, &oracle, pact, subscription = std::move(*subscription)] {
      Observer observer(oracle, pact, Position(0));
      while (!stop_) {
        const auto slice = subscription->Next(DeadlineIn(std::chrono::milliseconds(100)));
        if (!slice.ok()) {
          if (slice.status().code() == StatusCode::kDataLoss) ADD_FAILURE() << slice.status();
          continue;
        }
        observer.Took(*slice);
        last_ = observer.last().value();
      }
    });
  }
  ~Follower() {
    stop_ = true;
    thread_.join();
  }
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;
  [[nodiscard]] std::uint64_t last() const { return last_; }

 private:
  std::unique_ptr<ledger_client::RemoteEventLog> client_;
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> last_{0};
  std::thread thread_;
};

}  // namespace paktum::attack
