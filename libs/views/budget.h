#pragma once
// Subsidy budget: planned, committed, paid, asked back and free for each scheme, and the duty of
// continued employment (domain.md A6, P-02, P-08, P-09, P-10, P-32).
//
// Reads      SchemeCommitted, SchemeReleased, SubsidyGranted, SubsidyPaid, SubsidyStopped,
//            SubsidyReclaimed, MedicalTestRefunded, TravelRefunded, HousingSupportGranted,
//            IncomeSupplementPaid, HireRecorded, EmploymentEnded.
// Planned    The printed total is the limit; what the printed figures give stands beside it.
// Committed  What grants took, less what was released. Refunds and supplements are paid at once.
// Duty       Of grants of a scheme with follow_on_months: months from the last supported day on
//            (the day of stopping when the support was stopped). Broken when the job of the grant
//            ended before its last day, or the support was stopped because the job ended.
// Public     A scheme used by few persons is withheld, and further ones until nothing can be found
//            by subtraction; with one of them, the numbers of its duties. Duties one by one are for
//            offices that serve persons.
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/budget.pb.h"

namespace paktum::views {

// Parameters: none of its own. Never fails.
Result<view::v1::BudgetView> AnswerBudget(const RegisterQuestion& question);

}  // namespace paktum::views
