#include "libs/base/clock.h"

#include <algorithm>
#include <cstdio>

namespace paktum {
namespace {

constexpr std::int64_t kMsPerDay = 86'400'000;
constexpr std::int64_t kMsPerHour = 3'600'000;

constexpr std::int64_t MidnightMs(int year) {
  const std::chrono::sys_days day(std::chrono::year(year) / std::chrono::January / 1);
  return day.time_since_epoch().count() * kMsPerDay;
}

// The calendar of Date, in UTC.
constexpr std::int64_t kFirstMs = MidnightMs(1900);
constexpr std::int64_t kLastMs = MidnightMs(2200) - 1;

// 01:00 UTC on the last Sunday of the month: when EU summer time begins and ends (2000/84/EC).
std::int64_t LastSundayOneUtcMs(int year, unsigned month) {
  const std::chrono::sys_days day(std::chrono::year(year) / std::chrono::month(month) /
                                  std::chrono::Sunday[std::chrono::last]);
  return day.time_since_epoch().count() * kMsPerDay + kMsPerHour;
}

std::int64_t FloorDiv(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

std::int64_t BudapestOffsetMs(std::int64_t unix_ms) {
  const int year = Date::FromDays(static_cast<std::int32_t>(FloorDiv(unix_ms, kMsPerDay))).year();
  const bool summer =
      unix_ms >= LastSundayOneUtcMs(year, 3) && unix_ms < LastSundayOneUtcMs(year, 10);
  return summer ? 2 * kMsPerHour : kMsPerHour;
}

std::optional<int> Number(std::string_view text, std::size_t from, std::size_t digits) {
  if (text.size() < from + digits) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(from, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// "Z", "+02:00" or "-05:30" in ms to subtract; nothing for other text.
std::optional<std::int64_t> ParseOffset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = Number(text, 1, 2);
  const auto minutes = Number(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int64_t ms = *hours * kMsPerHour + *minutes * std::int64_t{60'000};
  return text[0] == '+' ? ms : -ms;
}

}  // namespace

std::optional<Instant> Instant::Parse(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  const auto day = Date::Parse(text.substr(0, 10));
  const auto hour = Number(text, 11, 2);
  const auto minute = Number(text, 14, 2);
  const auto second = Number(text, 17, 2);
  if (!day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  std::size_t at = 19;
  std::int64_t fraction_ms = 0;
  if (text[at] == '.') {
    ++at;
    std::int64_t unit_ms = 100;
    const std::size_t first = at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      fraction_ms += unit_ms * (text[at] - '0');
      unit_ms /= 10;
    }
    if (at == first) return std::nullopt;
  }
  const auto offset_ms = ParseOffset(text.substr(at));
  if (!offset_ms) return std::nullopt;
  const std::int64_t unix_ms = day->days_since_1970() * kMsPerDay + *hour * kMsPerHour +
                               *minute * std::int64_t{60'000} + *second * std::int64_t{1'000} +
                               fraction_ms - *offset_ms;
  if (unix_ms < kFirstMs || unix_ms > kLastMs) return std::nullopt;
  return Instant(unix_ms);
}

Instant Instant::EndOfDayInBudapest(Date day) {
  const std::int64_t next_midnight_ms = (std::int64_t{day.days_since_1970()} + 1) * kMsPerDay;
  // Clocks change at 01:00 UTC, never around local midnight: the offset of the hour before is
  // right.
  const std::int64_t offset_ms = BudapestOffsetMs(next_midnight_ms - 2 * kMsPerHour);
  return Instant(next_midnight_ms - offset_ms - 1);
}

std::string Instant::ToString() const {
  const std::int64_t unix_ms = std::clamp(unix_ms_, kFirstMs, kLastMs);
  const std::int64_t days = FloorDiv(unix_ms, kMsPerDay);
  const auto in_day = static_cast<int>(unix_ms - days * kMsPerDay);
  char text[40];
  std::snprintf(text, sizeof(text), "T%02d:%02d:%02d.%03dZ", in_day / 3'600'000,
                in_day / 60'000 % 60, in_day / 1'000 % 60, in_day % 1'000);
  return Date::FromDays(static_cast<std::int32_t>(days)).ToString() + text;
}

Date Instant::DateInBudapest() const {
  const std::int64_t unix_ms = std::clamp(unix_ms_, kFirstMs, kLastMs);
  return Date::FromDays(
      static_cast<std::int32_t>(FloorDiv(unix_ms + BudapestOffsetMs(unix_ms), kMsPerDay)));
}

Instant SystemClock::Now() const {
  return Instant(std::chrono::duration_cast<std::chrono::milliseconds>(
                     std::chrono::system_clock::now().time_since_epoch())
                     .count());
}

}  // namespace paktum
