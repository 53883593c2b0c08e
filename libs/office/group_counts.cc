#include "libs/office/group_counts.h"

#include <algorithm>

namespace paktum::office {
namespace {

bool Small(std::int64_t count, std::int64_t threshold) { return count > 0 && count < threshold; }

// Whether the count tells about single persons: of few who belong to the group, of few who answered
// and do not, or of any at all where few answered.
bool Tells(std::int64_t count, std::int64_t answered, std::int64_t threshold) {
  return Small(count, threshold) || Small(answered, threshold) ||
         (count > 0 && answered - count < threshold);
}

}  // namespace

GroupCounts Suppressed(const std::map<std::string, std::int64_t>& counted, std::int64_t entered,
                       std::int64_t answered, std::int64_t threshold) {
  GroupCounts counts{.asked = entered, .answered = answered, .groups = {}};
  std::size_t hidden = 0;
  for (const auto& [code, count] : counted) {
    const bool tells = Tells(count, answered, threshold);
    counts.groups.push_back({code, tells ? std::nullopt : std::optional(count)});
    hidden += tells ? 1 : 0;
  }
  // The answers are a total of the groups for whoever knows that persons declare one group as a
  // rule: they are hidden with a single hidden group, and when they themselves, or those who did
  // not answer, are few.
  if (Small(answered, threshold) || Small(entered - answered, threshold)) counts.answered.reset();
  if (hidden == 1) {
    const auto next = std::min_element(
        counts.groups.begin(), counts.groups.end(), [](const GroupCount& a, const GroupCount& b) {
          const auto rank = [](const GroupCount& group) {
            return group.count && *group.count > 0 ? *group.count : INT64_MAX;
          };
          return rank(a) < rank(b);
        });
    const bool found = next != counts.groups.end() && next->count && *next->count > 0;
    if (found) {
      next->count.reset();
    } else {
      counts.answered.reset();
    }
  }
  return counts;
}

}  // namespace paktum::office
