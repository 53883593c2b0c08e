#include "libs/domain/internal/person.h"

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
    case Event::kPlanAdopted:
    case Event::kMemberJoined:
    case Event::kSteeringGroupMeetingHeld:
    case Event::kForumHeld:
    case Event::kPartnershipEventHeld:
    case Event::kInformationServiceGiven:
    case Event::kDocumentApproved:
    case Event::kIdentityClaimed:
    case Event::kSubsidyGranted:
    case Event::kSchemeCommitted:
    case Event::kHireRecorded:
    case Event::kEmploymentEnded:
    case Event::kSixMonthStatusChecked:
    case Event::kTrainingStarted:
    case Event::kTrainingCompleted:
    case Event::kFirstInterviewHeld:
    case Event::kDevelopmentPlanMade:
    case Event::kServiceGiven:
    case Event::kMentoringStarted:
    case Event::kMentoringSessionHeld:
    case Event::kMentoringEnded:
    case Event::kEventVoided:
    case Event::BODY_NOT_SET:
      return;
  }
}

Status RequireRegistered(const Person& person) {
  return person.registered ? OkStatus() : Refuse("participant.unknown");
}

Status RequireEnrolled(const Person& person, Date on) {
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(person));
  if (!person.enrolled_on) return Refuse("participant.not_enrolled");
  if (on < *person.enrolled_on) {
    return Refuse("date.before_enrolment",
                  {{"given_on", on.ToString()}, {"enrolled_on", person.enrolled_on->ToString()}});
  }
  return OkStatus();
}

}  // namespace paktum::domain
