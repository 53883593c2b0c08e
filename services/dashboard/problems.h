#pragma once
// Problems of the dashboard, in the words of its users.
#include "libs/base/status.h"
#include "libs/http/message.h"

namespace paktum::dashboard {

// The answer to a request that failed: http::ProblemOf with the title of the reason in both
// languages and, of "view.bad_parameter", a Hungarian detail made of its details `parameter` and
// `expected`; an expectation without a Hungarian text here is left out of it. Thread-safe.
http::Response ProblemFor(const Status& status, const http::Request& request);

}  // namespace paktum::dashboard
