// Correction: an event is taken out of the effective history together with the other events of its
// append; what was stored stays. What is right is recorded anew, or in the same append by
// CorrectEvent (correct_event.cc).
#include <utility>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/cross_dependency.h"
#include "libs/domain/internal/dependency.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/voiding.h"
#include "paktum/command/v1/participant.pb.h"

namespace paktum::domain {
namespace {

using command::v1::VoidEvent;
using Facts = std::vector<const RecordedEvent*>;

// The streams that the target's append wrote to, each of which gets its own EventVoided, and those
// in which something may rest on it.
std::vector<std::string> Streams(const VoidEvent& /*command*/, const Context& context) {
  return WithRestingStreams(StreamsOf(FactsOf(context.target_append)), context);
}

Status CheckDependents(const Facts& facts, const plan::Plan& plan,
                       const std::vector<LoadedStream>& loaded) {
  std::set<Position> dependents;
  for (const RecordedEvent* fact : facts) {
    for (const Position position : Dependents(FindStream(loaded, fact->stream), *fact, plan)) {
      dependents.insert(position);
    }
  }
  for (const RecordedEvent* fact : facts) dependents.erase(fact->position);
  if (!dependents.empty()) {
    return Refuse("void.others_depend", {{"positions", ListOf(dependents)}});
  }
  std::vector<Elsewhere> elsewhere;
  for (const RecordedEvent* fact : facts) {
    for (Elsewhere& one : DependentsElsewhere(*fact, loaded, plan)) {
      elsewhere.push_back(std::move(one));
    }
  }
  if (elsewhere.empty()) return OkStatus();
  return Refuse("void.others_depend_elsewhere", {{"facts", ListOf(elsewhere)}});
}

// What voiding this append answers, now and when it is already so.
Decision AllVoided(std::vector<PendingEvent> events, const Facts& facts) {
  std::string positions;
  for (const RecordedEvent* fact : facts) {
    positions += (positions.empty() ? "" : ",") + std::to_string(fact->position.value());
  }
  return {.events = std::move(events), .result = {{"voided_positions", positions}}};
}

Result<Decision> DecideVoid(const VoidEvent& command, const Context& context,
                            const plan::Plan& plan, const std::vector<LoadedStream>& loaded) {
  PAKTUM_ASSIGN_OR_RETURN(const RecordedEvent* const target,
                          FindTarget(command.position(), context));
  PAKTUM_ASSIGN_OR_RETURN(const Date voided_on,
                          ReadCorrectionDay("voided_on", command.voided_on(), context));
  const Facts facts = FactsOf(context.target_append);
  if (VoidedPositions(FindStream(loaded, target->stream)).contains(target->position)) {
    return AllVoided({}, facts);
  }
  PAKTUM_RETURN_IF_ERROR(CheckDependents(facts, plan, loaded));
  PAKTUM_RETURN_IF_ERROR(CheckSchemes(loaded, Without(loaded, facts), {}, plan));
  return AllVoided(VoidingEvents(facts, command.reason(), voided_on), facts);
}

}  // namespace

std::vector<CommandHandler> CorrectionCommands() {
  return {{VoidEvent::descriptor(),
           [](const google::protobuf::Message& command, const Context& context) {
             return Streams(As<VoidEvent>(command), context);
           },
           [](const google::protobuf::Message& command, const Context& context,
              const plan::Plan& plan, const std::vector<LoadedStream>& loaded) {
             return DecideVoid(As<VoidEvent>(command), context, plan, loaded);
           }}};
}

}  // namespace paktum::domain
