#pragma once
// Which codes of the plan a command's field takes.
#include <string_view>
#include <vector>

#include "libs/import/columns.h"

namespace paktum::imports {

// Codes and names for the field of this name, in the order of the plan; none for a field whose
// codes are no part of the plan.
std::vector<Choice> PlanCodesOf(std::string_view command, std::string_view field,
                                const plan::Plan& plan);

}  // namespace paktum::imports
