#pragma once
// Due dates of a recurring duty against the days on which it was done.
#include <cstdint>
#include <optional>
#include <vector>

#include "libs/base/date.h"

namespace paktum::views::internal {

struct DutyState {
  std::optional<Date> last_on;
  std::optional<Date> next_due_on;  // nothing when no due date follows
  bool overdue = false;             // next_due_on lies before the day
  std::uint32_t held = 0;
  std::uint32_t expected = 0;  // due dates before the day
  std::uint32_t missed = 0;    // those of them that nothing met
};

// How the duty stands on `day`. `due` rises; `held_on` holds days up to `day`, in any order.
// A due date ends a period that begins after the one before it, the first period having no
// beginning; any of the days in the period meets it, and further ones there meet nothing else. The
// next due date is the one after the last that was met.
DutyState StateOfDuty(const std::vector<Date>& due, const std::vector<Date>& held_on, Date day);

}  // namespace paktum::views::internal
