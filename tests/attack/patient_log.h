#pragma once
// PatientLog: an EventLog that asks again when a connection broke or an answer did not come in
// time, as any client does. For whoever looks at a log after an attack: that a machine stood still
// for a minute is no finding.
#include <chrono>
#include <memory>
#include <string>
#include <type_traits>

#include "libs/ledger/event_log.h"

namespace paktum::attack {

class PatientLog final : public ledger::EventLog {
 public:
  explicit PatientLog(ledger::EventLog& log) : log_(log) {}

  Result<ledger::AppendResult> Append(const ledger::AppendRequest& request,
                                      Deadline deadline) override {
    return Repeat(deadline, [&](Deadline until) { return log_.Append(request, until); });
  }
  Result<ledger::Slice> Read(const std::string& pact, Position after, ledger::ReadLimit limit,
                             Deadline deadline) override {
    return Repeat(deadline, [&](Deadline until) { return log_.Read(pact, after, limit, until); });
  }
  Result<ledger::StreamSlice> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ledger::ReadLimit limit,
                                         Deadline deadline) override {
    return Repeat(deadline, [&](Deadline until) {
      return log_.ReadStream(pact, stream, after, limit, until);
    });
  }
  Result<ledger::FoundCommand> FindCommand(const std::string& pact, Uuid command,
                                           Deadline deadline) override {
    return Repeat(deadline, [&](Deadline until) { return log_.FindCommand(pact, command, until); });
  }
  Result<Position> Head(const std::string& pact, Deadline deadline) override {
    return Repeat(deadline, [&](Deadline until) { return log_.Head(pact, until); });
  }
  Result<std::unique_ptr<ledger::Subscription>> Subscribe(const std::string& pact,
                                                          Position after) override {
    return log_.Subscribe(pact, after);
  }

 private:
  // As often as a broken line may need, each time with as long as the caller gave.
  template <typename Call>
  static std::invoke_result_t<Call, Deadline> Repeat(Deadline deadline, const Call& call) {
    const auto patience = deadline - std::chrono::steady_clock::now();
    auto answer = call(deadline);
    for (int again = 0; again < 4 && Broken(answer.status().code()); ++again) {
      answer = call(std::chrono::steady_clock::now() + patience);
    }
    return answer;
  }
  static bool Broken(StatusCode code) {
    return code == StatusCode::kUnavailable || code == StatusCode::kDeadlineExceeded;
  }

  ledger::EventLog& log_;
};

}  // namespace paktum::attack
