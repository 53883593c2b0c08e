#pragma once
// BoundedQueue: hands values from any threads to any threads, in order, never growing past its
// capacity. Thread-safe. Close() ends it: pushes fail, pops drain what is left.
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/runtime.h"

namespace paktum {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) { PAKTUM_CHECK(capacity > 0); }

  // Moves `value` in. False, and `value` as it was, when the queue is full or closed: the caller
  // answers kUnavailable or kResourceExhausted instead of waiting.
  bool TryPush(T& value) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_ || values_.size() >= capacity_) return false;
      values_.push_back(std::move(value));
    }
    filled_.NotifyOne();
    return true;
  }

  // The same for a value that nobody needs when it is refused.
  bool TryPush(T&& value) { return TryPush(value); }

  // Waits for room until the deadline. False when it passed or the queue is closed.
  bool PushBefore(T&& value, Deadline deadline) {
    {
      std::unique_lock lock(mutex_);
      const bool room =
          drained_.WaitUntil(lock, deadline, [&] { return closed_ || values_.size() < capacity_; });
      if (!room || closed_) return false;
      values_.push_back(std::move(value));
    }
    filled_.NotifyOne();
    return true;
  }

  // Waits for a value; nothing when the queue is closed and empty.
  std::optional<T> Pop() {
    std::unique_lock lock(mutex_);
    filled_.Wait(lock, [&] { return closed_ || !values_.empty(); });
    return TakeFront();
  }

  void Close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    filled_.NotifyAll();
    drained_.NotifyAll();
  }

  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return values_.size();
  }

 private:
  std::optional<T> TakeFront() {
    if (values_.empty()) return std::nullopt;
    std::optional<T> value(std::move(values_.front()));
    values_.pop_front();
    drained_.NotifyOne();
    return value;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  ConditionVariable filled_;
  ConditionVariable drained_;
  std::deque<T> values_;  // guarded by mutex_
  bool closed_ = false;   // guarded by mutex_
};

}  // namespace paktum
