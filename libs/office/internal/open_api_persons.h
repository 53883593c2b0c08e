#pragma once
// What an office that serves persons adds to its OpenAPI document.
#include <map>
#include <string>

#include "libs/office/commands.h"

namespace paktum::office {

// The routes about single persons, with the schemas of their requests.
void AddPersonPaths(Json& paths, std::map<std::string, Json>& schemas);

}  // namespace paktum::office
