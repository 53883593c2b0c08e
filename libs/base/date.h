#pragma once
// Date, Quarter, HalfYear: calendar values without time of day. Valid by construction: a Date that
// exists is a day of the Gregorian calendar between 1900-01-01 and 2199-12-31.
#include <compare>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace paktum {

class Date {
 public:
  constexpr Date() = default;  // 1970-01-01
  // Nothing for a day that is not in the calendar (2019-02-30) or out of range.
  static std::optional<Date> Of(int year, int month, int day);
  // "YYYY-MM-DD" exactly (ISO 8601); nothing for any other text or a day that does not exist.
  static std::optional<Date> Parse(std::string_view text);
  static constexpr Date FromDays(std::int32_t days_since_1970) {
    Date date;
    date.days_ = days_since_1970;
    return date;
  }

  [[nodiscard]] int year() const;
  [[nodiscard]] int month() const;  // 1–12
  [[nodiscard]] int day() const;    // 1–31
  [[nodiscard]] constexpr std::int32_t days_since_1970() const { return days_; }
  [[nodiscard]] std::string ToString() const;           // "2021-06-30"
  [[nodiscard]] std::string ToHungarianString() const;  // "2021. 06. 30."

  [[nodiscard]] constexpr Date PlusDays(int days) const { return FromDays(days_ + days); }
  // The same day of the month `months` later (earlier if negative); the last day of that month
  // where it has no such day: 31 August + 6 months = 28 or 29 February.
  [[nodiscard]] Date PlusMonths(int months) const;

  friend constexpr auto operator<=>(Date, Date) = default;
  friend std::ostream& operator<<(std::ostream& out, Date d) { return out << d.ToString(); }

 private:
  std::int32_t days_ = 0;
};

// Days from `from` to `to`; negative when `to` is earlier.
constexpr std::int32_t DaysBetween(Date from, Date to) {
  return to.days_since_1970() - from.days_since_1970();
}

// A calendar quarter.
class Quarter {
 public:
  constexpr Quarter() = default;  // 1970-Q1
  static std::optional<Quarter> Of(int year, int quarter);
  static Quarter Of(Date date);
  // "2018-Q3"; nothing for any other text.
  static std::optional<Quarter> Parse(std::string_view text);

  [[nodiscard]] constexpr int year() const { return index_ / 4; }
  [[nodiscard]] constexpr int quarter() const { return index_ % 4 + 1; }  // 1–4
  [[nodiscard]] Date first_day() const;
  [[nodiscard]] Date last_day() const;
  [[nodiscard]] constexpr Quarter Next() const {
    Quarter next;
    next.index_ = index_ + 1;
    return next;
  }
  [[nodiscard]] std::string ToString() const;  // "2018-Q3"

  friend constexpr auto operator<=>(Quarter, Quarter) = default;
  friend std::ostream& operator<<(std::ostream& out, Quarter q) { return out << q.ToString(); }

 private:
  int index_ = 1970 * 4;
};

// A calendar half-year (domain.md P-21).
class HalfYear {
 public:
  constexpr HalfYear() = default;  // 1970-H1
  static std::optional<HalfYear> Of(int year, int half);
  static HalfYear Of(Date date);
  // "2019-H1"; nothing for any other text.
  static std::optional<HalfYear> Parse(std::string_view text);

  [[nodiscard]] constexpr int year() const { return index_ / 2; }
  [[nodiscard]] constexpr int half() const { return index_ % 2 + 1; }  // 1–2
  [[nodiscard]] Date first_day() const;
  [[nodiscard]] Date last_day() const;
  [[nodiscard]] constexpr HalfYear Next() const {
    HalfYear next;
    next.index_ = index_ + 1;
    return next;
  }
  [[nodiscard]] std::string ToString() const;  // "2019-H1"

  friend constexpr auto operator<=>(HalfYear, HalfYear) = default;
  friend std::ostream& operator<<(std::ostream& out, HalfYear h) { return out << h.ToString(); }

 private:
  int index_ = 1970 * 2;
};

}  // namespace paktum
