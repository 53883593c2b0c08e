#include "services/event_log/append_gate.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "libs/base/check.h"
#include "libs/ledger/append_rules.h"

namespace paktum::event_log {
namespace {

Status QueueFull() {
  return ResourceExhausted("append.queue_full", "too many appends wait to be checked");
}

}  // namespace

AppendGate::AppendGate(const AppendGateOptions& options, access::RulesFile& rules,
                       ledger::Sequencer& sequencer, const Clock& clock)
    : options_(options),
      rules_(rules),
      sequencer_(sequencer),
      clock_(clock),
      unchecked_(options.appends_max) {
  threads_.reserve(options.threads);
  for (std::size_t i = 0; i < options.threads; ++i) {
    threads_.emplace_back([this] {
      while (const auto chunk = unchecked_.Pop()) {
        Check(**chunk);
        PassOn(**chunk);
      }
    });
  }
}

AppendGate::~AppendGate() {
  unchecked_.Close();
  for (Thread& thread : threads_) thread.Join();
}

void AppendGate::Submit(std::vector<NamedAppend> appends) {
  std::vector<ChunkRef> chunks;
  for (NamedAppend& append : appends) {
    if (chunks.empty() || chunks.back()->appends.size() >= options_.chunk_appends_max) {
      chunks.push_back(std::make_shared<Chunk>());
    }
    chunks.back()->bytes += ledger::AppendBytes(append.submission.request);
    chunks.back()->appends.push_back(std::move(append));
  }
  for (const ChunkRef& chunk : chunks) {
    if (Enter(chunk)) {
      // There are never more chunks than appends.
      PAKTUM_CHECK(unchecked_.TryPush(ChunkRef(chunk)));
    } else {
      for (const NamedAppend& append : chunk->appends) append.submission.done(QueueFull());
    }
  }
}

bool AppendGate::Enter(const ChunkRef& chunk) {
  const std::lock_guard lock(mutex_);
  if (appends_ + chunk->appends.size() > options_.appends_max ||
      (appends_ > 0 && bytes_ + chunk->bytes > options_.bytes_max)) {
    return false;
  }
  chunk->entered = chunk->appends.size();
  appends_ += chunk->entered;
  bytes_ += chunk->bytes;
  order_.push_back(chunk);
  return true;
}

void AppendGate::Check(Chunk& chunk) const {
  const auto rules = rules_.Current();
  const Instant now = clock_.Now();
  std::vector<NamedAppend> allowed;
  allowed.reserve(chunk.appends.size());
  for (NamedAppend& append : chunk.appends) {
    const ledger::AppendRequest& request = append.submission.request;
    // The form first: a statement is made of names within their limits.
    Status status = ledger::CheckAppend(request, ledger::kAppendBatchEventsMax);
    if (status.ok()) status = rules->CheckAppend(append.peer, request, now);
    if (status.ok()) {
      allowed.push_back(std::move(append));
    } else {
      append.submission.done(status);
    }
  }
  chunk.appends = std::move(allowed);
}

void AppendGate::PassOn(Chunk& chunk) {
  std::unique_lock lock(mutex_);
  chunk.checked = true;
  // The order is kept because one thread at a time passes on.
  if (passing_on_) return;
  passing_on_ = true;
  while (!order_.empty() && order_.front()->checked) {
    std::vector<ledger::Sequencer::Submission> submissions;
    while (!order_.empty() && order_.front()->checked) {
      const ChunkRef first = std::move(order_.front());
      order_.pop_front();
      for (NamedAppend& append : first->appends) {
        submissions.push_back(std::move(append.submission));
      }
      bytes_ -= first->bytes;
      appends_ -= first->entered;
    }
    lock.unlock();
    sequencer_.Submit(std::move(submissions));
    lock.lock();
  }
  passing_on_ = false;
}

}  // namespace paktum::event_log
