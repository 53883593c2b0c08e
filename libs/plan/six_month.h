#pragma once
// Six-month rule: from which day the months of a job's follow-up run (domain.md P-04).
//
// Support    A support ends on its last day as granted, or on the day on which it was stopped when
//            that is earlier. A void of the stop gives it its last day back.
// Belonging  The support that the job names, and every support of a wage scheme for the same person
//            at the same employer that no job names and that has a day in common with the job: the
//            job went on under a further decision. The one that ends last counts.
// Anchor     The rule of the plan says which day: the end of the support; the end of the continued
//            employment that the scheme asks for after it; or the first day of work. The first two
//            are days of the job: not before its first nor after its last one.
// Else       The first day of work: of an independent placement, and when no support is known.
// Checks     What was checked stays as it was recorded, whatever the day is by now.
// Threads    Any.
#include <optional>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/plan/plan.h"

namespace paktum::plan {

// A support with a period, granted to the person who has the job.
struct JobSupport {
  std::string grant_id;
  std::string scheme;
  std::string employer;
  std::string hire_id;  // the job that names it; empty when none does
  Date starts_on;
  Date ends_on;  // as granted
  std::optional<Date> stopped_on;
};

struct FollowedJob {
  std::string grant_id;  // the support that it names; empty for an independent placement
  std::string employer;
  Date first_day;
  std::optional<Date> last_day;  // nothing while it runs
};

// The day from which the months of the plan's six_month_rule run. `supports`: those of the person,
// in any order; those of other jobs and employers are left out here. Never fails.
Date SixMonthReference(const Plan& plan, const FollowedJob& job,
                       const std::vector<JobSupport>& supports);

}  // namespace paktum::plan
