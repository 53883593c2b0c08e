#pragma once
// Text to message, with places and with the errors of form.
#include <string_view>

#include "libs/plan/internal/source.h"
#include "paktum/plan/v1/plan.pb.h"

namespace paktum::plan::internal {

// Parses `text` into `plan`, which must be empty, and notes places in `tree`. Returns true when the
// text could be read; unknown fields are errors then too, but do not hinder the reading. Otherwise
// `errors` holds at least one error of form and `plan` is of no use.
bool ParseText(std::string_view text, v1::Plan& plan, Node::Tree& tree, Errors& errors);

}  // namespace paktum::plan::internal
