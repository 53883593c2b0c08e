#pragma once
// Table of participants as ESF 2014–2020 asks for it (practice.md 3.1): one row a person who ever
// entered, coded, without names.
//
// Reads      registrations, entries and completed entry data, declared and refused target groups,
//            exits, re-entries and situations after them, six-month checks, hires and trainings.
// Re-entry   One row: entry data stay those of the first entry, the exit is the last one. While the
//            person is in the programme again the row has no exit.
// Risk       Of long-term unemployment: months as a jobseeker and in public works before the entry
//            together reach the plan's threshold (P-18). A declared group is another matter.
// Results    Immediate ones were found within kExitSituationDays of the last exit. The six-month
//            status is that of the last check.
// Pseudonym  A running number by day of first entry and position: it says nothing outside its
//            answer, and another answer may number otherwise. Ids only with with_ids=true.
// Not here   Which special-category groups: that stands in sealed parts only.
// Cost       A pass over the whole history.
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/esf_participants.pb.h"

namespace paktum::views {

// Rows of an answer at most; the next ones with `after`.
inline constexpr std::uint64_t kEsfParticipantsMax = 5'000;

// Parameters: with_ids ("true" or "false"), after, limit (at most kEsfParticipantsMax).
// Errors: kInvalidArgument "view.bad_parameter".
Result<view::v1::EsfParticipantsView> AnswerEsfParticipants(const RegisterQuestion& question);

}  // namespace paktum::views
