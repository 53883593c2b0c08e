#pragma once
// Pathway: one person's way over all offices, by the pseudonymous id (domain.md A8; practice.md 5).
//
// Reads    everything in the person's stream, and corrections elsewhere that name a step of it.
// Struck   steps that were taken out stay, with the position and reason of what took them out, and
//          what a correction changed.
// Fields   are those of the event's message, without the person's id; nothing sealed is known here.
// Late     means recorded more than kLateDays after its day.
// Who      Offices that serve persons. The table of views holds the public and other offices off.
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/pathway.pb.h"

namespace paktum::views {

inline constexpr int kLateDays = 30;

// Parameter participant: the person's UUID. A person of whom nothing is recorded gives an empty
// way. Errors: kInvalidArgument "view.bad_parameter".
Result<view::v1::PathwayView> AnswerPathway(const RegisterQuestion& question);

}  // namespace paktum::views
