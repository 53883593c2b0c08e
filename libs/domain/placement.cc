// Placement: what helps a registered person into work beside the numbered services: related
// services (domain.md A8, step 7), whose kind may tell of health and is sealed, and mediation to an
// employer (step 13).
#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "paktum/command/v1/care.pb.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::domain {
namespace {

using command::v1::GiveRelatedService;
using command::v1::Mediate;
using event::v1::Event;
using service::v1::MediationDone;
using service::v1::RelatedServiceGiven;

struct State {
  Person person;
  std::vector<const RecordedEvent*> related;
  std::vector<const RecordedEvent*> mediations;
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kRelatedServiceGiven:
      state.related.push_back(&event);
      return;
    case Event::kMediationDone:
      state.mediations.push_back(&event);
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case Event::kFirstInterviewHeld:
    case Event::kDevelopmentPlanMade:
    case Event::kServiceGiven:
    case Event::kMentoringStarted:
    case Event::kMentoringSessionHeld:
    case Event::kMentoringEnded:
    case Event::kAssessmentMade:
    case Event::kActionPlanMade:
    case Event::kMotivationTrainingHeld:
    case Event::kCounsellingGiven:
    case Event::kEmployerNeedMapped:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

PendingSeal SealKind(const GiveRelatedService& command, const std::string& participant_id) {
  sealed::v1::RelatedService service;
  service.set_kind(static_cast<std::uint32_t>(command.kind()));
  service.set_notes(command.notes());
  return {participant_id, service.GetDescriptor()->full_name(), service.SerializeAsString()};
}

// The kind is sealed and two kinds may be given on one day: only the same command is a repeat.
Result<Decision> Decide(const GiveRelatedService& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date given_on,
                          ReadFactDate("given_on", command.given_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  RelatedServiceGiven body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_minutes(command.minutes());
  for (const RecordedEvent* given : state.related) {
    if (given->command == context.command && Says(*given, body, given_on)) {
      return AlreadySo(*given);
    }
  }
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), given_on);
  event.seals.push_back(SealKind(command, body.participant_id()));
  *event.event.mutable_related_service_given() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const Mediate& command, const Context& context, const plan::Plan& /*plan*/,
                        const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date mediated_on,
                          ReadFactDate("mediated_on", command.mediated_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  MediationDone body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_employer(command.employer());
  body.set_outcome(command.outcome());
  for (const RecordedEvent* mediation : state.mediations) {
    if (Says(*mediation, body, mediated_on)) return AlreadySo(*mediation);
  }
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), mediated_on);
  *event.event.mutable_mediation_done() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> PlacementCommands() {
  return {HandlerOf<GiveRelatedService, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<Mediate, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
