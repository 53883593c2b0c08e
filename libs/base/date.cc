#include "libs/base/date.h"

#include <charconv>
#include <chrono>
#include <cstdio>

#include "libs/base/check.h"

namespace paktum {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2199;

year_month_day Split(std::int32_t days) {
  return year_month_day(sys_days(std::chrono::days(days)));
}

std::optional<int> Digits(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// "YYYY-<letter>N" of a quarter or half-year.
std::optional<std::pair<int, int>> ParsePeriod(std::string_view text, char letter) {
  if (text.size() != 7 || text[4] != '-' || text[5] != letter) return std::nullopt;
  const auto year = Digits(text.substr(0, 4));
  const auto number = Digits(text.substr(6));
  if (!year || !number) return std::nullopt;
  return std::pair(*year, *number);
}

Date FirstOfMonth(int year, int month) {
  const auto date = Date::Of(year, month, 1);
  PAKTUM_CHECK(date.has_value());
  return *date;
}

}  // namespace

std::optional<Date> Date::Of(int year, int month, int day) {
  if (year < kFirstYear || year > kLastYear || month < 1 || day < 1) return std::nullopt;
  const year_month_day ymd(std::chrono::year(year),
                           std::chrono::month(static_cast<unsigned>(month)),
                           std::chrono::day(static_cast<unsigned>(day)));
  if (!ymd.ok()) return std::nullopt;
  return FromDays(static_cast<std::int32_t>(sys_days(ymd).time_since_epoch().count()));
}

std::optional<Date> Date::Parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = Digits(text.substr(0, 4));
  const auto month = Digits(text.substr(5, 2));
  const auto day = Digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  return Of(*year, *month, *day);
}

int Date::year() const { return static_cast<int>(Split(days_).year()); }
int Date::month() const { return static_cast<int>(static_cast<unsigned>(Split(days_).month())); }
int Date::day() const { return static_cast<int>(static_cast<unsigned>(Split(days_).day())); }

std::string Date::ToString() const {
  char text[32];
  std::snprintf(text, sizeof(text), "%04d-%02d-%02d", year(), month(), day());
  return text;
}

std::string Date::ToHungarianString() const {
  char text[32];
  std::snprintf(text, sizeof(text), "%04d. %02d. %02d.", year(), month(), day());
  return text;
}

Date Date::PlusMonths(int months) const {
  const year_month_day from = Split(days_);
  const auto moved = from.year() / from.month() + std::chrono::months(months);
  year_month_day to = moved / from.day();
  if (!to.ok()) to = moved / std::chrono::last;
  return FromDays(static_cast<std::int32_t>(sys_days(to).time_since_epoch().count()));
}

std::optional<Quarter> Quarter::Of(int year, int quarter) {
  if (year < kFirstYear || year > kLastYear || quarter < 1 || quarter > 4) return std::nullopt;
  Quarter q;
  q.index_ = year * 4 + quarter - 1;
  return q;
}

Quarter Quarter::Of(Date date) {
  Quarter q;
  q.index_ = date.year() * 4 + (date.month() - 1) / 3;
  return q;
}

std::optional<Quarter> Quarter::Parse(std::string_view text) {
  const auto parts = ParsePeriod(text, 'Q');
  if (!parts) return std::nullopt;
  return Of(parts->first, parts->second);
}

Date Quarter::first_day() const { return FirstOfMonth(year(), quarter() * 3 - 2); }
Date Quarter::last_day() const { return first_day().PlusMonths(3).PlusDays(-1); }
std::string Quarter::ToString() const {
  return std::to_string(year()) + "-Q" + std::to_string(quarter());
}

std::optional<HalfYear> HalfYear::Of(int year, int half) {
  if (year < kFirstYear || year > kLastYear || half < 1 || half > 2) return std::nullopt;
  HalfYear h;
  h.index_ = year * 2 + half - 1;
  return h;
}

HalfYear HalfYear::Of(Date date) {
  HalfYear h;
  h.index_ = date.year() * 2 + (date.month() > 6 ? 1 : 0);
  return h;
}

std::optional<HalfYear> HalfYear::Parse(std::string_view text) {
  const auto parts = ParsePeriod(text, 'H');
  if (!parts) return std::nullopt;
  return Of(parts->first, parts->second);
}

Date HalfYear::first_day() const { return FirstOfMonth(year(), half() == 1 ? 1 : 7); }
Date HalfYear::last_day() const { return first_day().PlusMonths(6).PlusDays(-1); }
std::string HalfYear::ToString() const {
  return std::to_string(year()) + "-H" + std::to_string(half());
}

}  // namespace paktum
