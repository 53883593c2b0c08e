#include "libs/domain/internal/voiding.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/domain/internal/schemes.h"
#include "libs/events/streams.h"

namespace paktum::domain {
namespace {

using event::v1::Event;

bool IsCorrection(const Event& event) {
  return event.has_event_voided() || event.has_event_corrected();
}

// What was done to a person's data cannot be undone by saying so, and who looked stays known.
bool IsFinal(const Event& event) {
  return event.has_erasure_agreed() || event.has_person_erased() ||
         event.has_personal_data_unsealed() || event.has_inspection_bundle_exported() ||
         event.has_newsletter_unsubscribed() || event.has_staff_name_erased();
}

SchemeState SchemeOf(const LoadedStream& stream) {
  SchemeState state;
  for (const RecordedEvent* event : EffectiveEvents(stream)) EvolveScheme(state, *event);
  return state;
}

bool TakesMore(const SchemeState& after, const SchemeState& before) {
  return after.committed_ft() > before.committed_ft() ||
         after.persons().size() > before.persons().size();
}

}  // namespace

std::vector<const RecordedEvent*> FactsOf(const std::vector<RecordedEvent>& append) {
  std::vector<const RecordedEvent*> facts;
  for (const RecordedEvent& event : append) {
    if (!IsCorrection(event.event)) facts.push_back(&event);
  }
  return facts;
}

std::vector<std::string> StreamsOf(const std::vector<const RecordedEvent*>& events) {
  std::vector<std::string> names;
  for (const RecordedEvent* event : events) {
    if (std::find(names.begin(), names.end(), event->stream) == names.end()) {
      names.push_back(event->stream);
    }
  }
  return names;
}

std::vector<std::string> WithRestingStreams(std::vector<std::string> streams,
                                            const Context& context) {
  for (const std::string& resting : context.resting_streams) {
    if (std::find(streams.begin(), streams.end(), resting) == streams.end()) {
      streams.push_back(resting);
    }
  }
  return streams;
}

const LoadedStream& FindStream(const std::vector<LoadedStream>& loaded, const std::string& name) {
  const auto found = std::find_if(loaded.begin(), loaded.end(),
                                  [&](const LoadedStream& stream) { return stream.name == name; });
  PAKTUM_CHECK(found != loaded.end());
  return *found;
}

Result<const RecordedEvent*> FindTarget(std::uint64_t position, const Context& context) {
  const auto found =
      std::find_if(context.target_append.begin(), context.target_append.end(),
                   [&](const auto& event) { return event.position.value() == position; });
  if (found == context.target_append.end()) {
    return Refuse("void.unknown_position", {{"position", std::to_string(position)}});
  }
  const RecordedEvent& target = *found;
  if (target.member != context.member) return Refuse("void.not_yours");
  if (IsCorrection(target.event)) return Refuse("void.is_correction");
  if (IsFinal(target.event)) return Refuse("void.is_final");
  if (target.event.body_case() == Event::BODY_NOT_SET) return Refuse("void.unknown_kind");
  return &target;
}

Result<Date> ReadCorrectionDay(std::string_view field, const std::string& text,
                               const Context& context) {
  if (text.empty()) return context.today;
  return ReadFactDate(field, text, context);
}

std::vector<PendingEvent> VoidingEvents(const std::vector<const RecordedEvent*>& facts,
                                        correction::v1::VoidReason reason, Date on) {
  std::vector<PendingEvent> events;
  for (const std::string& stream : StreamsOf(facts)) {
    events.push_back(NewEvent(stream, on));
    auto& body = *events.back().event.mutable_event_voided();
    body.set_reason(reason);
    for (const RecordedEvent* fact : facts) {
      if (fact->stream == stream) body.add_target_positions(fact->position.value());
    }
  }
  return events;
}

std::vector<LoadedStream> Without(const std::vector<LoadedStream>& loaded,
                                  const std::vector<const RecordedEvent*>& facts) {
  std::set<Position> taken_out;
  for (const RecordedEvent* fact : facts) taken_out.insert(fact->position);
  std::vector<LoadedStream> without = loaded;
  for (LoadedStream& stream : without) {
    std::erase_if(stream.events,
                  [&](const RecordedEvent& event) { return taken_out.contains(event.position); });
  }
  return without;
}

Status CheckSchemes(const std::vector<LoadedStream>& before,
                    const std::vector<LoadedStream>& without,
                    const std::vector<PendingEvent>& replacements, const plan::Plan& plan) {
  for (const LoadedStream& stream : without) {
    const std::string prefix = events::SchemeStream("");
    if (!stream.name.starts_with(prefix)) continue;
    const auto line = FindLine(stream.name.substr(prefix.size()), plan);
    if (!line.ok()) continue;  // a scheme of another version of the plan: its limits are not known
    SchemeState after = SchemeOf(stream);
    for (const PendingEvent& replacement : replacements) {
      if (replacement.stream != stream.name) continue;
      RecordedEvent event;
      event.stream = replacement.stream;
      event.event = replacement.event;
      EvolveScheme(after, event);
    }
    if (IsOverLimit(after, *line) && TakesMore(after, SchemeOf(FindStream(before, stream.name)))) {
      return Refuse("void.scheme_over_limit", {{"scheme", line->code}});
    }
  }
  return OkStatus();
}

std::string ListOf(const std::set<Position>& positions) {
  std::string text;
  for (const Position position : positions) {
    text += (text.empty() ? "" : ", ") + std::to_string(position.value());
  }
  return text;
}

}  // namespace paktum::domain
