#pragma once
// Work programme: the tasks of every year with their responsibles, due days and how they stand
// (domain.md A16 D08, P-22).
//
// Reads   TaskPlanned, TaskCompleted, TaskDropped; EvidenceAttached for proofs that were filed
// later. State   A task is overdue when its due day lies before valid_at and it was neither done
// nor given
//         up by then. A completion or giving up whose planning was voided shows nothing.
// Names   of responsibles are those of members (no natural persons), bodies and posts of the plan.
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/work_programme.pb.h"

namespace paktum::views {

// Parameters: none of its own. Never fails.
Result<view::v1::WorkProgrammeView> AnswerWorkProgramme(const RegisterQuestion& question);

}  // namespace paktum::views
