// Participant's agreement: what the office agrees with a person rests on a development plan
// (domain.md A8).
#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "paktum/command/v1/pathway.pb.h"

namespace paktum::domain {
namespace {

using command::v1::SignParticipantAgreement;
using event::v1::Event;
using participant::v1::ParticipantAgreementSigned;

struct State {
  Person person;
  std::vector<const RecordedEvent*> plans;
  std::vector<const RecordedEvent*> agreements;
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kDevelopmentPlanMade:
      state.plans.push_back(&event);
      return;
    case Event::kParticipantAgreementSigned:
      state.agreements.push_back(&event);
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case Event::kParticipantRegistered:
    case Event::kIdentityClaimed:
    case Event::kParticipantEnrolled:
    case Event::kTargetGroupDeclared:
    case Event::kTargetGroupRefused:
    case Event::kTargetGroupWithdrawn:
    case Event::kParticipantExited:
    case Event::kExitSituationRecorded:
    case Event::kParticipantReentered:
    case Event::kEntryDataCompleted:
    case Event::kConsentGiven:
    case Event::kConsentWithdrawn:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case Event::kFirstInterviewHeld:
    case Event::kServiceGiven:
    case Event::kMentoringStarted:
    case Event::kMentoringSessionHeld:
    case Event::kMentoringEnded:
    case Event::kAssessmentMade:
    case Event::kActionPlanMade:
    case Event::kMotivationTrainingHeld:
    case Event::kCounsellingGiven:
    case Event::kRelatedServiceGiven:
    case Event::kEmployerNeedMapped:
    case Event::kMediationDone:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

std::uint32_t VersionOf(const RecordedEvent& plan) {
  return plan.event.development_plan_made().plan_version();
}

// The plan of the version; the last one for 0.
Result<const RecordedEvent*> FindPlan(const State& state, std::uint32_t version) {
  if (state.plans.empty()) return Refuse("participant_agreement.no_plan");
  const auto found =
      version == 0 ? std::max_element(state.plans.begin(), state.plans.end(),
                                      [](const RecordedEvent* a, const RecordedEvent* b) {
                                        return VersionOf(*a) < VersionOf(*b);
                                      })
                   : std::find_if(state.plans.begin(), state.plans.end(),
                                  [&](const auto* plan) { return VersionOf(*plan) == version; });
  if (found == state.plans.end()) {
    return Refuse("participant_agreement.unknown_plan", {{"version", std::to_string(version)}});
  }
  return *found;
}

// Version 0 is stored as the version that it stood for on the day of the decision.
Result<Decision> Decide(const SignParticipantAgreement& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date signed_on,
                          ReadFactDate("signed_on", command.signed_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  PAKTUM_ASSIGN_OR_RETURN(const RecordedEvent* const plan, FindPlan(state, command.plan_version()));
  ParticipantAgreementSigned body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_plan_version(VersionOf(*plan));
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  for (const RecordedEvent* agreement : state.agreements) {
    if (Says(*agreement, body, signed_on)) return AlreadySo(*agreement);
    if (agreement->event.participant_agreement_signed().plan_version() == body.plan_version()) {
      return Refuse("participant_agreement.already_signed",
                    {{"version", std::to_string(body.plan_version())},
                     {"signed_on", agreement->event.occurred_on()}});
    }
  }
  if (signed_on < OccurredOn(*plan)) {
    return Refuse("participant_agreement.before_plan", {{"made_on", plan->event.occurred_on()}});
  }
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), signed_on);
  *event.event.mutable_participant_agreement_signed() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> ParticipantAgreementCommands() {
  return {HandlerOf<SignParticipantAgreement, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
