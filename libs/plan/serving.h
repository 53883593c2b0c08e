#pragma once
// Which members serve persons: those whose offices register them. They share the data keys of the
// pact's persons; no other member has any.
#include <string>
#include <vector>

#include "libs/plan/plan.h"

namespace paktum::plan {

// Services of the plan's offices that take the command RegisterParticipant, sorted:
// "charity", "government_office". Thread-safe.
std::vector<std::string> ServingOffices(const Plan& plan);

}  // namespace paktum::plan
