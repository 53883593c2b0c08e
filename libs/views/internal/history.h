#pragma once
// History: the events that a fold looks at, in ledger order, and what was voided as known when.
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/base/strong.h"
#include "libs/events/catalogue.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::views::internal {

inline constexpr Position kWholeLedger{std::numeric_limits<std::uint64_t>::max()};

// Gives every distinct text a small number: 0, 1, 2 …
class Names {
 public:
  std::uint32_t Number(std::string_view text);
  [[nodiscard]] const std::string& Text(std::uint32_t number) const { return *texts_[number]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
  std::vector<const std::string*> texts_;  // keys of numbers_, whose addresses stay
};

class History {
 public:
  using Index = std::uint32_t;

  struct Entry {
    Position position;
    Instant recorded_at;
    Date occurred_on;
    std::uint32_t stream = 0;
    std::uint16_t kind_index = 0;
    bool simulated = false;
    event::v1::LateReason late_reason = event::v1::LATE_REASON_UNSPECIFIED;

    [[nodiscard]] const events::EventKind& kind() const { return events::AllKinds()[kind_index]; }
  };

  // What is voided, as known at one moment. An EventVoided that is voided itself voids nothing.
  class Voided {
   public:
    // Position of the earliest event in force that voids this one; 0 when none does.
    [[nodiscard]] Position By(Index index) const {
      if (by_.empty()) return Position(0);
      const auto found = by_.find(index);
      return found == by_.end() ? Position(0) : found->second;
    }
    [[nodiscard]] bool Is(Index index) const { return By(index).value() != 0; }

   private:
    friend class History;
    std::unordered_map<Index, Position> by_;
  };

  // Adds an event; positions rise.
  Index Add(Position position, std::string_view stream, Instant recorded_at, Date occurred_on,
            const events::EventKind& kind, bool simulated,
            event::v1::LateReason late_reason = event::v1::LATE_REASON_UNSPECIFIED);
  // Adds an event that takes out others. Targets that are not here, or stand in another stream, are
  // ignored; without any other target nothing is added and false returned.
  template <typename Positions>
  bool AddVoid(Position position, std::string_view stream, Instant recorded_at,
               const events::EventKind& kind, bool simulated, const Positions& targets) {
    std::vector<Index> found;
    for (const std::uint64_t target : targets) {
      if (const auto index = FindTarget(Position(target), stream)) found.push_back(*index);
    }
    if (found.empty()) return false;
    const Index index = Add(position, stream, recorded_at, Date(), kind, simulated);
    voids_.push_back({index, std::move(found)});
    return true;
  }

  [[nodiscard]] const Entry& entry(Index index) const { return entries_[index]; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const std::string& StreamOf(const Entry& entry) const {
    return streams_.Text(entry.stream);
  }

  // As known at a moment, of what stands at or before `through` and is not left out. Costs one step
  // per voided event.
  [[nodiscard]] Voided AsKnownAt(Instant known_at, Position through = kWholeLedger,
                                 const std::set<Position>& left_out = {}) const;

 private:
  struct Void {
    Index index;
    std::vector<Index> targets;
  };
  [[nodiscard]] std::optional<Index> FindTarget(Position position, std::string_view stream) const;

  std::vector<Entry> entries_;  // by position
  std::vector<Void> voids_;     // by position
  Names streams_;
};

}  // namespace paktum::views::internal
