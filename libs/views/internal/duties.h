#pragma once
// Duties: the plan's cadences against what was recorded, and how a duty stands as answers show it.
#include <cstdint>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/result.h"
#include "libs/plan/plan.h"
#include "libs/views/effective_history.h"
#include "paktum/view/v1/common.pb.h"

namespace paktum::views::internal {

struct CadenceRecord {
  const plan::v1::Cadence* cadence = nullptr;
  std::vector<Date> due;   // of the whole programme, rising; empty when nothing records the duty
  std::vector<Date> held;  // days of the events that meet it, until the day of the question
};

// One record a cadence, in the plan's order.
// Errors: kInvalidArgument "view.bad_definition", detail cadence.
Result<std::vector<CadenceRecord>> ReadCadences(const plan::Plan& plan,
                                                const EffectiveHistory& history);

// How a duty stands on `day`; rules of due_dates.h.
void FillStanding(const plan::Plan& plan, std::uint32_t interval_months,
                  const std::vector<Date>& due, const std::vector<Date>& held, Date day,
                  view::v1::DutyStanding* standing);

}  // namespace paktum::views::internal
