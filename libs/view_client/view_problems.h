#pragma once
// What asking for a view may be refused with, for people.
#include "libs/base/status.h"
#include "libs/http/problem.h"

namespace paktum::view_client {

// http::ProblemOf with the texts of "view.…" and "indicator.…" in both languages. Pure.
http::Problem ProblemOfView(const Status& status);

}  // namespace paktum::view_client
