#pragma once
// Breakdown of the persons whom an indicator counts (practice.md 3.1, 3.5, 4; domain.md A7).
//
// Reads        what the indicator counts; registrations, enrolments and completed entry data,
//              target-group declarations, re-entries, grants and hires of the counted persons.
// Counts       persons, each once a cell. Target groups, schemes, employers and offices overlap: a
//              person may stand in several cells.
// Not here     special-category target groups: who belongs to them stands in sealed parts only.
// Suppression  Whoever may not see single persons gets no cell below the plan's threshold. Further
//              cells, the smallest first, are hidden with them until the hidden ones are several,
//              are together no fewer than the threshold and are not as many as their persons: what
//              is missing from the total, which is public, then tells of none. Where hiding all
//              does not help, no cells are listed. complete_persons is 0 where it is small or the
//              others are.
// Cost         A pass over the whole history.
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/breakdown.pb.h"

namespace paktum::views {

// Parameters: indicator (code), by: gender, age_band, schooling, labour_status, target_group,
// settlement, scheme, employer, office; both obligatory.
// Errors: kInvalidArgument "view.bad_parameter"; kNotFound "indicator.unknown";
//         kFailedPrecondition "breakdown.no_persons" when the indicator counts no persons.
Result<view::v1::BreakdownView> AnswerBreakdown(const RegisterQuestion& question);

}  // namespace paktum::views
