// Vocational cooperation: a school and an employer cooperate, and pupils take part in dual
// training; the pupil is only a number here (domain.md A4, 3.3).
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/governance.pb.h"

namespace paktum::domain {
namespace {

using command::v1::CreateVocationalCooperation;
using command::v1::RegisterDualTrainingParticipant;
using event::v1::Event;

std::vector<std::string> Streams(const CreateVocationalCooperation& /*command*/,
                                 const Context& context) {
  return {events::VocationalCooperationStream(IdOfNewThing(context.command).ToString())};
}
std::vector<std::string> Streams(const RegisterDualTrainingParticipant& command,
                                 const Context& /*context*/) {
  return {events::VocationalCooperationStream(CanonicalId(command.cooperation_id()))};
}

struct State {
  const RecordedEvent* created = nullptr;
  std::vector<const RecordedEvent*> participants;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kVocationalCooperationCreated:
      state.created = &event;
      return;
    case Event::kDualTrainingParticipantRegistered:
      state.participants.push_back(&event);
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_BODY_EVENTS:
    case PAKTUM_DOCUMENT_EVENTS:
    case PAKTUM_TASK_EVENTS:
    case Event::kPartnershipEventHeld:
    case Event::kInformationServiceGiven:
    case Event::kBusinessIdeaRealised:
    case Event::kNetworkCreated:
    case Event::kBusinessContactCreated:
    case Event::kLeadingSectorDesignated:
    case Event::kInvestmentActionHeld:
    case Event::kLocalNeedDiscussed:
    case Event::kNeedsSurveyAnswered:
    case Event::kProgrammeEventHeld:
    case Event::kDeliverableCompleted:
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

Result<Decision> Decide(const CreateVocationalCooperation& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  if (state.created != nullptr) return AlreadySo(*state.created);
  PAKTUM_ASSIGN_OR_RETURN(const Date created_on,
                          ReadFactDate("created_on", command.created_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  PendingEvent event = NewEvent(Streams(command, context).front(), created_on);
  auto& body = *event.event.mutable_vocational_cooperation_created();
  body.set_measure(command.measure());
  body.set_cooperation_id(IdOfNewThing(context.command).ToString());
  body.set_school(command.school());
  body.set_employer(command.employer());
  body.set_trade(command.trade());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  return Decided(std::move(event));
}

Result<Decision> Decide(const RegisterDualTrainingParticipant& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date started_on,
                          ReadFactDate("started_on", command.started_on(), context));
  governance::v1::DualTrainingParticipantRegistered body;
  body.set_cooperation_id(CanonicalId(command.cooperation_id()));
  body.set_school_reference(command.school_reference());
  if (state.created == nullptr) return Refuse("dual_training.unknown_cooperation");
  for (const RecordedEvent* participant : state.participants) {
    if (Says(*participant, body, started_on)) return AlreadySo(*participant);
    const auto& other = participant->event.dual_training_participant_registered();
    if (other.school_reference() == body.school_reference()) {
      return Refuse("dual_training.already_registered",
                    {{"started_on", participant->event.occurred_on()}});
    }
  }
  if (started_on < OccurredOn(*state.created)) {
    return Refuse("dual_training.before_cooperation",
                  {{"created_on", state.created->event.occurred_on()}});
  }
  PendingEvent event =
      NewEvent(events::VocationalCooperationStream(body.cooperation_id()), started_on);
  *event.event.mutable_dual_training_participant_registered() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> VocationalCommands() {
  return {HandlerOf<CreateVocationalCooperation, State, Streams, Evolve, Decide>(),
          HandlerOf<RegisterDualTrainingParticipant, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
