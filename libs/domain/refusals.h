#pragma once
// Refusals: every reason for which a decider says no, with its texts for people.
//
// A reason is stable ("<aggregate>.<reason>"): clients, tests and the dashboard rely on it. Its
// texts hold placeholders in braces that the details of the Status fill in: "{scheme}".
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "libs/base/status.h"

namespace paktum::domain {

// One reason. The texts are templates.
struct RefusalText {
  std::string_view reason;
  StatusCode code;
  std::string_view hu;
  std::string_view en;
};

// All reasons, sorted.
std::span<const RefusalText> AllRefusals();

// The entry with this reason, or nullptr.
const RefusalText* FindRefusal(std::string_view reason);

struct FilledText {
  std::string hu;
  std::string en;
};

// The texts of a refusal with its details filled in: dates (keys ending in "_on") and money (keys
// ending in "_ft") the way each language writes them. Nothing for a reason that is not in the
// table. A placeholder without a detail stays as it is.
std::optional<FilledText> TextOf(const Status& status);

}  // namespace paktum::domain
