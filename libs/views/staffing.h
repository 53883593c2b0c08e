#pragma once
// Staff posts with who holds them, and the funder's activities with what was reported under them
// (domain.md A11, A12, P-05b, P-15, P-16).
//
// Reads    StaffAssigned, StaffReleased, StaffNameErased; ActivityReported.
// Names    of staff are sealed: offices see a pseudonymous id and the day on which the name was
//          erased, the public only that a place is held.
// Posts    that another place of the source states are shown beside, never added (P-05b).
// Reports  count for the organisation whose office recorded them, whether the plan assigns the
//          activity to it or not.
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/staffing.pb.h"

namespace paktum::views {

// Parameters: none of their own. Never fail.
Result<view::v1::StaffingView> AnswerStaffing(const RegisterQuestion& question);
Result<view::v1::ActivitiesView> AnswerActivities(const RegisterQuestion& question);

}  // namespace paktum::views
