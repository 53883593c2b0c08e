#pragma once
// The first day of a programme that counts in months, as its adoption gave it.
#include <vector>

#include "libs/plan/plan.h"
#include "libs/views/internal/history.h"

namespace paktum::views::internal {

// An adopted plan with the first day that it was given; in ledger order.
struct Adoption {
  History::Index event = 0;
  Date start;
};

// The plan on the calendar of the last adoption that was known at a moment and is not voided; the
// plan as it is when it names dates itself, and without dates when nothing adopted it.
plan::Plan PlanAsKnownAt(const plan::Plan& plan, const std::vector<Adoption>& adoptions,
                         const History& history, const History::Voided& voided, Instant known_at);

}  // namespace paktum::views::internal
