// Partnership: events for partners and information services. Each has a stream of its own, named
// after the command: several of one day are several, a repeated command is one.
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/pact_office.pb.h"

namespace paktum::domain {
namespace {

using command::v1::HoldPartnershipEvent;
using command::v1::RecordInformationService;
using event::v1::Event;

std::vector<std::string> Streams(const HoldPartnershipEvent& /*command*/, const Context& context) {
  return {events::PartnershipEventStream(IdOfNewThing(context.command).ToString())};
}
std::vector<std::string> Streams(const RecordInformationService& /*command*/,
                                 const Context& context) {
  return {events::InformationServiceStream(IdOfNewThing(context.command).ToString())};
}

struct State {
  const RecordedEvent* recorded = nullptr;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kPartnershipEventHeld:
    case Event::kInformationServiceGiven:
      state.recorded = &event;
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_BODY_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case PAKTUM_DOCUMENT_EVENTS:
    case PAKTUM_TASK_EVENTS:
    case Event::kBusinessIdeaRealised:
    case Event::kNetworkCreated:
    case Event::kBusinessContactCreated:
    case Event::kLeadingSectorDesignated:
    case Event::kInvestmentActionHeld:
    case Event::kLocalNeedDiscussed:
    case Event::kVocationalCooperationCreated:
    case Event::kDualTrainingParticipantRegistered:
    case Event::kNeedsSurveyAnswered:
    case Event::kProgrammeEventHeld:
    case Event::kDeliverableCompleted:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

Result<Decision> Decide(const HoldPartnershipEvent& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  if (state.recorded != nullptr) return AlreadySo(*state.recorded);
  PAKTUM_ASSIGN_OR_RETURN(const Date held_on, ReadFactDate("held_on", command.held_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  PendingEvent event = NewEvent(Streams(command, context).front(), held_on);
  auto& body = *event.event.mutable_partnership_event_held();
  body.set_measure(command.measure());
  body.set_topic(command.topic());
  body.set_participants(command.participants());
  body.set_place(command.place());
  return Decided(std::move(event));
}

Result<Decision> Decide(const RecordInformationService& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  if (state.recorded != nullptr) return AlreadySo(*state.recorded);
  PAKTUM_ASSIGN_OR_RETURN(const Date given_on,
                          ReadFactDate("given_on", command.given_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  const bool online = command.form() == governance::v1::INFORMATION_FORM_ONLINE;
  if (online && command.persons() > 0) return Refuse("information_service.online_with_persons");
  if (!online && command.persons() == 0) return Refuse("information_service.persons_missing");
  PendingEvent event = NewEvent(Streams(command, context).front(), given_on);
  auto& body = *event.event.mutable_information_service_given();
  body.set_measure(command.measure());
  body.set_form(command.form());
  body.set_audience(command.audience());
  body.set_persons(command.persons());
  body.set_topic(command.topic());
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> PartnershipCommands() {
  return {HandlerOf<HoldPartnershipEvent, State, Streams, Evolve, Decide>(),
          HandlerOf<RecordInformationService, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
