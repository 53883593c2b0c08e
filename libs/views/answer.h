#pragma once
// What a view is asked with and what it answers.
#include <cstdint>
#include <map>
#include <string>

namespace paktum::views {

// Query parameters as in the URL, one value a name.
using Parameters = std::map<std::string, std::string>;

// For whom a view answers, each of them more than the one before.
enum class Audience : std::uint8_t {
  kPublic,   // small cells suppressed, nothing about single persons
  kMember,   // the offices of the pact
  kServing,  // the offices that serve its persons
};

// Name of the parameter that carries the audience into a fold: "member", "serving"; left out means
// public. Only the service that answers sets it; nobody may send it.
inline constexpr const char* kAudienceParameter = "audience";

// A message of paktum.view.v1, serialised.
struct ViewAnswer {
  std::string type;     // full name, "paktum.view.v1.IndicatorsView"
  std::string payload;  // serialised message
};

}  // namespace paktum::views
