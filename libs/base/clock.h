#pragma once
// Instant and Clock: when something was recorded. Everything that needs the time takes a Clock.
#include <chrono>
#include <compare>
#include <cstdint>
#include <mutex>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "libs/base/date.h"

namespace paktum {

// A moment in UTC, in whole milliseconds since 1970-01-01T00:00:00Z.
class Instant {
 public:
  constexpr Instant() = default;
  explicit constexpr Instant(std::int64_t unix_ms) : unix_ms_(unix_ms) {}
  // RFC 3339 with 'Z' or a numeric offset, e.g. 2019-03-31T09:30:00.250Z; nothing for other text
  // or for a moment outside the years of Date (1900–2199).
  static std::optional<Instant> Parse(std::string_view text);
  // The last millisecond of the day in Budapest (Europe/Budapest, CET/CEST by the EU rule).
  static Instant EndOfDayInBudapest(Date day);

  [[nodiscard]] constexpr std::int64_t unix_ms() const { return unix_ms_; }
  [[nodiscard]] std::string ToString() const;  // RFC 3339, UTC, milliseconds
  // The calendar day in Budapest at this moment.
  [[nodiscard]] Date DateInBudapest() const;

  friend constexpr auto operator<=>(Instant, Instant) = default;
  friend std::ostream& operator<<(std::ostream& out, Instant i) { return out << i.ToString(); }

 private:
  std::int64_t unix_ms_ = 0;
};

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant Now() const = 0;
  // The calendar day of Now() in Budapest.
  [[nodiscard]] Date Today() const { return Now().DateInBudapest(); }
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override;
};

// A clock that stands where it is put: for tests and simulations.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant now) : now_(now) {}
  [[nodiscard]] Instant Now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  void Set(Instant now) {
    const std::lock_guard lock(mutex_);
    now_ = now;
  }
  void Advance(std::chrono::milliseconds by) {
    const std::lock_guard lock(mutex_);
    now_ = Instant(now_.unix_ms() + by.count());
  }

 private:
  mutable std::mutex mutex_;
  Instant now_;
};

// A point of the steady clock by which a call must have ended.
using Deadline = std::chrono::steady_clock::time_point;
// So long after now, by the steady clock of the calling thread (libs/base/runtime.h).
[[nodiscard]] Deadline DeadlineIn(std::chrono::milliseconds timeout);

}  // namespace paktum
