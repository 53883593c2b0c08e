#pragma once
// JSON Schema (2020-12, as OpenAPI 3.1 uses it) of command messages.
#include <map>
#include <string>

#include "libs/office/commands.h"

namespace google::protobuf {
class Descriptor;
}  // namespace google::protobuf

namespace paktum::office {

// Adds the schema of the message and of every message inside it, by short name. Property names are
// those of the .proto files.
void AddSchemas(const google::protobuf::Descriptor& message, std::map<std::string, Json>& schemas);

}  // namespace paktum::office
