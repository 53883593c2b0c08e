// Pathway: leaving the programme, what the person does within four weeks of that, and entering
// again. The data of the first entry stay; the exit that counts is the last one (practice.md 3.1).
//
// An exit ends nothing by itself: a running mentoring or training has to be ended first. A job may
// go on, it is often why somebody leaves.
#include <algorithm>
#include <map>
#include <set>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "paktum/command/v1/pathway.pb.h"

namespace paktum::domain {
namespace {

using command::v1::ExitParticipant;
using command::v1::RecordExitSituation;
using command::v1::ReenterParticipant;
using event::v1::Event;
using participant::v1::ExitSituationRecorded;
using participant::v1::ParticipantExited;
using participant::v1::ParticipantReentered;

struct State {
  Person person;
  std::vector<const RecordedEvent*> exits;
  std::vector<const RecordedEvent*> reentries;
  const RecordedEvent* situation = nullptr;  // after the last exit
  std::map<std::string, Date> mentorings;    // that run, and since when
  std::map<std::string, Date> trainings;
  std::optional<Date> last_fact_on;  // last day of what needs somebody in the programme
};

void Saw(State& state, Date on) {
  state.last_fact_on = std::max(state.last_fact_on.value_or(on), on);
}

void EvolveTrainings(State& state, const RecordedEvent& event) {
  const Event& body = event.event;
  Saw(state, OccurredOn(event));
  if (body.has_training_started()) {
    state.trainings.emplace(body.training_started().training_id(), OccurredOn(event));
  } else if (body.has_training_completed()) {
    state.trainings.erase(body.training_completed().training_id());
  } else {
    state.trainings.erase(body.training_dropped_out().training_id());
  }
}

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kParticipantExited:
      state.exits.push_back(&event);
      state.situation = nullptr;
      return;
    case Event::kExitSituationRecorded:
      state.situation = &event;
      return;
    case Event::kParticipantReentered:
      state.reentries.push_back(&event);
      return;
    case Event::kMentoringStarted:
      state.mentorings.emplace(event.event.mentoring_started().mentoring_id(), OccurredOn(event));
      return;
    case Event::kMentoringEnded:
      state.mentorings.erase(event.event.mentoring_ended().mentoring_id());
      return;
    case PAKTUM_TRAINING_EVENTS:
      return EvolveTrainings(state, event);
    case Event::kSubsidyGranted:
    case Event::kHousingSupportGranted:
      return Saw(state, OccurredOn(event));
    case Event::kHireRecorded:
      if (event.event.hire_recorded().placement() == employment::v1::PLACEMENT_SUBSIDISED) {
        Saw(state, OccurredOn(event));
      }
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case Event::kParticipantRegistered:
    case Event::kIdentityClaimed:
    case Event::kParticipantEnrolled:
    case Event::kTargetGroupDeclared:
    case Event::kTargetGroupRefused:
    case Event::kTargetGroupWithdrawn:
    case Event::kParticipantAgreementSigned:
    case Event::kEntryDataCompleted:
    case Event::kConsentGiven:
    case Event::kConsentWithdrawn:
    case Event::kSchemeCommitted:
    case Event::kSubsidyPaid:
    case Event::kSubsidyStopped:
    case Event::kSubsidyReclaimed:
    case Event::kMedicalTestRefunded:
    case Event::kTravelRefunded:
    case Event::kIncomeSupplementPaid:
    case Event::kSchemeReleased:
    case Event::kEmploymentEnded:
    case Event::kSixMonthStatusChecked:
    case Event::kJobKept:
    case Event::kLabourNeedSurveyed:
    case Event::kFirstInterviewHeld:
    case Event::kDevelopmentPlanMade:
    case Event::kServiceGiven:
    case Event::kMentoringSessionHeld:
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

// The last of these events when it says just this.
const RecordedEvent* LastSame(const std::vector<const RecordedEvent*>& events,
                              const google::protobuf::Message& body, Date on) {
  return !events.empty() && Says(*events.back(), body, on) ? events.back() : nullptr;
}

Status CheckNothingRuns(const State& state, Date exited_on) {
  if (!state.mentorings.empty()) {
    return Refuse("exit.mentoring_running",
                  {{"started_on", state.mentorings.begin()->second.ToString()}});
  }
  if (!state.trainings.empty()) {
    return Refuse("exit.training_running",
                  {{"started_on", state.trainings.begin()->second.ToString()}});
  }
  if (state.last_fact_on && exited_on < *state.last_fact_on) {
    return Refuse("exit.before_last_fact", {{"last_on", state.last_fact_on->ToString()}});
  }
  return OkStatus();
}

Result<Decision> Decide(const ExitParticipant& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date exited_on,
                          ReadFactDate("exited_on", command.exited_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(state.person, exited_on));
  ParticipantExited body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_reason(command.reason());
  if (const auto last = state.person.exited_on()) {
    if (const auto* same = LastSame(state.exits, body, exited_on)) return AlreadySo(*same);
    return Refuse("exit.already_exited", {{"exited_on", last->ToString()}});
  }
  const Date entered_on = state.person.participations.back().from;
  if (exited_on < entered_on) {
    return Refuse("exit.before_entry", {{"entered_on", entered_on.ToString()}});
  }
  PAKTUM_RETURN_IF_ERROR(CheckNothingRuns(state, exited_on));
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), exited_on);
  *event.event.mutable_participant_exited() = std::move(body);
  return Decided(std::move(event));
}

// "Not known" and "none of these" say everything alone.
Status CheckSituations(const std::set<int>& situations) {
  if (situations.empty()) return Refuse("exit_situation.missing");
  const bool alone = situations.contains(participant::v1::EXIT_SITUATION_NOT_KNOWN) ||
                     situations.contains(participant::v1::EXIT_SITUATION_NONE);
  if (alone && situations.size() > 1) return Refuse("exit_situation.contradiction");
  return OkStatus();
}

Result<Decision> Decide(const RecordExitSituation& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date found_on,
                          ReadFactDate("found_on", command.found_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(state.person, found_on));
  const auto exited_on = state.person.exited_on();
  if (!exited_on) return Refuse("exit_situation.no_exit");
  const std::set<int> situations(command.situations().begin(), command.situations().end());
  PAKTUM_RETURN_IF_ERROR(CheckSituations(situations));
  ExitSituationRecorded body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  for (const int situation : situations) {
    body.add_situations(static_cast<participant::v1::ExitSituation>(situation));
  }
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (state.situation != nullptr) {
    if (Says(*state.situation, body, found_on)) return AlreadySo(*state.situation);
    return Refuse("exit_situation.already_recorded",
                  {{"found_on", state.situation->event.occurred_on()}});
  }
  const Date last_on = exited_on->PlusDays(kImmediateResultDays);
  if (found_on < *exited_on || found_on > last_on) {
    return Refuse("exit_situation.not_in_four_weeks",
                  {{"exited_on", exited_on->ToString()}, {"last_on", last_on.ToString()}});
  }
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), found_on);
  *event.event.mutable_exit_situation_recorded() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const ReenterParticipant& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date reentered_on,
                          ReadFactDate("reentered_on", command.reentered_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(
      const Date signed_on,
      ReadFactDate("document_signed_on", command.document_signed_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  PAKTUM_RETURN_IF_ERROR(RequireEnrolledOrErased(state.person, reentered_on));
  ParticipantReentered body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_document(command.document());
  body.set_document_signed_on(signed_on.ToString());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  const auto exited_on = state.person.exited_on();
  if (!exited_on) {
    if (const auto* same = LastSame(state.reentries, body, reentered_on)) return AlreadySo(*same);
    return Refuse("reentry.no_exit");
  }
  if (reentered_on < *exited_on) {
    return Refuse("reentry.before_exit", {{"exited_on", exited_on->ToString()}});
  }
  if (signed_on > reentered_on) {
    return Refuse("enrolment.document_after_entry", {{"signed_on", signed_on.ToString()}});
  }
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), reentered_on);
  *event.event.mutable_participant_reentered() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> PathwayCommands() {
  return {HandlerOf<ExitParticipant, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<RecordExitSituation, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<ReenterParticipant, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
