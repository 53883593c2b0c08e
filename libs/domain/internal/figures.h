#pragma once
// Figures of a period are taken at a place of the ledger that holds all that was known when the
// period ended.
#include <cstdint>

#include "libs/base/date.h"
#include "libs/domain/decider.h"

namespace paktum::domain {

// Whether `position` is such a place and the period had ended on `day`, when somebody spoke of the
// figures.
// Errors: kFailedPrecondition "figures.period_not_over", "figures.before_period_end"; kNotFound
// "figures.no_such_position".
Status CheckFigures(HalfYear period, Date day, std::uint64_t position, const Context& context);

}  // namespace paktum::domain
