#pragma once
// Risk of long-term unemployment (domain.md A7 TG08, P-18): time as a jobseeker and time in public
// works before the entry count together, from a threshold in months that the plan states.
//
// Months     As recorded at the entry: 0 when not recorded, 60 for five years or more of either.
// Threads    Any.
#include <cstdint>

#include "libs/plan/plan.h"

namespace paktum::plan {

// A recorded time of either kind stops here; a plan's threshold may not be longer.
inline constexpr std::uint32_t kMonthsWithoutWorkMax = 60;

// Whether both times together reach the threshold; false when neither is recorded.
bool AtRiskOfLongTermUnemployment(const Plan& plan, std::uint32_t months_as_jobseeker,
                                  std::uint32_t months_in_public_works);

// Whether somebody with these times can belong to the group: always, unless it is the plan's group
// of those at risk and the times recorded stay below the threshold.
bool FitsMonthsWithoutWork(const Plan& plan, const v1::TargetGroup& group,
                           std::uint32_t months_as_jobseeker, std::uint32_t months_in_public_works);

}  // namespace paktum::plan
