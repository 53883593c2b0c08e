// Enrolment: a registered person enters the programme by a written document. Labour-market status,
// schooling and birth date may come later (entry_data.cc): until then the record is incomplete.
#include <set>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "libs/plan/long_term_unemployment.h"
#include "paktum/command/v1/government_office.pb.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::domain {
namespace {

using command::v1::EnrolParticipant;
using event::v1::Event;
using participant::v1::ParticipantEnrolled;

struct State {
  Person person;
  const RecordedEvent* enrolled = nullptr;
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kParticipantEnrolled:
      state.enrolled = &event;
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case Event::kParticipantRegistered:
    case Event::kIdentityClaimed:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
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

// The open list: groups of persons that may be public. What the plan does not know may be anything,
// a special category by another name too: the refusal does not repeat it.
Status CheckOpenGroups(const EnrolParticipant& command, const plan::Plan& plan) {
  for (const std::string& code : command.target_groups()) {
    const plan::v1::TargetGroup* const group = plan.FindTargetGroup(code);
    if (group == nullptr) return Refuse("target_group.unknown");
    if (group->is_organisation()) {
      return Refuse("enrolment.group_not_of_persons", {{"group", code}});
    }
    if (group->special_category()) return Refuse("enrolment.special_group_in_open_list");
  }
  return OkStatus();
}

// The protected list: only on the person's own answer (practice.md 3.5). What it holds is personal,
// so its refusals name no group.
Status CheckSpecialGroups(const EnrolParticipant& command, const plan::Plan& plan) {
  if (command.special_target_groups().empty()) return OkStatus();
  if (command.special_category_answer() != participant::v1::SPECIAL_CATEGORY_ANSWER_GIVEN) {
    return Refuse("enrolment.special_groups_without_answer");
  }
  for (const std::string& code : command.special_target_groups()) {
    const plan::v1::TargetGroup* const group = plan.FindTargetGroup(code);
    if (group == nullptr) return Refuse("enrolment.unknown_special_group");
    if (!group->special_category()) return Refuse("enrolment.group_not_special");
  }
  return OkStatus();
}

// Nobody declares a group that the age at entry, or the time without work before it, excludes.
Status CheckEntryData(const ParticipantEnrolled& body, const plan::Plan& plan) {
  for (const std::string& code : body.target_groups()) {
    const plan::v1::TargetGroup& group = *plan.FindTargetGroup(code);
    if (!FitsAge(group, body.age_band())) {
      return Refuse("enrolment.group_against_age", {{"group", code}});
    }
    if (!plan::FitsMonthsWithoutWork(plan, group, body.months_as_jobseeker(),
                                     body.months_in_public_works())) {
      return Refuse("enrolment.group_against_months",
                    {{"group", code}, {"months", RiskMonths(plan)}});
    }
  }
  return OkStatus();
}

// The age on the day of entry, not stated without a birth date, which is not kept.
Result<participant::v1::AgeBand> ReadAge(const EnrolParticipant& command, Date enrolled_on,
                                         Date today) {
  if (command.birth_date().empty()) return participant::v1::AGE_BAND_UNSPECIFIED;
  PAKTUM_ASSIGN_OR_RETURN(const Date birth, ReadDate("birth_date", command.birth_date()));
  PAKTUM_RETURN_IF_ERROR(CheckBirth(birth, enrolled_on, today));
  return AgeBandOf(AgeOn(birth, enrolled_on));
}

ParticipantEnrolled Body(const EnrolParticipant& command, Date signed_on,
                         participant::v1::AgeBand age) {
  ParticipantEnrolled body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_document(command.document());
  body.set_document_signed_on(signed_on.ToString());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  const std::set<std::string> groups(command.target_groups().begin(),
                                     command.target_groups().end());
  for (const std::string& group : groups) body.add_target_groups(group);
  body.set_special_category_answer(command.special_category_answer());
  body.set_labour_status(command.labour_status());
  body.set_schooling(command.schooling());
  body.set_age_band(age);
  body.set_settlement(command.settlement());
  body.set_months_as_jobseeker(command.months_as_jobseeker());
  body.set_months_in_public_works(command.months_in_public_works());
  return body;
}

// Sealed whenever the person answered, also with "none": whether there is a group must not show.
PendingSeal SealGroups(const EnrolParticipant& command, const std::string& participant_id) {
  sealed::v1::SpecialTargetGroups groups;
  const std::set<std::string> codes(command.special_target_groups().begin(),
                                    command.special_target_groups().end());
  for (const std::string& code : codes) groups.add_target_groups(code);
  return {participant_id, groups.GetDescriptor()->full_name(), groups.SerializeAsString()};
}

// The sealed groups cannot be compared, so a repeat with other special groups is "already so": they
// change only by voiding the enrolment and recording it anew.
Result<Decision> Decide(const EnrolParticipant& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date enrolled_on,
                          ReadFactDate("enrolled_on", command.enrolled_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(
      const Date signed_on,
      ReadFactDate("document_signed_on", command.document_signed_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  PAKTUM_ASSIGN_OR_RETURN(const participant::v1::AgeBand age,
                          ReadAge(command, enrolled_on, context.today));
  const ParticipantEnrolled body = Body(command, signed_on, age);
  if (state.enrolled != nullptr) {
    if (Says(*state.enrolled, body, enrolled_on)) return AlreadySo(*state.enrolled);
    return Refuse("enrolment.already_enrolled",
                  {{"enrolled_on", state.enrolled->event.occurred_on()}});
  }
  if (signed_on > enrolled_on) {
    return Refuse("enrolment.document_after_entry", {{"signed_on", signed_on.ToString()}});
  }
  PAKTUM_RETURN_IF_ERROR(CheckOpenGroups(command, plan));
  PAKTUM_RETURN_IF_ERROR(CheckSpecialGroups(command, plan));
  PAKTUM_RETURN_IF_ERROR(CheckEntryData(body, plan));

  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), enrolled_on);
  *event.event.mutable_participant_enrolled() = body;
  if (body.special_category_answer() == participant::v1::SPECIAL_CATEGORY_ANSWER_GIVEN) {
    event.seals.push_back(SealGroups(command, body.participant_id()));
  }
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> EnrolmentCommands() {
  return {HandlerOf<EnrolParticipant, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
