#pragma once
// Register of members (domain.md A10, P-01, P-23, P-31).
//
// Reads    MemberJoined, MemberLeft; EvidenceAttached for documents that were filed later.
// Shows    every organisation that the plan lists, as printed, with the stays that were recorded;
//          those that joined beside the plan; "33 listed, 34 stated" side by side.
// P-31     The public sees type and code of a member whose name is a person's name, nothing else of
//          the name. Of organisations outside the plan these are the ones whose name says that they
//          are sole traders ("egyéni vállalkozó", "e. v.").
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/members.pb.h"

namespace paktum::views {

// Parameters: none of its own. Never fails.
Result<view::v1::MembersView> AnswerMembers(const RegisterQuestion& question);

}  // namespace paktum::views
