#include "libs/views/effective_history.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"

namespace paktum::views {
namespace {

std::size_t KindIndexOf(EventCase wanted) {
  const auto* field = event::v1::Event::descriptor()->FindFieldByNumber(wanted);
  PAKTUM_CHECK(field != nullptr && field->message_type() != nullptr);
  const events::EventKind* kind = events::FindKind(field->message_type()->full_name());
  PAKTUM_CHECK(kind != nullptr);
  return events::IndexOf(*kind);
}

void Sort(std::vector<Fact>& facts) {
  std::stable_sort(facts.begin(), facts.end(),
                   [](const Fact& a, const Fact& b) { return a.day < b.day; });
}

}  // namespace

EventCase CaseOf(const events::EventKind& kind) {
  const auto* bodies = event::v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < bodies->field_count(); ++i) {
    const auto* field = bodies->field(i);
    if (field->message_type() == kind.descriptor) return static_cast<EventCase>(field->number());
  }
  PAKTUM_UNREACHABLE();
}

EffectiveHistory::EffectiveHistory(const internal::RegisterStore& store, const AsOf& as_of,
                                   Position through, std::set<Position> left_out)
    : store_(store),
      as_of_(as_of),
      through_(through),
      left_out_(std::move(left_out)),
      voided_(store.history().AsKnownAt(as_of.known_at, through, left_out_)) {}

bool EffectiveHistory::Recorded(Index index) const {
  const internal::History::Entry& entry = store_.history().entry(index);
  return entry.recorded_at <= as_of_.known_at && entry.position <= through_;
}

bool EffectiveHistory::LeftOut(Index index) const {
  return !left_out_.empty() && left_out_.contains(store_.history().entry(index).position);
}

bool EffectiveHistory::Known(Index index) const {
  return store_.DayOf(index) <= as_of_.valid_at && Recorded(index) && !LeftOut(index);
}

Fact EffectiveHistory::Read(Index index) const {
  const internal::History::Entry& entry = store_.history().entry(index);
  Fact fact{.position = entry.position,
            .recorded_at = entry.recorded_at,
            .day = store_.DayOf(index),
            .stream = store_.history().StreamOf(entry),
            .office = store_.OfficeOf(index),
            .kind = &entry.kind(),
            .voided_by = voided_.By(index),
            .event = {}};
  // A row that was taken in holds what a parsed event was serialised to.
  PAKTUM_CHECK(fact.event.ParseFromString(store_.ContentOf(index)));
  simulated_ = simulated_ || entry.simulated;
  return fact;
}

std::vector<Fact> EffectiveHistory::InForce(std::initializer_list<EventCase> cases) const {
  return InForce(std::span<const EventCase>(cases.begin(), cases.size()));
}

std::vector<Fact> EffectiveHistory::InForce(std::span<const EventCase> cases) const {
  std::vector<bool> wanted(events::AllKinds().size(), false);
  for (const EventCase one : cases) wanted[KindIndexOf(one)] = true;
  std::vector<Fact> facts;
  for (Index index = 0; index < store_.size(); ++index) {
    if (!wanted[store_.history().entry(index).kind_index]) continue;
    if (Known(index) && !voided_.Is(index)) facts.push_back(Read(index));
  }
  Sort(facts);
  return facts;
}

std::vector<Fact> EffectiveHistory::OfStream(std::string_view stream) const {
  std::vector<Fact> facts;
  for (Index index = 0; index < store_.size(); ++index) {
    if (store_.history().StreamOf(store_.history().entry(index)) != stream) continue;
    if (Known(index)) facts.push_back(Read(index));
  }
  Sort(facts);
  return facts;
}

void EffectiveHistory::Visit(const std::function<void(const Fact&)>& visitor) const {
  for (Index index = 0; index < store_.size() && Recorded(index); ++index) {
    if (!LeftOut(index)) visitor(Read(index));
  }
}

EffectiveHistory EffectiveHistory::At(Date valid_at, Position through) const {
  return {store_,
          {.valid_at = valid_at, .known_at = as_of_.known_at},
          std::min(through, through_),
          left_out_};
}

EffectiveHistory EffectiveHistory::Without(std::set<Position> positions) const {
  positions.insert(left_out_.begin(), left_out_.end());
  return {store_, as_of_, through_, std::move(positions)};
}

Position EffectiveHistory::LastKnown() const {
  // Times of recording never fall, so those that are known come first.
  Index low = 0;
  Index high = static_cast<Index>(store_.size());
  while (low < high) {
    const Index middle = low + (high - low) / 2;
    if (Recorded(middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? Position(0) : store_.history().entry(low - 1).position;
}

}  // namespace paktum::views
