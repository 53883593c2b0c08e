#pragma once
// LedgerScan: one ledger, record by record, against what the oracle knows. One thread; the caller
// holds the oracle still while a method runs.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/attack/oracle.h"

namespace paktum::attack {

// A command that is asked for again, and what must come back.
struct Probe {
  ledger::AppendRequest request;
  std::optional<ledger::AppendResult> expected;  // nothing = the log must not know it
};

class LedgerScan {
 public:
  // What the records of a stream come to.
  struct Stream {
    std::uint64_t count = 0;
    std::uint64_t hash = 0;
    void Add(const ledger::Record& record);
  };

  LedgerScan(const Oracle::Ledger& ledger, const CheckOptions& options, Report& report)
      : ledger_(ledger), options_(options), report_(report) {}

  // Every record, in the order read; then Finish with the head that the log tells.
  void Take(const ledger::Record& record);
  void Finish(Position head);

  [[nodiscard]] Position last() const { return Position(last_); }
  [[nodiscard]] const std::map<std::string, Stream>& streams() const { return streams_; }
  // After Finish: at most `max` commands, evenly spread.
  [[nodiscard]] std::vector<Probe> Probes(std::size_t max) const;

 private:
  using Command = Oracle::Command;
  using Variant = Oracle::Variant;
  struct Candidate {
    const Variant* variant;
    bool content = true;
    bool conditions = true;
  };
  // The append that the records belong to just now.
  struct Append {
    Uuid id;
    const Command* command = nullptr;
    ledger::AppendResult result;
    std::string digest;
    std::uint32_t taken = 0;
    std::vector<Candidate> candidates;
  };
  struct Seen {
    ledger::AppendResult result;
    std::string digest;
  };

  void BeginAppend(const ledger::Record& record);
  void ContinueAppend(const ledger::Record& record);
  void EndAppend();
  void TakeStream(const ledger::Record& record);
  [[nodiscard]] bool ConditionsHold(const ledger::AppendRequest& request) const;
  static std::vector<const Variant*> Candidates(const Command& command);
  void JudgeCommand(const Uuid& id, const Command& command);
  void JudgePresent(const Uuid& id, const Command& command, const Seen& seen);
  void JudgeObserved();
  void Find(Violation violation, std::string text);

  const Oracle::Ledger& ledger_;
  const CheckOptions& options_;
  Report& report_;
  std::uint64_t last_ = 0;
  Instant last_recorded_at_;
  std::vector<std::uint64_t> hashes_;  // by position - 1
  std::map<std::string, Stream> streams_;
  std::optional<Append> append_;
  std::map<Uuid, Seen> seen_;
};

}  // namespace paktum::attack
