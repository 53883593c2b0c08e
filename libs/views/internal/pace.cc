#include "libs/views/internal/pace.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"

namespace paktum::views::internal {
namespace {

// Days of 4,800 Gregorian months.
constexpr std::int64_t kCycleDays = 146097;
constexpr std::int64_t kCycleMonths = 4800;

// part / whole of a value, without overflow for 0 <= part <= whole.
std::int64_t Share(std::int64_t value, std::int64_t part, std::int64_t whole) {
  return value / whole * part + value % whole * part / whole;
}

}  // namespace

TargetLine::TargetLine(Date start, std::vector<TargetPoint> targets)
    : targets_(std::move(targets)) {
  if (!targets_.empty() && start < targets_.front().date) points_.push_back({start, 0});
  points_.insert(points_.end(), targets_.begin(), targets_.end());
}

std::int64_t TargetLine::AtX100(Date day) const {
  PAKTUM_CHECK(!empty());
  const auto next =
      std::upper_bound(points_.begin(), points_.end(), day,
                       [](Date wanted, const TargetPoint& point) { return wanted < point.date; });
  if (next == points_.begin()) return 0;
  if (next == points_.end()) return points_.back().value * 100;
  const TargetPoint& from = *std::prev(next);
  return from.value * 100 + Share((next->value - from.value) * 100, DaysBetween(from.date, day),
                                  DaysBetween(from.date, next->date));
}

std::int64_t TargetLine::At(Date day) const { return (AtX100(day) + 50) / 100; }

std::int64_t PercentX10(std::int64_t value, std::int64_t target) {
  if (target <= 0) return 0;
  return (value * 1000 + target / 2) / target;
}

std::int64_t NeededPerMonthX100(const TargetPoint& final_target, std::int64_t value, Date day) {
  const std::int64_t missing = final_target.value - value;
  const std::int64_t days = DaysBetween(day, final_target.date);
  if (missing <= 0 || days <= 0) return 0;
  const std::int64_t divisor = kCycleMonths * days;
  return (missing * 100 * kCycleDays + divisor - 1) / divisor;
}

view::v1::PaceState StateOfPace(const TargetLine& line, int tolerance_percent, Date day,
                                std::int64_t value_on_day, std::int64_t value_on_final_day) {
  if (line.empty()) return view::v1::PACE_STATE_UNSPECIFIED;
  const std::int64_t goal = line.final().value;
  if (day > line.final().date) {
    return value_on_final_day >= goal ? view::v1::PACE_STATE_REACHED : view::v1::PACE_STATE_MISSED;
  }
  if (value_on_day >= goal) return view::v1::PACE_STATE_REACHED;
  const bool behind = value_on_day * 100 < line.AtX100(day) - goal * tolerance_percent;
  return behind ? view::v1::PACE_STATE_BEHIND : view::v1::PACE_STATE_ON_TRACK;
}

std::vector<Date> MonthEnds(Date first, Date last) {
  std::vector<Date> ends;
  const auto month = Date::Of(first.year(), first.month(), 1);
  PAKTUM_CHECK(month.has_value());
  for (Date start = *month; start <= last && first <= last; start = start.PlusMonths(1)) {
    ends.push_back(std::min(start.PlusMonths(1).PlusDays(-1), last));
  }
  return ends;
}

}  // namespace paktum::views::internal
