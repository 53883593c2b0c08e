#pragma once
// Pace: an indicator against the straight line between its targets. Whole-number arithmetic only.
#include <cstdint>
#include <vector>

#include "libs/base/date.h"
#include "paktum/view/v1/indicators.pb.h"

namespace paktum::views::internal {

struct TargetPoint {
  Date date;
  std::int64_t value = 0;
};

// Targets by rising date, and the programme's first day, on which the line stands at 0.
class TargetLine {
 public:
  TargetLine(Date start, std::vector<TargetPoint> targets);

  [[nodiscard]] bool empty() const { return targets_.empty(); }
  [[nodiscard]] const std::vector<TargetPoint>& targets() const { return targets_; }
  [[nodiscard]] const TargetPoint& final() const { return targets_.back(); }
  // Hundredths of a unit on a day: 0 before the start, the final target after its date.
  [[nodiscard]] std::int64_t AtX100(Date day) const;
  // In whole units, halves up.
  [[nodiscard]] std::int64_t At(Date day) const;

 private:
  std::vector<TargetPoint>
      points_;  // the start, if it lies before the first target, and the targets
  std::vector<TargetPoint> targets_;
};

// value / target in percent ×10, halves up; 0 when the target is 0.
std::int64_t PercentX10(std::int64_t value, std::int64_t target);

// Units a month ×100 that reach the final target on its day from `value` on `day`, rounded up; a
// month is the Gregorian mean of 30.436875 days. 0 when nothing is missing or no day is left.
std::int64_t NeededPerMonthX100(const TargetPoint& final_target, std::int64_t value, Date day);

// Where `value_on_day` stands. After the final target's date, `value_on_final_day` decides.
view::v1::PaceState StateOfPace(const TargetLine& line, int tolerance_percent, Date day,
                                std::int64_t value_on_day, std::int64_t value_on_final_day);

// The last day of each month from the month of `first` to the month of `last`, the last of them cut
// at `last`. Empty when last < first.
std::vector<Date> MonthEnds(Date first, Date last);

}  // namespace paktum::views::internal
