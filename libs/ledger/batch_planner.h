#pragma once
// BatchPlanner: decides what a batch of appends does, without writing it.
//
// Checks every append in order against the storage and against the appends before it in the same
// batch, and stamps those that pass. What it planned is tentative until Commit (the storage has
// written it) or Discard (it has not): exactly one of them follows every Plan.
// One thread. Memory: the heads of at most `cached_heads_max` streams and as many ledgers.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger/storage.h"

namespace paktum::ledger {

struct PlannedAnswer {
  Result<AppendResult> answer;
  // True when the answer rests on what the batch is about to write: when the write fails, it must
  // not be given.
  bool needs_write = false;
};

struct BatchPlan {
  std::vector<StoredAppend> writes;    // for one Storage::Write; may be empty
  std::vector<PlannedAnswer> answers;  // one for each request, in order
};

class BatchPlanner {
 public:
  // Both references must outlive the planner.
  BatchPlanner(const Storage& storage, const Clock& clock, std::size_t cached_heads_max);
  ~BatchPlanner();
  BatchPlanner(const BatchPlanner&) = delete;
  BatchPlanner& operator=(const BatchPlanner&) = delete;

  // The requests have passed CheckAppend. Answers as EventLog::Append says; a read of the storage
  // that fails becomes the answer of the append that needed it.
  BatchPlan Plan(const std::vector<const AppendRequest*>& requests);

  // The plan's writes are durable: later plans build on them.
  void Commit();
  // The plan's writes did not happen: forgets every trace of them.
  void Discard();

 private:
  struct LedgerEnd {
    Position head;
    Instant last_recorded_at;
  };
  struct Caches;
  using StreamKey = std::pair<std::string, std::string>;  // pact, stream
  using CommandKey = std::pair<std::string, Uuid>;

  PlannedAnswer PlanOne(const AppendRequest& request, std::vector<StoredAppend>& writes);
  Result<std::vector<Status::Detail>> FailedConditions(const AppendRequest& request);
  Result<StreamVersion> StreamHead(const std::string& pact, const std::string& stream);
  Result<LedgerEnd> EndOf(const std::string& pact);
  Result<StoredAppend> Stamp(const AppendRequest& request);

  const Storage& storage_;
  const Clock& clock_;
  std::unique_ptr<Caches> caches_;  // what is durable
  // What the present plan adds:
  std::map<StreamKey, StreamVersion> planned_streams_;
  std::map<std::string, LedgerEnd> planned_ends_;
  std::map<CommandKey, FoundCommand> planned_commands_;
};

}  // namespace paktum::ledger
