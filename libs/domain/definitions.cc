// Definitions: from its day on an indicator is reported by another version of its definition, one
// that the plan holds.
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/pact.pb.h"

namespace paktum::domain {
namespace {

using command::v1::AdoptDefinition;
using event::v1::Event;
using pact::v1::DefinitionVersionAdopted;

std::vector<std::string> Streams(const AdoptDefinition& /*command*/, const Context& /*context*/) {
  return {std::string(events::kPactStream)};
}

struct State {
  std::vector<const RecordedEvent*> adopted;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kDefinitionVersionAdopted:
      state.adopted.push_back(&event);
      return;
    case Event::kPlanAdopted:
    case Event::kMemberJoined:
    case Event::kMemberLeft:
    case Event::kPactAgreementSigned:
    case Event::kPeriodClosed:
    case Event::kPeriodReopened:
    case Event::kStaffAssigned:
    case Event::kStaffReleased:
    case Event::kStaffNameErased:
    case Event::kActivityReported:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

Status RequireDefinition(const AdoptDefinition& command, const plan::Plan& plan) {
  const plan::v1::Indicator* const indicator = plan.FindIndicator(command.indicator());
  if (indicator == nullptr) return RequireIndicator(command.indicator(), plan);
  if (plan::FindDefinition(*indicator, command.definition_version()) != nullptr) return OkStatus();
  std::vector<std::string> known;
  for (const auto& definition : indicator->definitions()) {
    known.push_back(std::to_string(definition.version()));
  }
  return Refuse("definition.unknown", {{"indicator", indicator->code()},
                                       {"version", std::to_string(command.definition_version())},
                                       {"known", KnownCodes(known)}});
}

Result<Decision> Decide(const AdoptDefinition& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date adopted_on,
                          ReadFactDate("adopted_on", command.adopted_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireDefinition(command, plan));
  DefinitionVersionAdopted body;
  body.set_indicator(command.indicator());
  body.set_definition_version(command.definition_version());
  body.set_resolution(command.resolution());
  for (const RecordedEvent* adopted : state.adopted) {
    const DefinitionVersionAdopted& other = adopted->event.definition_version_adopted();
    if (other.indicator() != body.indicator() || OccurredOn(*adopted) != adopted_on) continue;
    if (Says(*adopted, body, adopted_on)) return AlreadySo(*adopted);
    return Refuse("definition.other_on_day",
                  {{"indicator", body.indicator()},
                   {"version", std::to_string(other.definition_version())},
                   {"adopted_on", adopted_on.ToString()}});
  }
  PendingEvent event = NewEvent(std::string(events::kPactStream), adopted_on);
  *event.event.mutable_definition_version_adopted() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> DefinitionCommands() {
  return {HandlerOf<AdoptDefinition, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
