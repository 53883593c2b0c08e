#pragma once
#include <vector>

#include "libs/commands/input.h"
#include "libs/commands/json.h"

namespace paktum::commands {

// Fills `message` from a JSON object by the protobuf JSON mapping; says everything that does not
// fit. Only field types that commands use are known; another one is a bug and stops the process.
std::vector<Violation> FillMessage(const Json& object, google::protobuf::Message& message);

}  // namespace paktum::commands
