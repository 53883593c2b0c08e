#include "libs/ledger/batch_planner.h"

#include <algorithm>
#include <optional>

#include "libs/ledger/internal/lru_cache.h"
#include "libs/ledger/record.h"

namespace paktum::ledger {
namespace {

Result<AppendResult> AnswerRepeat(const AppendRequest& request, const FoundCommand& found) {
  if (found.content_digest != request.content_digest) {
    return Refused("append.command_reused", "the command id was used for another request",
                   {{"command", request.command.ToString()}});
  }
  AppendResult answer = found.append;
  answer.repeated = true;
  return answer;
}

}  // namespace

struct BatchPlanner::Caches {
  explicit Caches(std::size_t heads_max) : streams(heads_max), ends(heads_max) {}
  LruCache<StreamKey, StreamVersion> streams;
  LruCache<std::string, LedgerEnd> ends;
};

BatchPlanner::BatchPlanner(const Storage& storage, const Clock& clock, std::size_t cached_heads_max)
    : storage_(storage), clock_(clock), caches_(std::make_unique<Caches>(cached_heads_max)) {}

BatchPlanner::~BatchPlanner() = default;

BatchPlan BatchPlanner::Plan(const std::vector<const AppendRequest*>& requests) {
  PAKTUM_CHECK(planned_commands_.empty());
  BatchPlan plan;
  plan.answers.reserve(requests.size());
  for (const AppendRequest* request : requests) {
    plan.answers.push_back(PlanOne(*request, plan.writes));
  }
  return plan;
}

PlannedAnswer BatchPlanner::PlanOne(const AppendRequest& request,
                                    std::vector<StoredAppend>& writes) {
  const auto planned = planned_commands_.find({request.pact, request.command});
  if (planned != planned_commands_.end()) return {AnswerRepeat(request, planned->second), true};

  auto found = storage_.FindCommand(request.pact, request.command);
  if (!found.ok()) return {found.status(), false};
  if (found->has_value()) return {AnswerRepeat(request, **found), false};

  auto failed = FailedConditions(request);
  if (!failed.ok()) return {failed.status(), false};
  if (!failed->empty()) {
    return {Aborted("append.condition_failed", "streams are not at the versions named",
                    std::move(*failed)),
            !writes.empty()};
  }

  auto stamped = Stamp(request);
  if (!stamped.ok()) return {stamped.status(), false};
  const AppendResult answer = stamped->result;
  writes.push_back(std::move(*stamped));
  return {answer, true};
}

Result<std::vector<Status::Detail>> BatchPlanner::FailedConditions(const AppendRequest& request) {
  std::vector<Status::Detail> failed;
  for (const Condition& condition : request.conditions) {
    PAKTUM_ASSIGN_OR_RETURN(const StreamVersion present,
                            StreamHead(request.pact, condition.stream));
    if (present == condition.version) continue;
    Status::Detail detail{condition.stream, std::to_string(present.value())};
    if (std::find(failed.begin(), failed.end(), detail) == failed.end()) {
      failed.push_back(std::move(detail));
    }
  }
  return failed;
}

Result<StreamVersion> BatchPlanner::StreamHead(const std::string& pact, const std::string& stream) {
  const StreamKey key(pact, stream);
  const auto planned = planned_streams_.find(key);
  if (planned != planned_streams_.end()) return planned->second;
  if (const StreamVersion* cached = caches_->streams.Find(key)) return *cached;
  PAKTUM_ASSIGN_OR_RETURN(const StreamVersion stored, storage_.StreamHead(pact, stream));
  caches_->streams.Put(key, stored);
  return stored;
}

Result<BatchPlanner::LedgerEnd> BatchPlanner::EndOf(const std::string& pact) {
  const auto planned = planned_ends_.find(pact);
  if (planned != planned_ends_.end()) return planned->second;
  if (const LedgerEnd* cached = caches_->ends.Find(pact)) return *cached;
  PAKTUM_ASSIGN_OR_RETURN(const Position head, storage_.Head(pact));
  PAKTUM_ASSIGN_OR_RETURN(const Instant last, storage_.LastRecordedAt(pact));
  caches_->ends.Put(pact, {head, last});
  return LedgerEnd{head, last};
}

Result<StoredAppend> BatchPlanner::Stamp(const AppendRequest& request) {
  PAKTUM_ASSIGN_OR_RETURN(const LedgerEnd end, EndOf(request.pact));
  // Every read that can fail comes first: after it, nothing leaves the plan half made.
  for (const NewEvent& event : request.events) {
    const auto head = StreamHead(request.pact, event.stream);
    if (!head.ok()) return head.status();
  }
  StoredAppend append{request.pact, request.command, request.content_digest, {}, {}};
  append.result.first = Next(end.head);
  append.result.count = static_cast<std::uint32_t>(request.events.size());
  append.result.recorded_at = std::max(clock_.Now(), end.last_recorded_at);
  append.records.reserve(request.events.size());
  for (std::uint32_t index = 0; index < append.result.count; ++index) {
    const NewEvent& event = request.events[index];
    RecordFields fields;
    fields.position = Position(append.result.first.value() + index);
    fields.stream = event.stream;
    fields.version = Next(*StreamHead(request.pact, event.stream));
    fields.recorded_at = append.result.recorded_at;
    fields.command = request.command;
    fields.append_index = index;
    fields.append_count = append.result.count;
    fields.member = request.member;
    if (index == 0) fields.content_digest = request.content_digest;
    fields.submitted = event.submitted;
    auto record = DecodeRecord(EncodeRecord(fields));
    PAKTUM_CHECK(record.ok());
    planned_streams_[{request.pact, event.stream}] = fields.version;
    append.records.push_back(std::move(*record));
  }
  planned_ends_[request.pact] = {append.records.back().position, append.result.recorded_at};
  planned_commands_[{request.pact, request.command}] = {append.result, request.content_digest};
  return append;
}

void BatchPlanner::Commit() {
  for (const auto& [key, version] : planned_streams_) caches_->streams.Put(key, version);
  for (const auto& [pact, end] : planned_ends_) caches_->ends.Put(pact, end);
  Discard();
}

void BatchPlanner::Discard() {
  planned_streams_.clear();
  planned_ends_.clear();
  planned_commands_.clear();
}

}  // namespace paktum::ledger
