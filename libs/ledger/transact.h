#pragma once
// Transact: load the streams of a decision, decide, append under the condition that nothing moved.
//
// The decision is a pure function: it may run several times, each time on the whole of every stream
// it named, never on a state that an append of somebody else has overtaken. A repeated command id
// is answered from the ledger and decides nothing.
// Threads: blocking; any number at the same time on one EventLog.
// Limits: tries_max decisions, records_max loaded records, the deadline of the request.
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "libs/base/result.h"
#include "libs/ledger/event_log.h"

namespace paktum::ledger {

// A stream as far as it has been loaded. version 0 = it does not exist.
struct LoadedStream {
  std::string name;
  StreamVersion version;
  std::vector<Record> records;  // all of the stream, in order
};

struct TransactRequest {
  std::string pact;
  Uuid command;
  std::string member;
  std::string content_digest;        // 1–32 bytes: tells a repeat from a reused command id
  std::vector<std::string> streams;  // what the decision reads; at most kConditionsMax
  Deadline deadline;
  std::uint32_t tries_max = 8;        // decisions, when others append to the same streams
  std::size_t records_max = 100'000;  // loaded records over all streams
  std::chrono::milliseconds attempt_timeout{2000};  // one call of the log; the deadline cuts it
  std::chrono::milliseconds retry_pause{20};        // before the first resend, doubled each time
};

// What a decision wants. No events = there is nothing to do; nothing is appended.
template <typename T>
struct Proposal {
  std::vector<NewEvent> events;
  // On top of the versions of the loaded streams, e.g. {"participant/…", StreamVersion(0)}.
  std::vector<Condition> extra_conditions;
  T result;
};

template <typename T>
struct Transacted {
  // The decision's result; absent when the command had been appended before: the caller rebuilds it
  // from `records`.
  std::optional<T> result;
  // The append; absent when there was nothing to do.
  std::optional<AppendResult> append;
  // The records of the first append when the command is a repeat, in order; empty otherwise.
  std::vector<Record> records;

  [[nodiscard]] bool repeated() const { return append.has_value() && append->repeated; }
};

// The part of Transact that does not depend on the type of the result.
struct UntypedTransacted {
  std::optional<AppendResult> append;
  std::vector<Record> records;
};
using UntypedDecide =
    std::function<Result<Proposal<std::monostate>>(const std::vector<LoadedStream>&)>;
Result<UntypedTransacted> TransactUntyped(EventLog& log, const TransactRequest& request,
                                          const UntypedDecide& decide);

// `decide` gets the streams in the order of request.streams. It must be pure.
//
// A refusal of `decide` is returned as it is, unless the command turns out to have been appended in
// the meantime: then its first answer is.
//
// Errors besides those of `decide`:
//   kFailedPrecondition "append.command_reused"  the command id was used for another request
//   kAborted "transact.contended"   others appended to these streams tries_max times in between;
//                                   nothing was written; retry
//   kUnavailable                    nothing was written (by this call); retry with back-off
//   kDeadlineExceeded               it may have been written; retry with the same command id
//   kResourceExhausted              "transact.too_many_records": the streams are longer than
//                                   records_max; or the log's own: nothing was written
//   kInvalidArgument, kDataLoss     as EventLog says
template <typename T>
Result<Transacted<T>> Transact(
    EventLog& log, const TransactRequest& request,
    const std::function<Result<Proposal<T>>(const std::vector<LoadedStream>&)>& decide) {
  std::optional<T> last_result;
  auto untyped = TransactUntyped(
      log, request,
      [&](const std::vector<LoadedStream>& streams) -> Result<Proposal<std::monostate>> {
        auto proposal = decide(streams);
        if (!proposal.ok()) return proposal.status();
        last_result = std::move(proposal->result);
        return Proposal<std::monostate>{
            std::move(proposal->events), std::move(proposal->extra_conditions), {}};
      });
  if (!untyped.ok()) return untyped.status();
  Transacted<T> transacted{std::nullopt, untyped->append, std::move(untyped->records)};
  if (!transacted.repeated()) transacted.result = std::move(last_result);
  return transacted;
}

}  // namespace paktum::ledger
