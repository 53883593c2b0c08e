#pragma once
// AttackedLog: the real event_log program on a directory of its own, its clients, and the oracle
// that knows what they were told. It can be killed and started again; clients stay.
#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "libs/base/runtime.h"
#include "libs/ledger_client/remote_event_log.h"
#include "tests/attack/key_ring.h"
#include "tests/attack/oracle.h"
#include "tests/attack/patient_log.h"
#include "tests/attack/watched_log.h"
#include "tests/contract/ledger/temp_dir.h"
#include "tests/integration/event_log/event_log_process.h"

namespace paktum::attack {

// Looks until it is so, at most for a time that no machine needs; what a stopped machine slept
// between two looks does not count.
template <typename Condition>
bool Eventually(const Condition& condition) {
  constexpr Deadline::duration kStepMax = std::chrono::seconds(3);
  Deadline::duration waited{0};
  for (Deadline last = std::chrono::steady_clock::now(); !condition();) {
    poll(nullptr, 0, 1);
    const Deadline now = std::chrono::steady_clock::now();
    waited += std::min(now - last, kStepMax);
    last = now;
    if (waited >= std::chrono::seconds(60)) return false;
  }
  return true;
}

// Whether the connections of an attacked log are encrypted and its clients known by their keys.
enum class Security : std::uint8_t { kPlain, kKeys };

inline std::string SecurityName(const testing::TestParamInfo<Security>& info) {
  return info.param == Security::kKeys ? "WithKeys" : "Plain";
}

// `keys` is a client's key directory; empty = plain.
inline std::unique_ptr<ledger_client::RemoteEventLog> ConnectTo(const std::string& endpoint,
                                                                const std::string& hints = "",
                                                                std::uint32_t credit_records = 512,
                                                                const std::string& keys = "") {
  ledger_client::RemoteEventLogOptions options;
  options.endpoint = endpoint;
  options.hints_endpoint = hints;
  options.credit_records = credit_records;
  options.curve = keys;
  auto log = ledger_client::RemoteEventLog::Connect(options);
  if (!log.ok()) ADD_FAILURE() << log.status();
  PAKTUM_CHECK(log.ok());
  return std::move(*log);
}

class AttackedLog {
 public:
  explicit AttackedLog(Security security = Security::kPlain) {
    if (security == Security::kKeys) keys_.emplace(directory_.Sub("keys")).List(kClientName);
    Start();
  }

  // Starts the program, at the same endpoints as before.
  void Start() {
    process_ = std::make_unique<event_log::EventLogProcess>(Arguments());
    ASSERT_TRUE(process_->AwaitReady()) << process_->log();
    listen_ = process_->listen();
    hints_ = process_->hints();
  }
  void Kill() { process_->Kill(); }
  // Starts the program and kills it before it is ready, or about then.
  void StartAndKill(std::chrono::microseconds after) {
    process_ = std::make_unique<event_log::EventLogProcess>(Arguments());
    SleepUntil(SteadyNow() + after);  // the moment of the attack, not a synchronisation
    process_->Kill();
  }

  std::unique_ptr<ledger_client::RemoteEventLog> Client(std::uint32_t credit_records = 512) {
    return ClientVia(listen_, hints_, credit_records);
  }
  // Over a proxy's endpoint.
  std::unique_ptr<ledger_client::RemoteEventLog> ClientVia(const std::string& endpoint,
                                                           const std::string& hints = "",
                                                           std::uint32_t credit_records = 512) {
    return ConnectTo(endpoint, hints, credit_records, keys_ ? keys_->Of(kClientName) : "");
  }
  // One with a key of its own.
  std::unique_ptr<ledger_client::RemoteEventLog> ClientNamed(const std::string& name) {
    return ConnectTo(listen_, hints_, 512, keys().Of(name));
  }
  // Everything must be as the oracle knows it.
  void ExpectPromisesKept(const CheckOptions& options = {}) {
    const auto log = Client();
    if (!Eventually([&] { return log->connected(); })) {
      process_->Kill();
      FAIL() << "the log does not let anybody in; it said:\n" << process_->log();
    }
    PatientLog patient(*log);
    const Report report = oracle.Check(patient, options);
    ASSERT_TRUE(report.ok()) << report;
    last_report = report;
  }

  [[nodiscard]] std::string data() const { return directory_.Sub("log"); }
  [[nodiscard]] const std::string& listen() const { return listen_; }
  [[nodiscard]] const std::string& hints() const { return hints_; }
  event_log::EventLogProcess& process() { return *process_; }
  // Only where there are keys.
  KeyRing& keys() {
    PAKTUM_CHECK(keys_.has_value());
    return *keys_;
  }

  Oracle oracle;
  Report last_report;

 private:
  static constexpr const char* kClientName = "charity";
  static constexpr const char* kAnyPort = "tcp://127.0.0.1:*";

  [[nodiscard]] std::vector<std::string> Arguments() const {
    std::vector<std::string> arguments{"--data",   data(),
                                       "--listen", listen_.empty() ? kAnyPort : listen_,
                                       "--hints",  hints_.empty() ? kAnyPort : hints_};
    if (keys_)
      arguments.insert(arguments.end(), {"--curve", keys_->log_directory(), "--without-rules"});
    return arguments;
  }

  const TempDir directory_;
  std::optional<KeyRing> keys_;
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
