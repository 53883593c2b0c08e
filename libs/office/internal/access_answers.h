#pragma once
// What an office answers when somebody may not do something, or does something wrong with accounts.
#include <string_view>

#include "libs/base/status.h"
#include "libs/http/problem.h"

namespace paktum::office {

// The problem of a code of the gate: "session.required", "access.role", …
http::Response RefuseAccess(std::string_view code, const http::Request& request);

// The problem of a failed call to Accounts, with its texts.
http::Response RefuseAccounts(const Status& status, const http::Request& request);

}  // namespace paktum::office
