#include "libs/domain/internal/person.h"

#include "libs/events/body_cases.h"

namespace paktum::domain {

using event::v1::Event;

void EvolvePerson(Person& person, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kParticipantRegistered:
      person.registered = true;
      return;
    case Event::kParticipantEnrolled:
      person.enrolled_on = OccurredOn(event);
      return;
    case Event::kErasureAgreed:
    case Event::kPersonErased:
      person.erased = true;
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case Event::kIdentityClaimed:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case Event::kErasureProposed:
    case Event::kPersonalDataUnsealed:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kTargetGroupDeclared:
    case Event::kTargetGroupRefused:
    case Event::kTargetGroupWithdrawn:
    case Event::kParticipantExited:
    case Event::kExitSituationRecorded:
    case Event::kParticipantReentered:
    case Event::kParticipantAgreementSigned:
    case Event::kEntryDataCompleted:
    case Event::kConsentGiven:
    case Event::kConsentWithdrawn:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

Status RequireRegistered(const Person& person) {
  if (!person.registered) return Refuse("participant.unknown");
  return person.erased ? Refuse("participant.erased") : OkStatus();
}

Status RequireEnrolled(const Person& person, Date on) {
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(person));
  return RequireEnrolledOrErased(person, on);
}

Status RequireEnrolledOrErased(const Person& person, Date on) {
  if (!person.registered) return Refuse("participant.unknown");
  if (!person.enrolled_on) return Refuse("participant.not_enrolled");
  if (on < *person.enrolled_on) {
    return Refuse("date.before_enrolment",
                  {{"given_on", on.ToString()}, {"enrolled_on", person.enrolled_on->ToString()}});
  }
  return OkStatus();
}

}  // namespace paktum::domain
