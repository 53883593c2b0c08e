#pragma once
// What a view is asked with and what it answers.
#include <map>
#include <string>

namespace paktum::views {

// Query parameters as in the URL, one value a name.
using Parameters = std::map<std::string, std::string>;

// A message of paktum.view.v1, serialised.
struct ViewAnswer {
  std::string type;     // full name, "paktum.view.v1.IndicatorsView"
  std::string payload;  // serialised message
};

}  // namespace paktum::views
