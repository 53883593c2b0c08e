// Group services: motivation trainings and counselling, which several persons may take part in
// (domain.md A8, steps 5 and 12). Each of them gets an event in the own stream, all in one append
// and with the same session id.
#include <algorithm>
#include <map>
#include <set>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "paktum/command/v1/care.pb.h"

namespace paktum::domain {
namespace {

using command::v1::GiveCounselling;
using command::v1::HoldMotivationTraining;
using event::v1::Event;
using service::v1::CounsellingGiven;
using service::v1::MotivationTrainingHeld;

template <typename Command>
std::set<std::string> ParticipantsOf(const Command& command) {
  std::set<std::string> participants;
  for (const std::string& id : command.participant_ids()) participants.insert(CanonicalId(id));
  return participants;
}

template <typename Command>
std::vector<std::string> Streams(const Command& command, const Context& /*context*/) {
  std::vector<std::string> names;
  for (const std::string& id : ParticipantsOf(command)) {
    names.push_back(events::ParticipantStream(id));
  }
  return names;
}

struct Attendee {
  Person person;
  std::map<std::string, const RecordedEvent*> sessions;  // by session id
};

struct State {
  std::map<std::string, Attendee> by_stream;
};

void Evolve(State& state, const RecordedEvent& event) {
  Attendee& attendee = state.by_stream[event.stream];
  EvolvePerson(attendee.person, event);
  switch (event.event.body_case()) {
    case Event::kMotivationTrainingHeld:
      attendee.sessions[event.event.motivation_training_held().session_id()] = &event;
      return;
    case Event::kCounsellingGiven:
      attendee.sessions[event.event.counselling_given().session_id()] = &event;
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

Status CheckParticipants(const State& state, const std::set<std::string>& participants) {
  for (const std::string& id : participants) {
    const auto found = state.by_stream.find(events::ParticipantStream(id));
    if (found == state.by_stream.end() || !found->second.person.registered) {
      return Refuse("session.participant_unknown", {{"participant", id}});
    }
    if (found->second.person.erased) {
      return Refuse("session.participant_erased", {{"participant", id}});
    }
  }
  return OkStatus();
}

// The event of the session in each participant's stream, in order; nothing when one lacks it.
template <typename Body>
std::optional<std::vector<RecordedEvent>> SessionOfAll(const State& state,
                                                       const std::set<std::string>& participants,
                                                       Body body, Date on) {
  std::vector<RecordedEvent> events;
  for (const std::string& id : participants) {
    const auto& sessions = state.by_stream.at(events::ParticipantStream(id)).sessions;
    const auto found = sessions.find(body.session_id());
    body.set_participant_id(id);
    if (found == sessions.end() || !Says(*found->second, body, on)) return std::nullopt;
    events.push_back(*found->second);
  }
  return events;
}

// The session that all of them took part in already.
template <typename Body>
std::optional<Decision> FindSame(const State& state, const std::set<std::string>& participants,
                                 Body body, Date on) {
  const auto& of_first =
      state.by_stream.at(events::ParticipantStream(*participants.begin())).sessions;
  for (const auto& [session_id, event] : of_first) {
    body.set_session_id(session_id);
    if (const auto events = SessionOfAll(state, participants, body, on)) {
      return Decision{.events = {}, .result = ResultOf(*events)};
    }
  }
  return std::nullopt;
}

Result<Decision> Decide(const HoldMotivationTraining& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date held_on, ReadFactDate("held_on", command.held_on(), context));
  const std::set<std::string> participants = ParticipantsOf(command);
  if (participants.empty()) return Refuse("session.nobody");
  PAKTUM_RETURN_IF_ERROR(CheckParticipants(state, participants));
  MotivationTrainingHeld body;
  body.set_minutes(command.minutes());
  if (auto same = FindSame(state, participants, body, held_on)) return *std::move(same);
  body.set_session_id(IdOfNewThing(context.command).ToString());
  std::vector<PendingEvent> events;
  for (const std::string& id : participants) {
    body.set_participant_id(id);
    events.push_back(NewEvent(events::ParticipantStream(id), held_on));
    *events.back().event.mutable_motivation_training_held() = body;
  }
  return Decided(std::move(events));
}

// A note about several would be seen by each of them.
Status CheckForm(const GiveCounselling& command, std::size_t participants) {
  if (command.form() == service::v1::SERVICE_FORM_INDIVIDUAL && participants > 1) {
    return Refuse("counselling.individual_of_several");
  }
  if (participants > 1 && !command.notes().empty()) return Refuse("counselling.note_on_several");
  return OkStatus();
}

Result<Decision> Decide(const GiveCounselling& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date given_on,
                          ReadFactDate("given_on", command.given_on(), context));
  const std::set<std::string> participants = ParticipantsOf(command);
  if (participants.empty()) return Refuse("session.nobody");
  PAKTUM_RETURN_IF_ERROR(CheckParticipants(state, participants));
  CounsellingGiven body;
  body.set_kind(command.kind());
  body.set_form(command.form());
  body.set_minutes(command.minutes());
  if (auto same = FindSame(state, participants, body, given_on)) return *std::move(same);
  PAKTUM_RETURN_IF_ERROR(CheckForm(command, participants.size()));
  body.set_session_id(IdOfNewThing(context.command).ToString());
  std::vector<PendingEvent> events;
  for (const std::string& id : participants) {
    body.set_participant_id(id);
    events.push_back(NewEvent(events::ParticipantStream(id), given_on));
    AttachNote(events.back(), id, command.notes());
    *events.back().event.mutable_counselling_given() = body;
  }
  return Decided(std::move(events));
}

}  // namespace

std::vector<CommandHandler> GroupServiceCommands() {
  return {HandlerOf<HoldMotivationTraining, State, Streams, Evolve, Decide>(),
          HandlerOf<GiveCounselling, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
