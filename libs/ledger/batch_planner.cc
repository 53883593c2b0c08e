#include "libs/ledger/batch_planner.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "libs/ledger/append_rules.h"
#include "libs/ledger/internal/lru_cache.h"
#include "libs/ledger/record.h"

namespace paktum::ledger {
namespace {

constexpr char kBetweenNames = '\0';  // no name has it

Result<AppendResult> AnswerRepeat(const AppendRequest& request, AppendResult first,
                                  std::string_view content_digest) {
  if (content_digest != request.content_digest) {
    return Refused("append.command_reused", "the command id was used for another request",
                   {{"command", request.command.ToString()}});
  }
  first.repeated = true;
  return first;
}

// What the records of the requests need at most.
std::size_t StoredBytesMax(const std::vector<const AppendRequest*>& requests) {
  std::size_t bytes = 0;
  for (const AppendRequest* request : requests) {
    const std::size_t each = request->member.size() + kRecordOverheadBytes;
    bytes += AppendBytes(*request) + request->events.size() * each;
  }
  return bytes;
}

}  // namespace

struct BatchPlanner::Caches {
  explicit Caches(std::size_t heads_max) : streams(heads_max), ends(heads_max) {}
  LruCache<std::string, StreamVersion, std::string_view> streams;
  LruCache<std::string, LedgerEnd, std::string_view> ends;
};

BatchPlanner::BatchPlanner(const Storage& storage, const Clock& clock, std::size_t cached_heads_max)
    : storage_(storage), clock_(clock), caches_(std::make_unique<Caches>(cached_heads_max)) {}

BatchPlanner::~BatchPlanner() = default;

BatchPlan BatchPlanner::Plan(const std::vector<const AppendRequest*>& requests) {
  PAKTUM_CHECK(planned_streams_.empty() && planned_ledgers_.empty());
  stored_.clear();
  stored_.reserve(StoredBytesMax(requests));  // so that it never moves
  BatchPlan plan;
  plan.writes.reserve(requests.size());
  plan.answers.reserve(requests.size());
  for (const AppendRequest* request : requests) {
    plan.answers.push_back(PlanOne(*request, plan.writes));
  }
  return plan;
}

PlannedAnswer BatchPlanner::PlanOne(const AppendRequest& request,
                                    std::vector<StoredAppend>& writes) {
  auto ledger = Ledger(request.pact);
  if (!ledger.ok()) return {ledger.status(), false};
  auto& commands = (*ledger)->commands;
  if (const auto planned = commands.find(request.command); planned != commands.end()) {
    const StoredAppend& write = writes[planned->second];
    return {AnswerRepeat(request, write.result, write.content_digest), true};
  }

  auto found = storage_.FindCommand(request.pact, request.command);
  if (!found.ok()) return {found.status(), false};
  if (found->has_value()) {
    return {AnswerRepeat(request, (*found)->append, (*found)->content_digest), false};
  }

  auto failed = FailedConditions(request);
  if (!failed.ok()) return {failed.status(), false};
  if (!failed->empty()) {
    return {Aborted("append.condition_failed", "streams are not at the versions named",
                    std::move(*failed)),
            !writes.empty()};
  }

  auto stamped = Stamp(request, **ledger);
  if (!stamped.ok()) return {stamped.status(), false};
  const AppendResult answer = stamped->result;
  commands.emplace(request.command, writes.size());
  writes.push_back(std::move(*stamped));
  return {answer, true};
}

Result<std::vector<Status::Detail>> BatchPlanner::FailedConditions(const AppendRequest& request) {
  std::vector<Status::Detail> failed;
  for (const Condition& condition : request.conditions) {
    PAKTUM_ASSIGN_OR_RETURN(const StreamVersion* present,
                            StreamHead(request.pact, condition.stream));
    if (*present == condition.version) continue;
    Status::Detail detail{condition.stream, std::to_string(present->value())};
    if (std::find(failed.begin(), failed.end(), detail) == failed.end()) {
      failed.push_back(std::move(detail));
    }
  }
  return failed;
}

// Where the plan keeps the stream's head; valid until Commit or Discard.
Result<StreamVersion*> BatchPlanner::StreamHead(const std::string& pact,
                                                const std::string& stream) {
  key_.assign(pact).push_back(kBetweenNames);
  key_.append(stream);
  const auto planned = planned_streams_.find(std::string_view(key_));
  if (planned != planned_streams_.end()) return &planned->second;
  if (const StreamVersion* cached = caches_->streams.Find(key_)) {
    return &planned_streams_.emplace(key_, *cached).first->second;
  }
  PAKTUM_ASSIGN_OR_RETURN(const StreamVersion stored, storage_.StreamHead(pact, stream));
  return &planned_streams_.emplace(key_, stored).first->second;
}

// Where the plan keeps the ledger's end; valid until Commit or Discard.
Result<BatchPlanner::PlannedLedger*> BatchPlanner::Ledger(const std::string& pact) {
  const auto planned = planned_ledgers_.find(std::string_view(pact));
  if (planned != planned_ledgers_.end()) return &planned->second;
  LedgerEnd end;
  if (const LedgerEnd* cached = caches_->ends.Find(pact)) {
    end = *cached;
  } else {
    PAKTUM_ASSIGN_OR_RETURN(end.head, storage_.Head(pact));
    PAKTUM_ASSIGN_OR_RETURN(end.last_recorded_at, storage_.LastRecordedAt(pact));
  }
  return &planned_ledgers_.emplace(pact, PlannedLedger{end, {}}).first->second;
}

Result<StoredAppend> BatchPlanner::Stamp(const AppendRequest& request, PlannedLedger& ledger) {
  // Every read that can fail comes first: after it, nothing leaves the plan half made.
  heads_.clear();
  for (std::size_t i = 0; i < request.events.size(); ++i) {
    const std::string& stream = request.events[i].stream;
    if (i > 0 && stream == request.events[i - 1].stream) {
      heads_.push_back(heads_.back());
      continue;
    }
    PAKTUM_ASSIGN_OR_RETURN(StreamVersion * head, StreamHead(request.pact, stream));
    heads_.push_back(head);
  }
  StoredAppend append{request.pact, request.command, request.content_digest, {}, {}};
  append.result.first = Next(ledger.end.head);
  append.result.count = static_cast<std::uint32_t>(request.events.size());
  append.result.recorded_at = std::max(clock_.Now(), ledger.end.last_recorded_at);
  append.records.reserve(request.events.size());
  for (std::uint32_t index = 0; index < append.result.count; ++index) {
    Record& record = append.records.emplace_back();
    record.position = Position(append.result.first.value() + index);
    record.stream = request.events[index].stream;
    record.version = *heads_[index] = Next(*heads_[index]);
    record.recorded_at = append.result.recorded_at;
    record.command = request.command;
    record.append_index = index;
    record.append_count = append.result.count;
    record.member = request.member;
    if (index == 0) {
      record.content_digest = request.content_digest;
      record.signer = request.signer;
      record.signature = request.signature;
    }
    record.submitted = request.events[index].submitted;
    const std::size_t begin = stored_.size();
    AddRecord(record, stored_);
    record.stored = std::string_view(stored_).substr(begin);
  }
  ledger.end = {append.records.back().position, append.result.recorded_at};
  return append;
}

void BatchPlanner::Commit() {
  for (const auto& [key, version] : planned_streams_) caches_->streams.Put(key, version);
  for (const auto& [pact, ledger] : planned_ledgers_) caches_->ends.Put(pact, ledger.end);
  Discard();
}

void BatchPlanner::Discard() {
  planned_streams_.clear();
  planned_ledgers_.clear();
}

}  // namespace paktum::ledger
