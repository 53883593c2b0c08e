// Entry data: what was missing on the day of entry is filled in later, once. What is known already
// changes only by correcting the enrolment.
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "paktum/command/v1/pathway.pb.h"

namespace paktum::domain {
namespace {

using command::v1::CompleteEntryData;
using event::v1::Event;
using participant::v1::EntryDataCompleted;

struct State {
  Person person;
  EntryDataCompleted known;  // of the enrolment and of what was filled in since
  std::vector<std::string> open_groups;
  std::vector<const RecordedEvent*> completed;
};

void Learn(EntryDataCompleted& known, const EntryDataCompleted& more) { known.MergeFrom(more); }

void EvolveEntry(State& state, const participant::v1::ParticipantEnrolled& enrolled) {
  EntryDataCompleted at_entry;
  at_entry.set_labour_status(enrolled.labour_status());
  at_entry.set_schooling(enrolled.schooling());
  at_entry.set_age_band(enrolled.age_band());
  at_entry.set_settlement(enrolled.settlement());
  Learn(state.known, at_entry);
  state.open_groups.assign(enrolled.target_groups().begin(), enrolled.target_groups().end());
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
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case Event::kParticipantRegistered:
    case Event::kIdentityClaimed:
    case Event::kTargetGroupDeclared:
    case Event::kTargetGroupRefused:
    case Event::kTargetGroupWithdrawn:
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
  return OkStatus();
}

bool IsEmpty(const EntryDataCompleted& data) {
  return data.labour_status() == participant::v1::LABOUR_STATUS_UNSPECIFIED &&
         data.schooling() == participant::v1::SCHOOLING_UNSPECIFIED &&
         data.age_band() == participant::v1::AGE_BAND_UNSPECIFIED && data.settlement().empty();
}

// What the command gives, about the day of the first entry.
Result<EntryDataCompleted> Given(const CompleteEntryData& command, Date enrolled_on, Date today) {
  EntryDataCompleted given;
  given.set_labour_status(command.labour_status());
  given.set_schooling(command.schooling());
  given.set_settlement(command.settlement());
  if (command.birth_date().empty()) return given;
  PAKTUM_ASSIGN_OR_RETURN(const Date birth, ReadDate("birth_date", command.birth_date()));
  PAKTUM_RETURN_IF_ERROR(CheckBirth(birth, enrolled_on, today));
  given.set_age_band(AgeBandOf(AgeOn(birth, enrolled_on)));
  return given;
}

Status CheckGroups(const State& state, participant::v1::AgeBand age, const plan::Plan& plan) {
  for (const std::string& code : state.open_groups) {
    const plan::v1::TargetGroup* const group = plan.FindTargetGroup(code);
    if (group != nullptr && !FitsAge(*group, age)) {
      return Refuse("entry_data.age_against_group", {{"group", code}});
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
  PAKTUM_RETURN_IF_ERROR(CheckGroups(state, body.age_band(), plan));
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
