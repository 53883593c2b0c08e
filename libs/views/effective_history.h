#pragma once
// EffectiveHistory: the events of a pact that count for one question: with a day until valid_at,
// recorded by known_at and not voided by what was recorded by then. A voided EventVoided voids
// nothing.
//
// Lifetime   Valid as long as the fold it was made from, while that takes nothing in.
// Threads    Belongs to one question, so to one thread.
// Cost       Every call walks all kept events once and reads the bodies of those it returns.
#include <functional>
#include <initializer_list>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/base/strong.h"
#include "libs/events/catalogue.h"
#include "libs/views/as_of.h"
#include "libs/views/internal/register_store.h"
#include "paktum/event/v1/event.pb.h"

namespace paktum::views {

using EventCase = event::v1::Event::BodyCase;

// The case of Event.body that holds bodies of this kind.
EventCase CaseOf(const events::EventKind& kind);

// One event as registers see it.
struct Fact {
  Position position;
  Instant recorded_at;
  Date day;  // valid date
  std::string_view stream;
  std::string_view office;  // that recorded it, "charity"
  const events::EventKind* kind = nullptr;
  Position voided_by;      // 0: in force
  event::v1::Event event;  // body and late_reason; nothing else is kept
};

class EffectiveHistory {
 public:
  EffectiveHistory(const internal::RegisterStore& store, const AsOf& as_of,
                   Position through = internal::kWholeLedger, std::set<Position> left_out = {});

  // Those of these kinds that count, by day, then by position.
  [[nodiscard]] std::vector<Fact> InForce(std::initializer_list<EventCase> cases) const;
  [[nodiscard]] std::vector<Fact> InForce(std::span<const EventCase> cases) const;
  // All of one stream with a day until valid_at that were recorded by known_at, by day, then by
  // position: also voided ones and what voided them.
  [[nodiscard]] std::vector<Fact> OfStream(std::string_view stream) const;
  // Every event that was recorded by known_at, in ledger order, whatever its day: also voided ones
  // and the EventVoided. One at a time, so that a long history costs no memory.
  void Visit(const std::function<void(const Fact&)>& visitor) const;
  // The same history as of another day, and without what stands behind `through`.
  [[nodiscard]] EffectiveHistory At(Date valid_at, Position through = internal::kWholeLedger) const;
  // The same history as if these events had never been recorded: what one of them voids is in
  // force.
  [[nodiscard]] EffectiveHistory Without(std::set<Position> positions) const;
  // Position of the last event that is known; 0 when none is.
  [[nodiscard]] Position LastKnown() const;
  // Some event that was returned was made by a simulation.
  [[nodiscard]] bool simulated() const { return simulated_; }

 private:
  using Index = internal::History::Index;
  [[nodiscard]] Fact Read(Index index) const;
  [[nodiscard]] bool Known(Index index) const;
  [[nodiscard]] bool Recorded(Index index) const;
  [[nodiscard]] bool LeftOut(Index index) const;

  const internal::RegisterStore& store_;
  const AsOf as_of_;
  const Position through_;
  const std::set<Position> left_out_;
  const internal::History::Voided voided_;
  mutable bool simulated_ = false;
};

}  // namespace paktum::views
