#pragma once
// When to try again: pauses that double from the first to the longest.
#include <algorithm>
#include <chrono>
#include <optional>

#include "libs/base/clock.h"

namespace paktum::wire {

class Backoff {
 public:
  Backoff(int first_ms, int longest_ms)
      : first_(first_ms), longest_(longest_ms), pause_(first_ms) {}

  // A try has failed: the next one is due after the pause, unless one is planned already.
  void Failed() {
    if (next_) return;
    next_ = DeadlineIn(pause_);
    pause_ = std::min(pause_ * 2, longest_);
  }
  // The next try begins.
  void Began() { next_.reset(); }
  void Succeeded() {
    next_.reset();
    pause_ = first_;
  }

  [[nodiscard]] bool due() const { return next_ && std::chrono::steady_clock::now() >= *next_; }
  // Nothing when no try is planned.
  [[nodiscard]] std::optional<Deadline> next() const { return next_; }

 private:
  const std::chrono::milliseconds first_;
  const std::chrono::milliseconds longest_;
  std::chrono::milliseconds pause_;
  std::optional<Deadline> next_;
};

}  // namespace paktum::wire
