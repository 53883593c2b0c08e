#pragma once
// BatchPlanner: decides what a batch of appends does, without writing it.
//
// Checks every append in order against the storage and against the appends before it in the same
// batch, and stamps those that pass. What it planned is tentative until Commit (the storage has
// written it) or Discard (it has not): exactly one of them follows every Plan.
// One thread. Memory: the heads of at most `cached_heads_max` streams and as many ledgers, and the
// stored bytes of one batch.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
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
  // For one Storage::Write; may be empty. The texts of the records are those of the requests and of
  // the planner: they last as long as the requests, and until the next Plan.
  std::vector<StoredAppend> writes;
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
  // A ledger as the present plan leaves it.
  struct PlannedLedger {
    LedgerEnd end;
    std::unordered_map<Uuid, std::size_t> commands;  // index of the write
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  template <typename Value>
  using ByText = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;
  struct Caches;

  PlannedAnswer PlanOne(const AppendRequest& request, std::vector<StoredAppend>& writes);
  Result<std::vector<Status::Detail>> FailedConditions(const AppendRequest& request);
  Result<StreamVersion*> StreamHead(const std::string& pact, const std::string& stream);
  Result<PlannedLedger*> Ledger(const std::string& pact);
  Result<StoredAppend> Stamp(const AppendRequest& request, PlannedLedger& ledger);

  const Storage& storage_;
  const Clock& clock_;
  std::unique_ptr<Caches> caches_;  // what is durable
  // What the present plan has looked up and made of it:
  ByText<StreamVersion> planned_streams_;  // by pact and stream
  ByText<PlannedLedger> planned_ledgers_;  // by pact
  std::string stored_;                     // bytes of the records
  // Used again and again:
  std::string key_;
  std::vector<StreamVersion*> heads_;
};

}  // namespace paktum::ledger
