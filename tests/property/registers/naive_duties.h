#pragma once
// Duties that recur (domain.md A13).
#include <vector>

#include "tests/property/registers/naive.h"

namespace paktum::view::v1 {
class DutyStanding;
}  // namespace paktum::view::v1

namespace paktum::views::naive {

// Due dates until the end of the programme: the first one and every `months` after it; a first one
// at the end of its month keeps all at the end of theirs.
std::vector<Date> DueDates(const plan::Plan& plan, Date first, std::uint32_t months);
// Those of a cadence; none when nothing records it or the programme has no days yet.
std::vector<Date> DueDates(const plan::Plan& plan, const plan::v1::Cadence& cadence);
// Days of what meets the cadence.
std::vector<Date> HeldDays(const History& history, const plan::v1::Cadence& cadence);

void FillStanding(const plan::Plan& plan, std::uint32_t interval_months,
                  const std::vector<Date>& due, const std::vector<Date>& held, Date day,
                  view::v1::DutyStanding* standing);

}  // namespace paktum::views::naive
