#pragma once
// Oracle: knows, for every append that was sent, whether it must, may or must not be in the ledger,
// and finds where a log says otherwise.
//
//   must      an answer was OK: there exactly once, at the positions and with the time answered
//   may       no answer, kDeadlineExceeded, kDataLoss or kInternal: there once and whole, or absent
//   must not  every answer was a refusal of libs/ledger/event_log.h
//
// It asks nothing of the log but the contract, so it judges any EventLog: in memory, over the wire,
// on a damaged disk, in a simulation. What the log is told is written down before it is sent, so a
// kill at any moment leaves a state that can be judged.
//
// Threads     every method may be called from any thread; Check only while nobody else appends.
// Memory      the requests sent, and 8 bytes for every position observed.
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/base/uuid.h"
#include "libs/ledger/event_log.h"

namespace paktum::attack {

enum class Violation : std::uint8_t {
  kUnreadable,      // the log cannot be read to its end
  kGap,             // positions or versions are not 1, 2, 3 …, or a head is not the last of them
  kTimeWentBack,    // recorded_at is before that of the record before
  kTorn,            // an append is not whole, or not at adjacent positions
  kLost,            // acknowledged and absent
  kDoubled,         // a command is there, or was acknowledged as new, more than once
  kRefusedPresent,  // refused and there
  kUnknown,         // there and never sent
  kAltered,         // other bytes, stream, member or digest than was sent
  kReordered,       // stands before what was acknowledged when it was not yet sent
  kConditionIgnored,  // written although a condition did not hold
  kWrongAnswer,       // an answer that the ledger or an earlier answer contradicts
  kObserverDiffers,   // a reader or subscriber was given something else than the ledger holds
};
std::string_view ViolationName(Violation violation);

struct Finding {
  Violation violation;
  std::string text;
};

struct Report {
  std::vector<Finding> findings;  // the first Oracle::kFindingsMax
  std::uint64_t records = 0;      // in the ledgers
  std::uint64_t must = 0;         // commands, as the four below
  std::uint64_t may_present = 0;
  std::uint64_t may_absent = 0;
  std::uint64_t must_not = 0;
  std::uint64_t probes = 0;  // commands asked for again

  [[nodiscard]] bool ok() const { return findings.empty(); }
  // There is a finding of this kind.
  [[nodiscard]] bool Has(Violation violation) const;
};
std::ostream& operator<<(std::ostream& out, const Report& report);

struct CheckOptions {
  // Deadline of each call of the log.
  std::function<Deadline()> patience = [] { return DeadlineIn(std::chrono::seconds(60)); };
  // Commands, evenly spread, that are looked up, appended again and appended with other content;
  // and streams that are read one by one.
  std::size_t probes_max = 500;
  std::size_t streams_max = 200;
  // Messages may be repeated on the way: the only answer that came may be that of the repeat.
  bool messages_repeated = false;
};

class Oracle {
 public:
  static constexpr std::size_t kFindingsMax = 100;

  // One send of one append.
  struct Ticket {
    std::string pact;
    Uuid command;
    std::size_t variant = 0;
    bool acknowledged_before = false;
  };

  // Before the request leaves.
  Ticket Sending(const ledger::AppendRequest& request);
  // Its answer. A ticket that is never answered stands for "may".
  void Answered(const Ticket& ticket, const Result<ledger::AppendResult>& answer);

  // Last position that any answer has told; a read that begins now must reach it.
  [[nodiscard]] Position AcknowledgedThrough(const std::string& pact) const;
  // A reader was given these records after `after`, having begun when `floor` was acknowledged.
  void Observed(const std::string& pact, Position after, Position floor,
                const ledger::Slice& slice);

  [[nodiscard]] std::uint64_t sent() const;
  [[nodiscard]] std::uint64_t acknowledged() const;  // commands

  // Reads everything and compares. The ledgers are those that appends were sent to; they must have
  // been empty. What is asked again appends nothing as long as the log keeps its promises.
  [[nodiscard]] Report Check(ledger::EventLog& log, const CheckOptions& options = {}) const;

 private:
  friend class LedgerScan;

  // The same command may be sent with different content; each content is a variant.
  struct Variant {
    ledger::AppendRequest request;
    Position floor;              // acknowledged when it was first sent
    std::uint32_t open = 0;      // sent, no answer yet
    std::uint32_t unknown = 0;   // answered, outcome unknown
    std::uint32_t written = 0;   // answered OK as new
    std::uint32_t repeated = 0;  // answered OK as a repeat
    bool reuse_refused = false;  // answered append.command_reused
    [[nodiscard]] bool may_be_written() const { return open + unknown > 0; }
  };
  struct Command {
    std::vector<Variant> variants;
    std::optional<ledger::AppendResult> answer;  // the first OK
    [[nodiscard]] bool must() const { return answer.has_value(); }
    [[nodiscard]] bool may() const;
    [[nodiscard]] std::uint32_t written() const;
  };
  struct Ledger {
    std::map<Uuid, Command> commands;
    Position acknowledged_through;
    std::vector<std::uint64_t> observed;                 // hash by position - 1; 0 = not observed
    std::map<std::string, StreamVersion> versions_told;  // highest in an answer kAborted
  };

  void TakeOk(Ledger& ledger, Command& command, const Ticket& ticket,
              const ledger::AppendResult& answer);
  void TakeRefusal(Ledger& ledger, Command& command, const Ticket& ticket, const Status& status);
  void TakeAborted(Ledger& ledger, const Variant& variant, const Status& status);
  void Find(Violation violation, std::string text);

  mutable std::mutex mutex_;
  std::map<std::string, Ledger> ledgers_;  // guarded by mutex_, as all below
  std::vector<Finding> findings_;          // contradictions between answers
  std::uint64_t sent_ = 0;
  std::uint64_t acknowledged_ = 0;
};

// Follows one subscription for the oracle. One thread.
class Observer {
 public:
  Observer(Oracle& oracle, std::string pact, Position after)
      : oracle_(oracle), pact_(std::move(pact)), last_(after) {}
  void Took(const ledger::Slice& slice);
  [[nodiscard]] Position last() const { return last_; }

 private:
  Oracle& oracle_;
  std::string pact_;
  Position last_;
};

// What stands for the stored bytes of a record; never 0.
std::uint64_t RecordHash(const ledger::Record& record);

}  // namespace paktum::attack
