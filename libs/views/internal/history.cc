#include "libs/views/internal/history.h"

#include <algorithm>

#include "libs/base/check.h"

namespace paktum::views::internal {

std::uint32_t Names::Number(std::string_view text) {
  if (const auto found = numbers_.find(text); found != numbers_.end()) return found->second;
  const auto place =
      numbers_.emplace(std::string(text), static_cast<std::uint32_t>(texts_.size())).first;
  texts_.push_back(&place->first);
  return place->second;
}

History::Index History::Add(Position position, std::string_view stream, Instant recorded_at,
                            Date occurred_on, const events::EventKind& kind, bool simulated,
                            event::v1::LateReason late_reason) {
  PAKTUM_CHECK(entries_.empty() || entries_.back().position < position);
  entries_.push_back({.position = position,
                      .recorded_at = recorded_at,
                      .occurred_on = occurred_on,
                      .stream = streams_.Number(stream),
                      .kind_index = static_cast<std::uint16_t>(events::IndexOf(kind)),
                      .simulated = simulated,
                      .late_reason = late_reason});
  return static_cast<Index>(entries_.size() - 1);
}

std::optional<History::Index> History::FindTarget(Position position,
                                                  std::string_view stream) const {
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), position,
                       [](const Entry& entry, Position wanted) { return entry.position < wanted; });
  if (found == entries_.end() || found->position != position) return std::nullopt;
  if (StreamOf(*found) != stream) return std::nullopt;
  return static_cast<Index>(found - entries_.begin());
}

History::Voided History::AsKnownAt(Instant known_at, Position through,
                                   const std::set<Position>& left_out) const {
  Voided voided;
  // A void's targets stand before it, so from the end on each void is judged before it judges.
  for (auto it = voids_.rbegin(); it != voids_.rend(); ++it) {
    const Entry& entry = entries_[it->index];
    if (entry.recorded_at > known_at || through < entry.position) continue;
    if (voided.Is(it->index) || left_out.contains(entry.position)) continue;
    for (const Index target : it->targets) voided.by_[target] = entry.position;
  }
  return voided;
}

}  // namespace paktum::views::internal
