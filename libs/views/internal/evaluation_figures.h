#pragma once
// The figures of a half-year, counted from the registers' events by the same folds that serve the
// indicators and the schedule.
#include "libs/base/date.h"
#include "libs/plan/plan.h"
#include "libs/views/effective_history.h"
#include "paktum/view/v1/evaluation.pb.h"
#include "paktum/view/v1/schedule.pb.h"

namespace paktum::views::internal {

// What folds answer about the last day of a period.
struct PeriodFigures {
  view::v1::EvaluationFigures figures;
  view::v1::ScheduleView schedule;  // without meta
};

// Figures on the last day of the period, of what `history` knows; its own valid_at plays no part.
// Costs a pass over the history for each of the folds.
PeriodFigures FiguresOf(const plan::Plan& plan, const EffectiveHistory& history, HalfYear period);

}  // namespace paktum::views::internal
