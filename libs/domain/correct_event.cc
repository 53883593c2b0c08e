// CorrectEvent: an append is taken out and what is right takes its place, in one append. The
// command that says what is right is decided on the history without the append. It is given the
// command id with which that began, so things keep their ids and what refers to them holds; its
// events stand in the place of the first ones (EffectiveEvents).
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <set>

#include "libs/base/check.h"
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/cross_dependency.h"
#include "libs/domain/internal/dependency.h"
#include "libs/domain/internal/ground.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/voiding.h"
#include "paktum/command/v1/evidence.pb.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::domain {
namespace {

using command::v1::CorrectEvent;
using google::protobuf::Message;
using Facts = std::vector<const RecordedEvent*>;

// Corrections of corrections and what two members agree on have their own commands; what the owner
// of an address said is not corrected by somebody else.
bool CanReplace(const Message& replacement, const std::string& member) {
  static const auto* const kNever =
      new std::set<std::string>{"AgreeToErasure",      "AttachEvidence",        "ConfirmNewsletter",
                                "CorrectEvent",        "EraseStaffName",        "ProposeErasure",
                                "SubscribeNewsletter", "UnsubscribeNewsletter", "VoidEvent"};
  if (kNever->contains(replacement.GetDescriptor()->name())) return false;
  const auto& offices =
      replacement.GetDescriptor()->options().GetExtension(options::v1::command).offices();
  return std::find(offices.begin(), offices.end(), member) != offices.end();
}

// The command with which the facts began, through all their corrections.
Uuid FirstCommand(const Facts& facts) {
  if (facts.empty()) return {};
  const auto first = Uuid::FromBytes(facts.front()->event.correlation_id());
  return first.value_or(facts.front()->command);
}

// As the office would have it for the replacement alone. A correction is a reason by itself to
// record a fact of a closed period late.
Context ContextOfReplacement(const Context& context, const Facts& facts) {
  Context replaced = context;
  replaced.command = FirstCommand(facts);
  replaced.target_append.clear();
  replaced.replacement = nullptr;
  if (replaced.late_reason == event::v1::LATE_REASON_UNSPECIFIED) {
    replaced.late_reason = event::v1::LATE_REASON_OTHER;
  }
  return replaced;
}

const CommandHandler* HandlerOfReplacement(const Context& context) {
  if (context.replacement == nullptr) return nullptr;
  const CommandHandler* const handler = FindCommand(context.replacement->GetDescriptor()->name());
  return handler != nullptr && CanReplace(*context.replacement, context.member) ? handler : nullptr;
}

std::vector<std::string> Streams(const CorrectEvent& /*command*/, const Context& context) {
  const Facts facts = FactsOf(context.target_append);
  std::vector<std::string> names = WithRestingStreams(StreamsOf(facts), context);
  const CommandHandler* const handler = HandlerOfReplacement(context);
  if (handler == nullptr || facts.empty()) return names;
  for (std::string& name :
       handler->streams(*context.replacement, ContextOfReplacement(context, facts))) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

// All loaded events of an append, in order.
std::vector<RecordedEvent> AppendOf(Uuid command, const std::vector<LoadedStream>& loaded) {
  std::vector<RecordedEvent> append;
  for (const LoadedStream& stream : loaded) {
    std::copy_if(stream.events.begin(), stream.events.end(), std::back_inserter(append),
                 [&](const RecordedEvent& event) { return event.command == command; });
  }
  std::sort(append.begin(), append.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  return append;
}

// What the replacement would record.
Result<Decision> DecideReplacement(const CommandHandler& handler, const Context& context,
                                   const Facts& facts, const plan::Plan& plan,
                                   const std::vector<LoadedStream>& history) {
  const Context replaced = ContextOfReplacement(context, facts);
  std::vector<LoadedStream> loaded;
  for (const std::string& name : handler.streams(*context.replacement, replaced)) {
    loaded.push_back(FindStream(history, name));
  }
  return handler.decide(*context.replacement, replaced, plan, loaded);
}

// The target is out already: by a correction that says the same, or otherwise.
Result<Decision> DecideAgain(const RecordedEvent& target, const CommandHandler& handler,
                             const Context& context, const Facts& facts, const plan::Plan& plan,
                             const std::vector<LoadedStream>& loaded) {
  for (const RecordedEvent& event : FindStream(loaded, target.stream).events) {
    if (!event.event.has_event_corrected()) continue;
    const auto& positions = event.event.event_corrected().target_positions();
    if (std::find(positions.begin(), positions.end(), target.position.value()) == positions.end()) {
      continue;
    }
    const auto same = DecideReplacement(handler, context, facts, plan, loaded);
    if (same.ok() && same->events.empty()) {
      return Decision{.events = {}, .result = ResultOf(AppendOf(event.command, loaded))};
    }
  }
  return Refuse("correction.already_voided",
                {{"position", std::to_string(target.position.value())}});
}

Status CheckDependentsElsewhere(const Facts& facts, const Decision& replacement,
                                const plan::Plan& plan, const std::vector<LoadedStream>& loaded) {
  std::vector<Elsewhere> fallen;
  for (const RecordedEvent* fact : facts) {
    for (Elsewhere& dependent : DependentsElsewhere(*fact, loaded, plan)) {
      const bool holds = std::any_of(
          replacement.events.begin(), replacement.events.end(), [&](const PendingEvent& event) {
            return event.stream == fact->stream &&
                   BearsElsewhere(fact->event, event.event, dependent.event->event);
          });
      if (!holds) fallen.push_back(std::move(dependent));
    }
  }
  if (fallen.empty()) return OkStatus();
  return Refuse("correction.others_depend_elsewhere", {{"facts", ListOf(fallen)}});
}

// Everything that rests on the facts must rest on what takes their place as well.
Status CheckDependents(const Facts& facts, const Decision& replacement, const plan::Plan& plan,
                       const std::vector<LoadedStream>& loaded) {
  std::set<Position> fallen;
  for (const RecordedEvent* fact : facts) {
    const LoadedStream& stream = FindStream(loaded, fact->stream);
    for (const Position position : Dependents(stream, *fact, plan)) {
      const auto dependent =
          std::find_if(stream.events.begin(), stream.events.end(),
                       [&](const auto& event) { return event.position == position; });
      PAKTUM_CHECK(dependent != stream.events.end());
      const bool holds = std::any_of(
          replacement.events.begin(), replacement.events.end(), [&](const PendingEvent& event) {
            return event.stream == fact->stream &&
                   GroundHolds(fact->event, event.event, dependent->event);
          });
      if (!holds) fallen.insert(position);
    }
  }
  for (const RecordedEvent* fact : facts) fallen.erase(fact->position);
  if (!fallen.empty()) {
    return Refuse("correction.others_depend", {{"positions", ListOf(fallen)}});
  }
  return CheckDependentsElsewhere(facts, replacement, plan, loaded);
}

PendingEvent Corrected(const RecordedEvent& target, const Facts& facts, const Message& replacement,
                       const Decision& decision, Date on) {
  PendingEvent event = NewEvent(target.stream, on);
  auto& body = *event.event.mutable_event_corrected();
  for (const RecordedEvent* fact : facts) body.add_target_positions(fact->position.value());
  body.set_command(replacement.GetDescriptor()->name());
  for (std::string& field : ChangedFields(facts, decision.events, replacement)) {
    body.add_changed_fields(std::move(field));
  }
  return event;
}

Result<Decision> DecideCorrection(const CorrectEvent& command, const Context& context,
                                  const plan::Plan& plan, const std::vector<LoadedStream>& loaded) {
  const std::vector<RecordedEvent> own = AppendOf(context.command, loaded);
  if (!own.empty()) return Decision{.events = {}, .result = ResultOf(own)};
  PAKTUM_ASSIGN_OR_RETURN(const RecordedEvent* const target,
                          FindTarget(command.position(), context));
  PAKTUM_ASSIGN_OR_RETURN(const Date corrected_on,
                          ReadCorrectionDay("corrected_on", command.corrected_on(), context));
  const CommandHandler* const handler = HandlerOfReplacement(context);
  if (handler == nullptr) {
    return Refuse("correction.command_not_allowed", {{"command", command.command()}});
  }
  const Facts facts = FactsOf(context.target_append);
  if (VoidedPositions(FindStream(loaded, target->stream)).contains(target->position)) {
    return DecideAgain(*target, *handler, context, facts, plan, loaded);
  }
  const std::vector<LoadedStream> without = Without(loaded, facts);
  PAKTUM_ASSIGN_OR_RETURN(Decision replacement,
                          DecideReplacement(*handler, context, facts, plan, without));
  if (replacement.events.empty()) return Refuse("correction.recorded_already");
  if (SaysTheSame(facts, replacement.events)) return Refuse("correction.changes_nothing");
  PAKTUM_RETURN_IF_ERROR(CheckDependents(facts, replacement, plan, loaded));
  PAKTUM_RETURN_IF_ERROR(CheckSchemes(loaded, without, replacement.events, plan));

  std::vector<PendingEvent> events = VoidingEvents(facts, command.reason(), corrected_on);
  PendingEvent corrected =
      Corrected(*target, facts, *context.replacement, replacement, corrected_on);
  const Uuid first = FirstCommand(facts);
  for (PendingEvent& event : replacement.events) {
    event.event.set_correlation_id(std::string(first.bytes()));
    events.push_back(std::move(event));
  }
  events.push_back(std::move(corrected));
  return Decided(std::move(events));
}

}  // namespace

std::vector<CommandHandler> CorrectEventCommands() {
  return {{CorrectEvent::descriptor(),
           [](const Message& command, const Context& context) {
             return Streams(As<CorrectEvent>(command), context);
           },
           [](const Message& command, const Context& context, const plan::Plan& plan,
              const std::vector<LoadedStream>& loaded) {
             return DecideCorrection(As<CorrectEvent>(command), context, plan, loaded);
           }}};
}

}  // namespace paktum::domain
