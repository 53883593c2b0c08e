// Consent: what a registered person allows to be done with the data, for one purpose at a time.
#include <map>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "paktum/command/v1/pathway.pb.h"

namespace paktum::domain {
namespace {

using command::v1::GiveConsent;
using command::v1::WithdrawConsent;
using event::v1::Event;
using participant::v1::ConsentGiven;
using participant::v1::ConsentWithdrawn;

struct State {
  Person person;
  std::map<int, const RecordedEvent*> last;  // by purpose: given or withdrawn
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kConsentGiven:
      state.last[event.event.consent_given().purpose()] = &event;
      return;
    case Event::kConsentWithdrawn:
      state.last[event.event.consent_withdrawn().purpose()] = &event;
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
    case Event::kParticipantAgreementSigned:
    case Event::kEntryDataCompleted:
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

const RecordedEvent* LastOf(const State& state, int purpose) {
  const auto found = state.last.find(purpose);
  return found == state.last.end() ? nullptr : found->second;
}

Result<Decision> Decide(const GiveConsent& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date given_on,
                          ReadFactDate("given_on", command.given_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  ConsentGiven body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_purpose(command.purpose());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (const RecordedEvent* const last = LastOf(state, command.purpose())) {
    if (Says(*last, body, given_on)) return AlreadySo(*last);
    if (last->event.has_consent_given()) {
      return Refuse("consent.already_given", {{"since_on", last->event.occurred_on()}});
    }
    if (given_on < OccurredOn(*last)) {
      return Refuse("consent.before_last", {{"last_on", last->event.occurred_on()}});
    }
  }
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), given_on);
  *event.event.mutable_consent_given() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const WithdrawConsent& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date withdrawn_on,
                          ReadFactDate("withdrawn_on", command.withdrawn_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  ConsentWithdrawn body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_purpose(command.purpose());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  const RecordedEvent* const last = LastOf(state, command.purpose());
  if (last != nullptr && Says(*last, body, withdrawn_on)) return AlreadySo(*last);
  if (last == nullptr || !last->event.has_consent_given()) return Refuse("consent.not_given");
  if (withdrawn_on < OccurredOn(*last)) {
    return Refuse("consent.before_last", {{"last_on", last->event.occurred_on()}});
  }
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), withdrawn_on);
  *event.event.mutable_consent_withdrawn() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> ConsentCommands() {
  return {HandlerOf<GiveConsent, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<WithdrawConsent, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
