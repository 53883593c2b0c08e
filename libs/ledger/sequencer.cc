#include "libs/ledger/sequencer.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "libs/base/check.h"
#include "libs/ledger/append_rules.h"

namespace paktum::ledger {
namespace {

// What an append takes in the queue beyond its own bytes.
constexpr std::size_t kWaitingOverheadBytes = 512;

// Hands one answer from the writer thread to the thread that waits for it; outlives both.
struct Handover {
  std::mutex mutex;
  std::condition_variable arrived;
  std::optional<Result<AppendResult>> answer;  // guarded by mutex
};

}  // namespace

Sequencer::Sequencer(Storage& storage, const Clock& clock, SequencerOptions options)
    : storage_(storage),
      options_(options),
      planner_(storage, clock, options.cached_heads_max),
      queue_(options.queue_appends_max) {
  PAKTUM_CHECK(options_.batch_appends_max > 0);
  PAKTUM_CHECK(options_.append_events_max > 0);
  PAKTUM_CHECK(options_.append_events_max <= kAppendBatchEventsMax);
  writer_ = std::thread([this] { Run(); });
}

Sequencer::~Sequencer() { Stop(); }

void Sequencer::Stop() {
  std::call_once(stopped_, [this] {
    stopping_ = true;
    queue_.Close();
    writer_.join();
  });
}

void Sequencer::Submit(AppendRequest request, Deadline deadline, Done done) {
  if (Status status = CheckAppend(request, options_.append_events_max); !status.ok()) {
    return done(std::move(status));
  }
  if (Status status = health(); !status.ok()) return done(std::move(status));
  const std::size_t bytes = AppendBytes(request) + kWaitingOverheadBytes;
  if (queued_bytes_.fetch_add(bytes) + bytes > options_.queue_bytes_max) {
    queued_bytes_.fetch_sub(bytes);
    return done(ResourceExhausted("append.queue_full", "too many bytes wait"));
  }
  Waiting waiting{std::move(request), deadline, std::move(done), bytes};
  if (queue_.TryPush(std::move(waiting))) return;
  queued_bytes_.fetch_sub(bytes);
  // A push that fails leaves `waiting` whole.
  const auto& refuse = waiting.done;  // NOLINT(bugprone-use-after-move)
  if (stopping_) return refuse(Unavailable("append.stopped", "the log is stopping"));
  refuse(ResourceExhausted("append.queue_full", "too many appends wait"));
}

Result<AppendResult> Sequencer::Append(const AppendRequest& request, Deadline deadline) {
  const auto handover = std::make_shared<Handover>();
  Submit(request, deadline, [handover](Result<AppendResult> answer) {
    {
      const std::lock_guard lock(handover->mutex);
      handover->answer = std::move(answer);
    }
    handover->arrived.notify_one();
  });
  std::unique_lock lock(handover->mutex);
  if (!handover->arrived.wait_until(lock, deadline, [&] { return handover->answer.has_value(); })) {
    return DeadlineExceeded("append.outcome_unknown", "no answer by the deadline");
  }
  return std::move(*handover->answer);
}

void Sequencer::OnCommit(CommitListener listener) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(listener));
}

Status Sequencer::health() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void Sequencer::Run() {
  std::vector<Waiting*> batch;
  for (;;) {
    std::vector<Waiting> taken = queue_.PopAll(options_.batch_appends_max);
    if (taken.empty()) return;
    for (const Waiting& waiting : taken) queued_bytes_.fetch_sub(waiting.bytes);
    for (std::size_t from = 0; from < taken.size();) {
      from = TakeBatch(taken, from, batch);
      CommitBatch(batch);
    }
  }
}

// Fills `batch` with what one Write may hold; returns where the next batch begins.
std::size_t Sequencer::TakeBatch(std::vector<Waiting>& taken, std::size_t from,
                                 std::vector<Waiting*>& batch) {
  batch.clear();
  std::size_t bytes = 0;
  const auto now = std::chrono::steady_clock::now();
  for (; from < taken.size(); ++from) {
    Waiting& waiting = taken[from];
    if (waiting.deadline <= now) {
      waiting.done(Unavailable("append.expired", "its deadline passed while it waited"));
      continue;
    }
    if (!batch.empty() && bytes + waiting.bytes > options_.batch_bytes_max) break;
    bytes += waiting.bytes;
    batch.push_back(&waiting);
  }
  return from;
}

void Sequencer::CommitBatch(const std::vector<Waiting*>& batch) {
  if (batch.empty()) return;
  if (const Status failed = health(); !failed.ok()) {
    for (Waiting* waiting : batch) waiting->done(failed);
    return;
  }
  std::vector<const AppendRequest*> requests;
  requests.reserve(batch.size());
  for (const Waiting* waiting : batch) requests.push_back(&waiting->request);
  BatchPlan plan = planner_.Plan(requests);

  Status written = plan.writes.empty() ? OkStatus() : Write(plan.writes);
  if (written.ok()) {
    planner_.Commit();
  } else {
    planner_.Discard();
    if (written.code() == StatusCode::kDataLoss) written = StopFor(written);
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    PlannedAnswer& planned = plan.answers[i];
    const bool given = written.ok() || !planned.needs_write;
    batch[i]->done(given ? std::move(planned.answer) : Result<AppendResult>(written));
  }
  // Those who wait for their answer come before those who only look on.
  if (written.ok()) AnnounceCommit(plan.writes);
}

Status Sequencer::Write(const std::vector<StoredAppend>& writes) {
  if (!options_.on_write) return storage_.Write(writes);
  WriteReport report;
  report.appends = writes.size();
  for (const StoredAppend& append : writes) {
    report.events += append.records.size();
    for (const Record& record : append.records) report.stored_bytes += record.stored.size();
  }
  const auto began = std::chrono::steady_clock::now();
  Status written = storage_.Write(writes);
  report.took = std::chrono::steady_clock::now() - began;
  report.written = written.ok();
  options_.on_write(report);
  return written;
}

void Sequencer::AnnounceCommit(const std::vector<StoredAppend>& writes) {
  std::map<std::string, Position> heads;
  for (const StoredAppend& append : writes) heads[append.pact] = append.records.back().position;
  const std::lock_guard lock(mutex_);
  for (const CommitListener& listener : listeners_) {
    for (const auto& [pact, head] : heads) listener(pact, head);
  }
}

// Ends the taking of appends; returns what they are answered from now on.
Status Sequencer::StopFor(const Status& cause) {
  const std::lock_guard lock(mutex_);
  failure_ = DataLoss("log.stopped", cause.reason() + ": " + cause.message());
  return failure_;
}

}  // namespace paktum::ledger
