#include "libs/views/internal/adoption.h"

namespace paktum::views::internal {

plan::Plan PlanAsKnownAt(const plan::Plan& plan, const std::vector<Adoption>& adoptions,
                         const History& history, const History::Voided& voided, Instant known_at) {
  if (!plan.counts_in_months()) return plan;
  for (auto adoption = adoptions.rbegin(); adoption != adoptions.rend(); ++adoption) {
    if (history.entry(adoption->event).recorded_at > known_at) continue;
    if (!voided.Is(adoption->event)) return plan.StartingOn(adoption->start);
  }
  return plan;
}

}  // namespace paktum::views::internal
