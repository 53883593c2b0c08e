#include "libs/ledger/sequencer.h"

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/runtime.h"
#include "libs/ledger/append_rules.h"

namespace paktum::ledger {
namespace {

// What an append takes in the queue beyond its own bytes.
constexpr std::size_t kWaitingOverheadBytes = 512;

// Hands one answer from the writer thread to the thread that waits for it; outlives both.
struct Handover {
  std::mutex mutex;
  ConditionVariable arrived;
  std::optional<Result<AppendResult>> answer;  // guarded by mutex
};

}  // namespace

Sequencer::Sequencer(Storage& storage, const Clock& clock, SequencerOptions options)
    : storage_(storage), options_(options), planner_(storage, clock, options.cached_heads_max) {
  PAKTUM_CHECK(options_.queue_appends_max > 0 && options_.batch_appends_max > 0);
  PAKTUM_CHECK(options_.append_events_max > 0);
  PAKTUM_CHECK(options_.append_events_max <= kAppendBatchEventsMax);
  writer_ = Thread([this] { Run(); });
}

Sequencer::~Sequencer() { Stop(); }

void Sequencer::Stop() {
  std::call_once(stopped_, [this] {
    {
      const std::lock_guard lock(queue_mutex_);
      closed_ = true;
    }
    filled_.NotifyAll();
    writer_.Join();
  });
}

void Sequencer::Submit(AppendRequest request, Deadline deadline, Done done) {
  std::vector<Submission> one;
  one.push_back({std::move(request), deadline, std::move(done)});
  Submit(std::move(one));
}

void Sequencer::Submit(std::vector<Submission> submissions) {
  std::vector<Waiting> appends;
  std::vector<Refused> refused;
  appends.reserve(submissions.size());
  const Status stopped = health();
  for (Submission& submission : submissions) {
    Status status = CheckAppend(submission.request, options_.append_events_max);
    if (status.ok()) status = stopped;
    if (!status.ok()) {
      refused.push_back({std::move(submission.done), std::move(status)});
      continue;
    }
    const std::size_t bytes = AppendBytes(submission.request) + kWaitingOverheadBytes;
    appends.push_back({std::move(submission), bytes});
  }
  Enqueue(appends, refused);
  for (Refused& one : refused) one.done(std::move(one.status));
}

// Puts what fits into the queue, the rest to `refused`.
void Sequencer::Enqueue(std::vector<Waiting>& appends, std::vector<Refused>& refused) {
  const auto refuse = [&](Waiting& waiting, Status status) {
    refused.push_back({std::move(waiting.done), std::move(status)});
  };
  {
    const std::lock_guard lock(queue_mutex_);
    for (Waiting& waiting : appends) {
      if (closed_) {
        refuse(waiting, Unavailable("append.stopped", "the log is stopping"));
      } else if (queued_appends_ >= options_.queue_appends_max) {
        refuse(waiting, ResourceExhausted("append.queue_full", "too many appends wait"));
      } else if (queued_bytes_ + waiting.bytes > options_.queue_bytes_max) {
        refuse(waiting, ResourceExhausted("append.queue_full", "too many bytes wait"));
      } else {
        ++queued_appends_;
        queued_bytes_ += waiting.bytes;
        queue_.push_back(std::move(waiting));
      }
    }
  }
  filled_.NotifyOne();
}

Result<AppendResult> Sequencer::Append(const AppendRequest& request, Deadline deadline) {
  const auto handover = std::make_shared<Handover>();
  Submit(request, deadline, [handover](Result<AppendResult> answer) {
    {
      const std::lock_guard lock(handover->mutex);
      handover->answer = std::move(answer);
    }
    handover->arrived.NotifyOne();
  });
  std::unique_lock lock(handover->mutex);
  if (!handover->arrived.WaitUntil(lock, deadline, [&] { return handover->answer.has_value(); })) {
    return DeadlineExceeded("append.outcome_unknown", "no answer by the deadline");
  }
  return std::move(*handover->answer);
}

void Sequencer::OnCommit(CommitListener listener) {
  const std::lock_guard lock(mutex_);
  auto more = listeners_ ? *listeners_ : std::vector<CommitListener>();
  more.push_back(std::move(listener));
  listeners_ = std::make_shared<const std::vector<CommitListener>>(std::move(more));
}

Status Sequencer::health() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

std::size_t Sequencer::queued() const {
  const std::lock_guard lock(queue_mutex_);
  return queued_appends_;
}

void Sequencer::Run() {
  std::vector<Waiting> taken;
  std::vector<Waiting*> batch;
  for (;;) {
    taken.clear();
    {
      std::unique_lock lock(queue_mutex_);
      filled_.Wait(lock, [&] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) return;
      taken.swap(queue_);
    }
    for (std::size_t from = 0; from < taken.size();) {
      from = TakeBatch(taken, from, batch);
      const std::vector<StoredAppend> committed = CommitBatch(batch);
      if (options_.on_answered) options_.on_answered();
      // Those who wait for their answer come before those who only look on.
      AnnounceCommit(committed);
    }
  }
}

// Fills `batch` with what one Write may hold; returns where the next batch begins.
std::size_t Sequencer::TakeBatch(std::vector<Waiting>& taken, std::size_t from,
                                 std::vector<Waiting*>& batch) {
  batch.clear();
  std::size_t bytes = 0;
  std::size_t expired = 0;
  std::size_t expired_bytes = 0;
  const auto now = SteadyNow();
  for (; from < taken.size() && batch.size() < options_.batch_appends_max; ++from) {
    Waiting& waiting = taken[from];
    if (waiting.deadline <= now) {
      ++expired;
      expired_bytes += waiting.bytes;
      waiting.done(Unavailable("append.expired", "its deadline passed while it waited"));
      continue;
    }
    if (!batch.empty() && bytes + waiting.bytes > options_.batch_bytes_max) break;
    bytes += waiting.bytes;
    batch.push_back(&waiting);
  }
  const std::lock_guard lock(queue_mutex_);
  queued_appends_ -= batch.size() + expired;
  queued_bytes_ -= bytes + expired_bytes;
  return from;
}

// Writes and answers; returns what is now durable.
std::vector<StoredAppend> Sequencer::CommitBatch(const std::vector<Waiting*>& batch) {
  if (batch.empty()) return {};
  if (const Status failed = health(); !failed.ok()) {
    for (Waiting* waiting : batch) waiting->done(failed);
    return {};
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
  if (!written.ok()) plan.writes.clear();
  return std::move(plan.writes);
}

Status Sequencer::Write(const std::vector<StoredAppend>& writes) {
  if (!options_.on_write) return storage_.Write(writes);
  WriteReport report;
  report.appends = writes.size();
  for (const StoredAppend& append : writes) {
    report.events += append.records.size();
    for (const Record& record : append.records) report.stored_bytes += record.stored.size();
  }
  const auto began = SteadyNow();
  Status written = storage_.Write(writes);
  report.took = SteadyNow() - began;
  report.written = written.ok();
  options_.on_write(report);
  return written;
}

void Sequencer::AnnounceCommit(const std::vector<StoredAppend>& writes) {
  std::map<std::string, Position> heads;
  for (const StoredAppend& append : writes) heads[append.pact] = append.records.back().position;
  // Without the lock: a listener may hold a lock under which somebody submits.
  const auto listeners = [this] {
    const std::lock_guard lock(mutex_);
    return listeners_;
  }();
  if (listeners == nullptr) return;
  for (const CommitListener& listener : *listeners) {
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
