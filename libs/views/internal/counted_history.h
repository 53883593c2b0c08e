#pragma once
// CountedHistory: the folds of the indicators and the schedule, run over what a question knows.
// Made for one answer; costs a pass over the history for each of the folds.
#include <string>

#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/base/result.h"
#include "libs/plan/plan.h"
#include "libs/views/effective_history.h"
#include "libs/views/indicators.h"
#include "libs/views/schedule.h"
#include "paktum/view/v1/indicators.pb.h"
#include "paktum/view/v1/schedule.pb.h"

namespace paktum::views::internal {

class CountedHistory {
 public:
  // Of all that `history` knows; its valid_at plays no part. The schedule holds nothing that
  // happened after `schedule_until`.
  CountedHistory(const plan::Plan& plan, const EffectiveHistory& history,
                 Date schedule_until = *Date::Of(2199, 12, 31));

  // All indicators of the plan on a day.
  [[nodiscard]] view::v1::IndicatorsView Indicators(Date day) const;
  // Without meta.
  [[nodiscard]] view::v1::ScheduleView Schedule(Date day) const;
  // Every event that the indicator looked at. Errors: kNotFound "indicator.unknown".
  [[nodiscard]] Result<view::v1::ExplainView> Explain(const std::string& code, Date day) const;

 private:
  void SkipTo(const Fact& fact);

  IndicatorsFold indicators_;
  ScheduleFold schedule_;
  Instant now_;
};

}  // namespace paktum::views::internal
