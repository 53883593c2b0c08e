#pragma once
// What an office with accounts adds to its OpenAPI document.
#include <string_view>

#include "libs/office/commands.h"

namespace paktum::office {

// The routes of logging in and of keeping the accounts.
void AddAccountPaths(Json& paths);

// How to be let in, on every route that is not for everybody, with the answer 401.
void AddLogins(Json& paths, Json& components, std::string_view office);

}  // namespace paktum::office
