#pragma once
// WatchedLog: an EventLog whose every call and answer the oracle learns of. As thread-safe as the
// log behind it; both references must outlive it.
#include <memory>
#include <string>
#include <utility>

#include "libs/ledger/event_log.h"
#include "tests/attack/oracle.h"

namespace paktum::attack {

class WatchedSubscription final : public ledger::Subscription {
 public:
  WatchedSubscription(std::unique_ptr<ledger::Subscription> inner, Oracle& oracle,
                      const std::string& pact, Position after)
      : inner_(std::move(inner)), observer_(oracle, pact, after) {}
  Result<ledger::Slice> Next(Deadline deadline) override {
    auto slice = inner_->Next(deadline);
    if (slice.ok()) observer_.Took(*slice);
    return slice;
  }

 private:
  std::unique_ptr<ledger::Subscription> inner_;
  Observer observer_;
};

class WatchedLog final : public ledger::EventLog {
 public:
  WatchedLog(ledger::EventLog& log, Oracle& oracle) : log_(log), oracle_(oracle) {}

  Result<ledger::AppendResult> Append(const ledger::AppendRequest& request,
                                      Deadline deadline) override {
    const Oracle::Ticket ticket = oracle_.Sending(request);
    auto answer = log_.Append(request, deadline);
    oracle_.Answered(ticket, answer);
    return answer;
  }
  Result<ledger::Slice> Read(const std::string& pact, Position after, ledger::ReadLimit limit,
                             Deadline deadline) override {
    const Position floor = oracle_.AcknowledgedThrough(pact);
    auto slice = log_.Read(pact, after, limit, deadline);
    if (slice.ok()) oracle_.Observed(pact, after, floor, *slice);
    return slice;
  }
  Result<ledger::StreamSlice> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ledger::ReadLimit limit,
                                         Deadline deadline) override {
    return log_.ReadStream(pact, stream, after, limit, deadline);
  }
  Result<ledger::FoundCommand> FindCommand(const std::string& pact, Uuid command,
                                           Deadline deadline) override {
    return log_.FindCommand(pact, command, deadline);
  }
  Result<Position> Head(const std::string& pact, Deadline deadline) override {
    return log_.Head(pact, deadline);
  }
  Result<std::unique_ptr<ledger::Subscription>> Subscribe(const std::string& pact,
                                                          Position after) override {
    auto subscription = log_.Subscribe(pact, after);
    if (!subscription.ok()) return subscription.status();
    return std::unique_ptr<ledger::Subscription>(
        std::make_unique<WatchedSubscription>(std::move(*subscription), oracle_, pact, after));
  }

 private:
  ledger::EventLog& log_;
  Oracle& oracle_;
};

}  // namespace paktum::attack
