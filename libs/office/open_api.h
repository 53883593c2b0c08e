#pragma once
// The OpenAPI 3.1 document of an office, made from the descriptors and options of the commands it
// takes. Pure, thread-safe.
#include <string>
#include <string_view>

#include "libs/office/commands.h"

namespace paktum::office {

// How the office is called for people: "Kormányhivatal" / "Government office". Its service id for
// an office that has no name here.
Text TitleOfOffice(std::string_view office);

// The document as JSON, one line. `office` is a service id ("government_office"); `logins`: whether
// it has accounts.
std::string OpenApiDocument(std::string_view office, bool logins = false);

}  // namespace paktum::office
