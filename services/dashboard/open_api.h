#pragma once
#include <string>

namespace paktum::dashboard {

// The OpenAPI 3.1 document of the dashboard's routes.
std::string OpenApiJson();

}  // namespace paktum::dashboard
