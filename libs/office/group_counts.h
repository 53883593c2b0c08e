#pragma once
// Counts of special-category target groups (health, ethnic origin): only of what persons declared
// themselves, and only as counts in which nobody can be found. Pure and thread-safe.
//
// Suppression   A count above zero and below the threshold is not shown, nor is "declared none". A
//               count is not shown either when fewer than the threshold answered without belonging
//               to the group, for then nearly everybody who answered does. When fewer than the
//               threshold answered at all, no count is shown, not even a zero: who is known to have
//               answered would be told by what is left.
//               When one cell alone is hidden, it could be found by subtracting the others from a
//               total: then the next smallest cell that is not zero is hidden too. A total is shown
//               only when at least two cells are hidden or none.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace paktum::office {

struct GroupCount {
  std::string code;                   // of the plan's target group
  std::optional<std::int64_t> count;  // nothing: suppressed
  friend bool operator==(const GroupCount&, const GroupCount&) = default;
};

struct GroupCounts {
  std::int64_t asked = 0;                // persons who entered the programme
  std::optional<std::int64_t> answered;  // persons who declared, also "none"; nothing: suppressed
  std::vector<GroupCount> groups;
  friend bool operator==(const GroupCounts&, const GroupCounts&) = default;
};

// `counted`: persons by group, every special-category group of the plan among them. `entered`:
// persons who entered; `answered` of them declared.
GroupCounts Suppressed(const std::map<std::string, std::int64_t>& counted, std::int64_t entered,
                       std::int64_t answered, std::int64_t threshold);

}  // namespace paktum::office
