#include "services/event_log/subscription_hub.h"

#include <algorithm>
#include <vector>

#include "libs/ledger_client/messages.h"

namespace paktum::event_log {
namespace {

constexpr std::chrono::milliseconds kRetry{5};  // after the network took nothing

Deadline Now() { return SteadyNow(); }

}  // namespace

SubscriptionHub::SubscriptionHub(const ledger::Storage& storage,
                                 const SubscriptionHubOptions& options)
    : storage_(storage), options_(options), next_due_(Now()) {
  thread_ = Thread([this] { Run(); });
}

SubscriptionHub::~SubscriptionHub() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.NotifyAll();
  thread_.Join();
}

void SubscriptionHub::Open(const Key& key, const std::string& pact, Position after, Credit credit,
                           Allowed allowed, wire::Responder responder) {
  const wire::Responder refusal = responder;
  {
    const std::lock_guard lock(mutex_);
    if (subscribers_.size() < options_.subscriptions_max) {
      Subscriber subscriber;
      subscriber.pact = pact;
      subscriber.sent = after;
      subscriber.credit_records = std::min(credit.records, options_.credit_records_max);
      if (credit.bytes > 0) {
        subscriber.credit_bytes = std::min(credit.bytes, options_.credit_bytes_max);
      }
      subscriber.beat = true;
      subscriber.last_sent = Now();
      subscriber.allowed = std::make_shared<const Allowed>(std::move(allowed));
      subscriber.responder = std::move(responder);
      // The same key again: the peer's older stream of this id has ended.
      const auto entry = subscribers_.insert_or_assign(key, std::move(subscriber)).first;
      MarkReady(key, entry->second);
      work_.NotifyAll();
      return;
    }
  }
  refusal.Fail(ResourceExhausted("log.too_many_subscriptions",
                                 "the event log serves no more subscriptions"));
}

void SubscriptionHub::AddCredit(const Key& key, Credit more) {
  const std::lock_guard lock(mutex_);
  const auto found = subscribers_.find(key);
  if (found == subscribers_.end()) return;
  Subscriber& subscriber = found->second;
  subscriber.credit_records +=
      std::min(more.records, options_.credit_records_max - subscriber.credit_records);
  if (subscriber.credit_bytes) {
    subscriber.credit_bytes =
        std::min<std::int64_t>(*subscriber.credit_bytes + more.bytes, options_.credit_bytes_max);
  }
  MarkReady(key, subscriber);
  work_.NotifyAll();
}

bool SubscriptionHub::MaySend(const Subscriber& subscriber) {
  return subscriber.credit_records > 0 && subscriber.credit_bytes.value_or(1) > 0;
}

ledger::ReadLimit SubscriptionHub::LimitOf(const Subscriber& subscriber) const {
  if (!MaySend(subscriber)) return {.records = 0, .bytes = 0};
  ledger::ReadLimit limit{options_.batch_records_max, options_.batch_bytes_max};
  limit.records = std::min<std::size_t>(limit.records, subscriber.credit_records);
  if (subscriber.credit_bytes) {
    limit.bytes = std::min(limit.bytes, static_cast<std::size_t>(*subscriber.credit_bytes));
  }
  return limit;
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
  work_.NotifyAll();
}

SubscriptionCounts SubscriptionHub::counts() const {
  const std::lock_guard lock(mutex_);
  SubscriptionCounts counts = counts_;
  counts.open = subscribers_.size();
  return counts;
}

SubscriptionLag SubscriptionHub::lag() const {
  std::map<std::string, std::vector<Position>> cursors;  // by pact
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, subscriber] : subscribers_) {
      cursors[subscriber.pact].push_back(subscriber.sent);
    }
  }
  SubscriptionLag lag;
  for (const auto& [pact, sent] : cursors) {
    const auto head = storage_.Head(pact);
    if (!head.ok()) continue;
    for (const Position cursor : sent) {
      if (cursor >= *head) continue;
      const std::uint64_t behind = head->value() - cursor.value();
      lag.most = std::max(lag.most, behind);
      lag.sum += behind;
    }
  }
  return lag;
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
              LimitOf(subscriber),
              subscriber.beat,
              subscriber.allowed,
              subscriber.responder};
      return true;
    }
    work_.WaitUntil(lock, next_due_,
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

SubscriptionHub::Sent SubscriptionHub::Send(const Task& task) {
  const auto over = [&task](const Status& status) {
    task.responder.Fail(status);
    return Sent{Outcome::kOver, {0, 0, task.after}};
  };
  if (*task.allowed) {
    if (const Status allowed = (*task.allowed)(); !allowed.ok()) return over(allowed);
  }
  gathered_.clear();
  ledger::StoredRange range{0, 0, task.after};
  if (task.limit.records > 0) {
    auto read = storage_.ReadStored(task.pact, task.after, task.limit, gathered_);
    if (!read.ok()) return over(read.status());
    range = *read;
  }
  if (range.records == 0 && !task.beat) return {Outcome::kCaughtUp, range};
  const auto head = storage_.Head(task.pact);
  if (!head.ok()) return over(head.status());
  ledger_client::FinishRecords(head->value(), gathered_);
  // A copy has no spare room, however long it waits to be sent.
  const Status sent = task.responder.More(std::string(gathered_));
  if (sent.code() == StatusCode::kResourceExhausted) {
    return {Outcome::kTryLater, {0, 0, task.after}};
  }
  if (!sent.ok()) return {Outcome::kOver, {0, 0, task.after}};
  const bool more = range.records > 0 && range.last < *head;
  return {more ? Outcome::kMoreToRead : Outcome::kCaughtUp, range, true};
}

void SubscriptionHub::Finish(const Task& task, const Sent& sent) {
  const std::lock_guard lock(mutex_);
  if (sent.any) {
    sent.range.records > 0 ? ++counts_.batches : ++counts_.heartbeats;
    counts_.records += sent.range.records;
  }
  const auto found = subscribers_.find(task.key);
  if (found == subscribers_.end() || found->second.phase != Phase::kSending) return;
  Subscriber& subscriber = found->second;
  if (sent.outcome == Outcome::kOver) {
    subscribers_.erase(found);
    return;
  }
  subscriber.phase = Phase::kIdle;
  subscriber.sent = sent.range.last;
  subscriber.credit_records -= static_cast<std::uint32_t>(sent.range.records);
  if (subscriber.credit_bytes) {
    *subscriber.credit_bytes -= static_cast<std::int64_t>(sent.range.bytes);
  }
  if (sent.any) {
    subscriber.beat = false;
    subscriber.last_sent = Now();
  }
  if (sent.outcome == Outcome::kTryLater) {
    later_.insert(task.key);
    next_due_ = std::min(next_due_, Now() + kRetry);
  } else if (subscriber.again || (sent.outcome == Outcome::kMoreToRead && MaySend(subscriber))) {
    MarkReady(task.key, subscriber);
  }
}

}  // namespace paktum::event_log
