#include "libs/accounts/internal/throttle.h"

#include <algorithm>

namespace paktum::accounts::internal {

using std::chrono::milliseconds;
using std::chrono::seconds;

seconds Throttle::PauseAfter(int failures) const {
  seconds pause{0};
  for (int i = policy_.free_failures; i <= failures && pause < policy_.longest_pause; ++i) {
    pause = pause.count() == 0 ? policy_.first_pause : pause * 2;
  }
  return std::min(pause, policy_.longest_pause);
}

Throttle::Entries::iterator Throttle::Touch(std::string_view key) {
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.begin();
  }
  if (entries_.size() >= policy_.entries_max) {
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
  entries_.push_front({std::string(key), 0, Instant()});
  by_key_.emplace(entries_.front().key, entries_.begin());
  return entries_.begin();
}

std::optional<seconds> Throttle::Begin(std::string_view key, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto entry = Touch(key);
  const milliseconds since(now.unix_ms() - entry->last.unix_ms());
  if (since >= policy_.forgotten_after) entry->failures = 0;
  const seconds pause = PauseAfter(entry->failures);
  if (since < pause) {
    const auto left = std::chrono::ceil<seconds>(pause - since);
    return std::clamp(left, seconds{1}, policy_.longest_pause);
  }
  ++entry->failures;
  entry->last = now;
  return std::nullopt;
}

void Throttle::TakeBack(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found != by_key_.end() && found->second->failures > 0) --found->second->failures;
}

void Throttle::Forget(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) found->second->failures = 0;
}

}  // namespace paktum::accounts::internal
