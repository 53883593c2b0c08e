#pragma once
// Codes of the plan that commands name. An unknown one is refused with those that there are.
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/plan/plan.h"

namespace paktum::domain {

// "a, b, c"; a long list ends with "…".
std::string KnownCodes(const std::vector<std::string>& codes);

// Errors: kNotFound "measure.unknown".
Status RequireMeasure(const std::string& code, const plan::Plan& plan);

// A member that the plan lists. Errors: kNotFound "member.unknown".
Status RequireMember(const std::string& code, const plan::Plan& plan);

// A project indicator or a result or output of a measure. Errors: kNotFound "indicator.unknown".
Status RequireIndicator(const std::string& code, const plan::Plan& plan);

// A staff post. Errors: kNotFound "staff.unknown_post".
Result<const plan::v1::StaffPost*> FindPost(const std::string& code, const plan::Plan& plan);

// A kind of thing of the plan that this measure has; kinds without measures fit all. Errors:
// kNotFound "programme_event.unknown_kind", "deliverable.unknown_kind"; kFailedPrecondition
// "programme_event.other_measure", "deliverable.other_measure".
Status RequireEventKind(const std::string& kind, const std::string& measure,
                        const plan::Plan& plan);
Status RequireDeliverableKind(const std::string& kind, const std::string& measure,
                              const plan::Plan& plan);

// A public surface. Errors: kNotFound "notice.unknown_surface".
Status RequireSurface(const std::string& code, const plan::Plan& plan);

// A body of the plan. Errors: kNotFound "body.unknown".
Status RequireBody(std::string_view code, const plan::Plan& plan);

// A body, a member or another organisation that the plan names. Errors: kNotFound "body.unknown".
Status RequireBodyOrOrganisation(const std::string& code, const plan::Plan& plan);

// Who can answer for a task: a member, a staff post or a body. Errors: kNotFound
// "responsible.unknown".
Status RequireResponsible(const std::string& code, const plan::Plan& plan);

// A document kind of the public register: not one that is made for each person. Errors: kNotFound
// "document.unknown_kind"; kFailedPrecondition "document.per_person".
Result<const plan::v1::DocumentKind*> FindRegisterKind(const std::string& code,
                                                       const plan::Plan& plan);

}  // namespace paktum::domain
