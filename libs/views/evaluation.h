#pragma once
// Interim evaluations, status reports and the half-years of the programme (domain.md A15, A4 2.1,
// D14, D15, P-21).
//
// Reads    the events of evaluations, status reports and periods; for the figures everything that
//          the plan's indicators and schedule count.
// Figures  of the last day of the period. `now` is what is known at the question; `reported` (or
//          `issued`) is built again from the records up to the position that the submission stated,
//          so it stays whatever is recorded later, and its digest can be held against the stated
//          one. What differs is listed, with the events that make the difference.
// Public   Texts of people are shown to the public once the evaluation was approved.
// Cost     Each set of figures is a pass over the whole history, about half a second for 100,000
//          events, the first time that it is asked for; those asked for last are kept, and stay
//          right until something new is recorded. Reported ones stay for ever.
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/evaluation.pb.h"

namespace paktum::views {

// Late facts that an answer lists at most.
inline constexpr int kLateFactsMax = 1000;

// Parameter: period ("2019-H1", obligatory).
// Errors: kInvalidArgument "view.bad_parameter"; kNotFound "evaluation.unknown_period" for one
//         outside the programme.
Result<view::v1::EvaluationView> AnswerEvaluation(const RegisterQuestion& question);
Result<view::v1::StatusReportView> AnswerStatusReport(const RegisterQuestion& question);

// Parameters: none of its own. Never fails.
Result<view::v1::PeriodsView> AnswerPeriods(const RegisterQuestion& question);

}  // namespace paktum::views
