#include "libs/views/internal/due_dates.h"

#include <algorithm>

namespace paktum::views::internal {

DutyState StateOfDuty(const std::vector<Date>& due, std::vector<Date> held_on, Date day) {
  std::sort(held_on.begin(), held_on.end());
  auto next = due.begin();  // every due date before it is satisfied or was missed
  for (const Date held : held_on) {
    next = std::lower_bound(next, due.end(), held);
    if (next == due.end()) break;
    ++next;
  }
  DutyState state;
  state.held = static_cast<std::uint32_t>(held_on.size());
  state.expected =
      static_cast<std::uint32_t>(std::lower_bound(due.begin(), due.end(), day) - due.begin());
  if (!held_on.empty()) state.last_on = held_on.back();
  if (next != due.end()) {
    state.next_due_on = *next;
    state.overdue = *next < day;
  }
  return state;
}

}  // namespace paktum::views::internal
