#pragma once
// Governance: recurring duties with what was held and what is overdue, bodies, sittings and the
// register of resolutions (domain.md A13).
//
// Reads        what the plan's cadences name; BodyConstituted, SteeringGroupMeetingHeld, ForumHeld,
//              BodySittingHeld, CountyPactMeetingHeld; everything that names a resolution;
//              EvidenceAttached.
// Duties       as in libs/views/schedule.h. Beside the due dates stands how many the length of the
//              programme lets expect: 12 quarterly sittings in three years, of which the first
//              cannot be due before the agreement was signed.
// Resolutions  are registered by the sitting that took them. A number that something names and no
//              sitting registered is shown with an empty subject.
// Minutes      are filed with the sitting, or by a file that is attached to it later.
// Attendance   at sittings is no figure about participants and never suppressed.
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/governance.pb.h"

namespace paktum::views {

// Parameters: none of its own. Errors: kInvalidArgument "view.bad_definition" for a cadence.
Result<view::v1::GovernanceView> AnswerGovernance(const RegisterQuestion& question);

}  // namespace paktum::views
