#pragma once
// Spreadsheets in /openapi.json: templates, imports, their results.
#include "libs/office/commands.h"

namespace paktum::office {

void AddImportPaths(Json& paths);
// The shared response "ImportResult".
Json ImportResponse();

}  // namespace paktum::office
