#pragma once
// Words for hints.
#include <string>
#include <string_view>
#include <vector>

namespace paktum::plan::internal {

// The candidate with the fewest edits from `word`, if it is near enough to be a slip; else "".
std::string Nearest(std::string_view word, const std::vector<std::string>& candidates);

// "did you mean X?" when one is near, otherwise "one of a, b, c" (at most 20, then "…").
std::string MeanOrOneOf(std::string_view word, const std::vector<std::string>& candidates);

// "a, b, c", at most 20, then "…".
std::string JoinSome(const std::vector<std::string>& items);

}  // namespace paktum::plan::internal
