// Correction: an event is taken out of the effective history together with the other events of its
// append; what was stored stays. It works on whole streams, so it has no State to fold.
#include <algorithm>
#include <map>
#include <set>

#include "libs/base/check.h"
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/dependency.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "paktum/command/v1/participant.pb.h"

namespace paktum::domain {
namespace {

using command::v1::VoidEvent;
using event::v1::Event;

// The streams that the target's append wrote to: each gets its own EventVoided.
std::vector<std::string> Streams(const VoidEvent& /*command*/, const Context& context) {
  std::vector<std::string> names;
  for (const RecordedEvent& event : context.target_append) {
    if (std::find(names.begin(), names.end(), event.stream) == names.end()) {
      names.push_back(event.stream);
    }
  }
  return names;
}

const LoadedStream& Find(const std::vector<LoadedStream>& loaded, const std::string& name) {
  const auto found = std::find_if(loaded.begin(), loaded.end(),
                                  [&](const LoadedStream& stream) { return stream.name == name; });
  PAKTUM_CHECK(found != loaded.end());
  return *found;
}

// What was done to a person's data cannot be undone by saying so, and who looked stays known.
bool IsFinal(const Event& event) {
  return event.has_erasure_agreed() || event.has_person_erased() ||
         event.has_personal_data_unsealed() || event.has_inspection_bundle_exported();
}

Status CheckTarget(const RecordedEvent& target, const Context& context) {
  if (target.member != context.member) return Refuse("void.not_yours");
  if (target.event.has_event_voided()) return Refuse("void.is_correction");
  if (IsFinal(target.event)) return Refuse("void.is_final");
  if (target.event.body_case() == Event::BODY_NOT_SET) return Refuse("void.unknown_kind");
  return OkStatus();
}

Status CheckDependents(const Context& context, const std::vector<LoadedStream>& loaded) {
  std::set<Position> dependents;
  for (const RecordedEvent& event : context.target_append) {
    for (const Position position : Dependents(Find(loaded, event.stream), event)) {
      dependents.insert(position);
    }
  }
  for (const RecordedEvent& event : context.target_append) dependents.erase(event.position);
  if (dependents.empty()) return OkStatus();
  std::string positions;
  for (const Position position : dependents) {
    positions += (positions.empty() ? "" : ", ") + std::to_string(position.value());
  }
  return Refuse("void.others_depend", {{"positions", positions}});
}

// What voiding this append answers, now and when it is already so.
Decision AllVoided(std::vector<PendingEvent> events, const Context& context) {
  std::string positions;
  for (const RecordedEvent& event : context.target_append) {
    positions += (positions.empty() ? "" : ",") + std::to_string(event.position.value());
  }
  return {.events = std::move(events), .result = {{"voided_positions", positions}}};
}

Result<Decision> DecideVoid(const VoidEvent& command, const Context& context,
                            const std::vector<LoadedStream>& loaded) {
  const auto target =
      std::find_if(context.target_append.begin(), context.target_append.end(),
                   [&](const auto& event) { return event.position.value() == command.position(); });
  if (target == context.target_append.end()) {
    return Refuse("void.unknown_position", {{"position", std::to_string(command.position())}});
  }
  Date voided_on = context.today;
  if (!command.voided_on().empty()) {
    PAKTUM_ASSIGN_OR_RETURN(voided_on, ReadFactDate("voided_on", command.voided_on(), context));
  }
  PAKTUM_RETURN_IF_ERROR(CheckTarget(*target, context));
  if (VoidedPositions(Find(loaded, target->stream)).contains(target->position)) {
    return AllVoided({}, context);
  }
  PAKTUM_RETURN_IF_ERROR(CheckDependents(context, loaded));

  std::vector<PendingEvent> events;
  for (const std::string& stream : Streams(command, context)) {
    events.push_back(NewEvent(stream, voided_on));
    auto& body = *events.back().event.mutable_event_voided();
    body.set_reason(command.reason());
    for (const RecordedEvent& event : context.target_append) {
      if (event.stream == stream) body.add_target_positions(event.position.value());
    }
  }
  return AllVoided(std::move(events), context);
}

}  // namespace

std::vector<CommandHandler> CorrectionCommands() {
  return {{VoidEvent::descriptor(),
           [](const google::protobuf::Message& command, const Context& context) {
             return Streams(As<VoidEvent>(command), context);
           },
           [](const google::protobuf::Message& command, const Context& context,
              const plan::Plan& /*plan*/, const std::vector<LoadedStream>& loaded) {
             return DecideVoid(As<VoidEvent>(command), context, loaded);
           }}};
}

}  // namespace paktum::domain
