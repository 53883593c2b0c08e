// Entry data: what was missing on the day of entry is filled in later, once. What is known already
// changes only by correcting the enrolment.
#include <cstdint>
#include <set>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "libs/plan/long_term_unemployment.h"
#include "paktum/command/v1/pathway.pb.h"

namespace paktum::domain {
namespace {

using command::v1::CompleteEntryData;
using event::v1::Event;
using participant::v1::EntryDataCompleted;

struct State {
  Person person;
  EntryDataCompleted known;           // of the enrolment and of what was filled in since
  std::set<std::string> open_groups;  // declared, also after the entry
  std::vector<const RecordedEvent*> completed;
};

void Learn(EntryDataCompleted& known, const EntryDataCompleted& more) { known.MergeFrom(more); }

void EvolveEntry(State& state, const participant::v1::ParticipantEnrolled& enrolled) {
  EntryDataCompleted at_entry;
  at_entry.set_labour_status(enrolled.labour_status());
  at_entry.set_schooling(enrolled.schooling());
  at_entry.set_age_band(enrolled.age_band());
  at_entry.set_settlement(enrolled.settlement());
  at_entry.set_months_as_jobseeker(enrolled.months_as_jobseeker());
  at_entry.set_months_in_public_works(enrolled.months_in_public_works());
  Learn(state.known, at_entry);
  state.open_groups.insert(enrolled.target_groups().begin(), enrolled.target_groups().end());
}

void EvolveGroup(State& state, const participant::v1::TargetGroupDeclared& statement) {
  if (statement.answer() == participant::v1::TARGET_GROUP_ANSWER_DECLARED) {
    state.open_groups.insert(statement.target_group());
  } else {
    state.open_groups.erase(statement.target_group());
  }
}

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kParticipantEnrolled:
      return EvolveEntry(state, event.event.participant_enrolled());
    case Event::kEntryDataCompleted:
      Learn(state.known, event.event.entry_data_completed());
      state.completed.push_back(&event);
      return;
    case Event::kTargetGroupDeclared:
      return EvolveGroup(state, event.event.target_group_declared());
    case Event::kTargetGroupRefused:
      state.open_groups.erase(event.event.target_group_refused().target_group());
      return;
    case Event::kTargetGroupWithdrawn:
      state.open_groups.erase(event.event.target_group_withdrawn().target_group());
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case Event::kParticipantRegistered:
    case Event::kIdentityClaimed:
    case Event::kParticipantExited:
    case Event::kExitSituationRecorded:
    case Event::kParticipantReentered:
    case Event::kParticipantAgreementSigned:
    case Event::kConsentGiven:
    case Event::kConsentWithdrawn:
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

Status KnownOtherwise(const char* field) {
  return Refuse("entry_data.known_otherwise", {{"field", field}});
}

// Months that are known already are given again with the same number, or not at all.
Status CheckMonths(const char* field, std::uint32_t known, std::uint32_t given) {
  return known == 0 || given == 0 || given == known ? OkStatus() : KnownOtherwise(field);
}

// Takes out of `given` what is known already; another value for it is refused.
Status KeepMissing(EntryDataCompleted& given, const EntryDataCompleted& known) {
  if (known.labour_status() != participant::v1::LABOUR_STATUS_UNSPECIFIED) {
    if (given.labour_status() != participant::v1::LABOUR_STATUS_UNSPECIFIED &&
        given.labour_status() != known.labour_status()) {
      return KnownOtherwise("labour_status");
    }
    given.clear_labour_status();
  }
  if (known.schooling() != participant::v1::SCHOOLING_UNSPECIFIED) {
    if (given.schooling() != participant::v1::SCHOOLING_UNSPECIFIED &&
        given.schooling() != known.schooling()) {
      return KnownOtherwise("schooling");
    }
    given.clear_schooling();
  }
  if (known.age_band() != participant::v1::AGE_BAND_UNSPECIFIED) {
    if (given.age_band() != participant::v1::AGE_BAND_UNSPECIFIED &&
        given.age_band() != known.age_band()) {
      return KnownOtherwise("birth_date");
    }
    given.clear_age_band();
  }
  if (!known.settlement().empty()) {
    if (!given.settlement().empty() && given.settlement() != known.settlement()) {
      return KnownOtherwise("settlement");
    }
    given.clear_settlement();
  }
  PAKTUM_RETURN_IF_ERROR(
      CheckMonths("months_as_jobseeker", known.months_as_jobseeker(), given.months_as_jobseeker()));
  if (known.months_as_jobseeker() != 0) given.clear_months_as_jobseeker();
  PAKTUM_RETURN_IF_ERROR(CheckMonths("months_in_public_works", known.months_in_public_works(),
                                     given.months_in_public_works()));
  if (known.months_in_public_works() != 0) given.clear_months_in_public_works();
  return OkStatus();
}

bool IsEmpty(const EntryDataCompleted& data) {
  return data.labour_status() == participant::v1::LABOUR_STATUS_UNSPECIFIED &&
         data.schooling() == participant::v1::SCHOOLING_UNSPECIFIED &&
         data.age_band() == participant::v1::AGE_BAND_UNSPECIFIED && data.settlement().empty() &&
         data.months_as_jobseeker() == 0 && data.months_in_public_works() == 0;
}

// What the command gives, about the day of the first entry.
Result<EntryDataCompleted> Given(const CompleteEntryData& command, Date enrolled_on, Date today) {
  EntryDataCompleted given;
  given.set_labour_status(command.labour_status());
  given.set_schooling(command.schooling());
  given.set_settlement(command.settlement());
  given.set_months_as_jobseeker(command.months_as_jobseeker());
  given.set_months_in_public_works(command.months_in_public_works());
  if (command.birth_date().empty()) return given;
  PAKTUM_ASSIGN_OR_RETURN(const Date birth, ReadDate("birth_date", command.birth_date()));
  PAKTUM_RETURN_IF_ERROR(CheckBirth(birth, enrolled_on, today));
  given.set_age_band(AgeBandOf(AgeOn(birth, enrolled_on)));
  return given;
}

// What is filled in does not contradict a group that the person declared.
Status CheckGroups(const State& state, const EntryDataCompleted& filled_in,
                   const plan::Plan& plan) {
  EntryDataCompleted known = state.known;
  Learn(known, filled_in);
  const bool months_given =
      filled_in.months_as_jobseeker() != 0 || filled_in.months_in_public_works() != 0;
  for (const std::string& code : state.open_groups) {
    const plan::v1::TargetGroup* const group = plan.FindTargetGroup(code);
    if (group == nullptr) continue;
    if (!FitsAge(*group, filled_in.age_band())) {
      return Refuse("entry_data.age_against_group", {{"group", code}});
    }
    if (months_given && !plan::FitsMonthsWithoutWork(plan, *group, known.months_as_jobseeker(),
                                                     known.months_in_public_works())) {
      return Refuse("entry_data.months_against_group",
                    {{"group", code}, {"months", RiskMonths(plan)}});
    }
  }
  return OkStatus();
}

Result<Decision> Decide(const CompleteEntryData& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date completed_on,
                          ReadFactDate("completed_on", command.completed_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(state.person, completed_on));
  PAKTUM_ASSIGN_OR_RETURN(EntryDataCompleted body,
                          Given(command, *state.person.enrolled_on, context.today));
  if (IsEmpty(body)) return Refuse("entry_data.nothing_given");
  PAKTUM_RETURN_IF_ERROR(KeepMissing(body, state.known));
  if (IsEmpty(body)) {
    if (state.completed.empty()) return Refuse("entry_data.nothing_missing");
    return AlreadySo(*state.completed.back());
  }
  PAKTUM_RETURN_IF_ERROR(CheckGroups(state, body, plan));
  body.set_participant_id(CanonicalId(command.participant_id()));
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), completed_on);
  *event.event.mutable_entry_data_completed() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> EntryDataCommands() {
  return {HandlerOf<CompleteEntryData, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
