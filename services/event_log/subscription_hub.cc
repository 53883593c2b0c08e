#include "services/event_log/subscription_hub.h"

#include <algorithm>
#include <vector>

#include "libs/ledger_client/messages.h"

namespace paktum::event_log {
namespace {

constexpr std::chrono::milliseconds kRetry{5};  // after the network took nothing

auto Now() { return std::chrono::steady_clock::now(); }

}  // namespace

SubscriptionHub::SubscriptionHub(const ledger::Storage& storage,
                                 const SubscriptionHubOptions& options)
    : storage_(storage), options_(options), next_due_(Now()) {
  thread_ = std::thread([this] { Run(); });
}

SubscriptionHub::~SubscriptionHub() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  thread_.join();
}

void SubscriptionHub::Open(const Key& key, const std::string& pact, Position after,
                           std::uint32_t credit, wire::Responder responder) {
  const wire::Responder refusal = responder;
  {
    const std::lock_guard lock(mutex_);
    if (subscribers_.size() < options_.subscriptions_max) {
      Subscriber subscriber{pact,
                            after,
                            std::min(credit, options_.credit_records_max),
                            Phase::kIdle,
                            false,
                            true,
                            Now(),
                            std::move(responder)};
      // The same key again: the peer's older stream of this id has ended.
      const auto entry = subscribers_.insert_or_assign(key, std::move(subscriber)).first;
      MarkReady(key, entry->second);
      work_.notify_all();
      return;
    }
  }
  refusal.Fail(ResourceExhausted("log.too_many_subscriptions",
                                 "the event log serves no more subscriptions"));
}

void SubscriptionHub::AddCredit(const Key& key, std::uint32_t records) {
  const std::lock_guard lock(mutex_);
  const auto found = subscribers_.find(key);
  if (found == subscribers_.end()) return;
  const std::uint32_t room = options_.credit_records_max - found->second.credit;
  found->second.credit += std::min(records, room);
  MarkReady(key, found->second);
  work_.notify_all();
}

void SubscriptionHub::Close(const Key& key) {
  wire::Responder responder = [&]() -> wire::Responder {
    const std::lock_guard lock(mutex_);
    const auto found = subscribers_.find(key);
    if (found == subscribers_.end()) return {};
    wire::Responder taken = std::move(found->second.responder);
    subscribers_.erase(found);
    return taken;
  }();
  responder.Fail(Unavailable("log.unsubscribed", "the subscription has ended"));
}

void SubscriptionHub::Announce(const std::string& pact) {
  {
    const std::lock_guard lock(mutex_);
    if (subscribers_.empty()) return;
    grown_.insert(pact);
  }
  work_.notify_all();
}

SubscriptionCounts SubscriptionHub::counts() const {
  const std::lock_guard lock(mutex_);
  SubscriptionCounts counts = counts_;
  counts.open = subscribers_.size();
  return counts;
}

void SubscriptionHub::Run() {
  for (;;) {
    Task task;
    if (!TakeTask(task)) return;
    Finish(task, Send(task));
  }
}

// Waits for a subscriber that may get something. False when the hub ends.
bool SubscriptionHub::TakeTask(Task& task) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stopping_) return false;
    if (const auto now = Now(); now >= next_due_) MarkDue(now);
    for (auto& [key, subscriber] : subscribers_) {
      if (grown_.empty()) break;
      if (grown_.contains(subscriber.pact)) MarkReady(key, subscriber);
    }
    grown_.clear();
    while (!ready_.empty()) {
      const Key key = std::move(ready_.front());
      ready_.pop_front();
      const auto found = subscribers_.find(key);
      if (found == subscribers_.end() || found->second.phase != Phase::kReady) continue;
      Subscriber& subscriber = found->second;
      subscriber.phase = Phase::kSending;
      subscriber.again = false;
      task = {key,
              subscriber.pact,
              subscriber.sent,
              subscriber.credit,
              subscriber.beat,
              subscriber.responder};
      return true;
    }
    work_.wait_until(lock, next_due_,
                     [this] { return stopping_ || !ready_.empty() || !grown_.empty(); });
  }
}

// Heartbeats that are due, and what the network did not take before.
void SubscriptionHub::MarkDue(TimePoint now) {
  for (const Key& key : std::exchange(later_, {})) {
    const auto found = subscribers_.find(key);
    if (found != subscribers_.end()) MarkReady(key, found->second);
  }
  for (auto& [key, subscriber] : subscribers_) {
    if (now - subscriber.last_sent < options_.heartbeat) continue;
    subscriber.beat = true;
    MarkReady(key, subscriber);
  }
  next_due_ = now + options_.heartbeat / 4;
}

void SubscriptionHub::MarkReady(const Key& key, Subscriber& subscriber) {
  switch (subscriber.phase) {
    case Phase::kIdle:
      subscriber.phase = Phase::kReady;
      ready_.push_back(key);
      return;
    case Phase::kReady:
      return;
    case Phase::kSending:
      subscriber.again = true;
      return;
  }
}

SubscriptionHub::Sent SubscriptionHub::Send(const Task& task) const {
  std::vector<ledger::Record> records;
  if (task.credit > 0) {
    const std::size_t most = std::min<std::size_t>(task.credit, options_.batch_records_max);
    auto read = storage_.Read(task.pact, task.after, {most, options_.batch_bytes_max});
    if (!read.ok()) {
      task.responder.Fail(read.status());
      return {Outcome::kOver, task.after};
    }
    records = std::move(*read);
  }
  if (records.empty() && !task.beat) return {Outcome::kCaughtUp, task.after};
  const auto head = storage_.Head(task.pact);
  if (!head.ok()) {
    task.responder.Fail(head.status());
    return {Outcome::kOver, task.after};
  }
  const Status sent = task.responder.More(ledger_client::EncodeBatch(records, *head));
  if (sent.code() == StatusCode::kResourceExhausted) return {Outcome::kTryLater, task.after};
  if (!sent.ok()) return {Outcome::kOver, task.after};
  const Position last = records.empty() ? task.after : records.back().position;
  const Outcome outcome =
      !records.empty() && last < *head ? Outcome::kMoreToRead : Outcome::kCaughtUp;
  return {outcome, last, static_cast<std::uint32_t>(records.size()), true};
}

void SubscriptionHub::Finish(const Task& task, const Sent& sent) {
  const std::lock_guard lock(mutex_);
  if (sent.any) {
    sent.records > 0 ? ++counts_.batches : ++counts_.heartbeats;
    counts_.records += sent.records;
  }
  const auto found = subscribers_.find(task.key);
  if (found == subscribers_.end() || found->second.phase != Phase::kSending) return;
  Subscriber& subscriber = found->second;
  if (sent.outcome == Outcome::kOver) {
    subscribers_.erase(found);
    return;
  }
  subscriber.phase = Phase::kIdle;
  subscriber.sent = sent.last;
  subscriber.credit -= sent.records;
  if (sent.any) {
    subscriber.beat = false;
    subscriber.last_sent = Now();
  }
  if (sent.outcome == Outcome::kTryLater) {
    later_.insert(task.key);
    next_due_ = std::min(next_due_, Now() + kRetry);
  } else if (subscriber.again || (sent.outcome == Outcome::kMoreToRead && subscriber.credit > 0)) {
    MarkReady(task.key, subscriber);
  }
}

}  // namespace paktum::event_log
