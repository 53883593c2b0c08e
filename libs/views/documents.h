#pragma once
// Register of documents: every kind of the plan with its versions on their way drafted →
// submitted → approved or rejected → superseded (domain.md A16).
//
// Reads    DocumentDrafted, DocumentSubmitted, DocumentApproved, DocumentRejected,
//          DocumentSuperseded; for kinds that return also what the plan's cadences name.
// Order    Of one version the last step by day holds; a version approved again after a rejection
//          is approved.
// Due      The cadence that filters on the kind, or that the source states in the same place with
//          the same interval, gives the due dates and what meets them: an interim evaluation that
//          was approved is its document. A kind that returns without a cadence falls due at the
//          end of each interval from the first day of the programme on; an approval meets it.
// Missing  Nothing was approved though the date that the source gives, or the first due date, has
//          passed; or fewer than the source states when the programme is over. A kind that the
//          source neither dates nor counts is never missing, nor is one that every person has.
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/documents.pb.h"

namespace paktum::views {

// Parameters: none of its own. Errors: kInvalidArgument "view.bad_definition" for a cadence.
Result<view::v1::DocumentsView> AnswerDocuments(const RegisterQuestion& question);

}  // namespace paktum::views
