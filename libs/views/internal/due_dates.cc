#include "libs/views/internal/due_dates.h"

#include <algorithm>

namespace paktum::views::internal {

DutyState StateOfDuty(const std::vector<Date>& due, const std::vector<Date>& held_on, Date day) {
  std::vector<bool> met(due.size(), false);
  std::size_t next = 0;  // behind the last one that was met
  for (const Date held : held_on) {
    const auto at = std::lower_bound(due.begin(), due.end(), held);
    if (at == due.end()) continue;
    const auto period = static_cast<std::size_t>(at - due.begin());
    met[period] = true;
    next = std::max(next, period + 1);
  }
  DutyState state;
  state.held = static_cast<std::uint32_t>(held_on.size());
  for (std::size_t period = 0; period < due.size() && due[period] < day; ++period) {
    ++state.expected;
    if (!met[period]) ++state.missed;
  }
  if (!held_on.empty()) state.last_on = *std::max_element(held_on.begin(), held_on.end());
  if (next < due.size()) {
    state.next_due_on = due[next];
    state.overdue = due[next] < day;
  }
  return state;
}

}  // namespace paktum::views::internal
