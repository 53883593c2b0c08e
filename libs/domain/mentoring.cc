// Mentoring: one running mentoring of a person at a time, with sessions inside its days.
#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/charity.pb.h"

namespace paktum::domain {
namespace {

using command::v1::EndMentoring;
using command::v1::HoldMentoringSession;
using command::v1::StartMentoring;
using event::v1::Event;
using service::v1::MentoringEnded;
using service::v1::MentoringSessionHeld;
using service::v1::MentoringStarted;

struct Mentoring {
  const RecordedEvent* started = nullptr;
  const RecordedEvent* ended = nullptr;  // nullptr while it runs
  std::vector<const RecordedEvent*> sessions;

  [[nodiscard]] const std::string& id() const {
    return started->event.mentoring_started().mentoring_id();
  }
};

struct State {
  Person person;
  std::vector<Mentoring> mentorings;
};

Mentoring* FindMentoring(State& state, const std::string& mentoring_id) {
  for (Mentoring& mentoring : state.mentorings) {
    if (mentoring.id() == mentoring_id) return &mentoring;
  }
  return nullptr;
}

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kMentoringStarted:
      state.mentorings.emplace_back().started = &event;
      return;
    case Event::kMentoringSessionHeld:
      if (Mentoring* mentoring =
              FindMentoring(state, event.event.mentoring_session_held().mentoring_id())) {
        mentoring->sessions.push_back(&event);
      }
      return;
    case Event::kMentoringEnded:
      if (Mentoring* mentoring =
              FindMentoring(state, event.event.mentoring_ended().mentoring_id())) {
        mentoring->ended = &event;
      }
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
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kAssessmentMade:
    case Event::kActionPlanMade:
    case Event::kMotivationTrainingHeld:
    case Event::kCounsellingGiven:
    case Event::kRelatedServiceGiven:
    case Event::kEmployerNeedMapped:
    case Event::kMediationDone:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

// The plan names posts, not mentors: any professional implementer of the office's own organisation
// may mentor (domain.md A11).
Status CheckPost(const std::string& code, const Context& context, const plan::Plan& plan) {
  const plan::v1::StaffPost* const post = plan.FindStaffPost(code);
  if (post == nullptr) return Refuse("mentoring.unknown_post", {{"post", code}});
  const plan::v1::ConsortiumMember* const office = plan.FindOffice(context.member);
  if (office == nullptr || post->organisation() != office->member() ||
      post->area() != plan::v1::StaffPost::AREA_IMPLEMENTATION) {
    return Refuse("mentoring.post_not_mentor", {{"post", code}});
  }
  return OkStatus();
}

Result<Decision> Decide(const StartMentoring& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date started_on,
                          ReadFactDate("started_on", command.started_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  MentoringStarted body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_mentor_post(command.mentor_post());
  for (const Mentoring& mentoring : state.mentorings) {
    body.set_mentoring_id(mentoring.id());
    if (Says(*mentoring.started, body, started_on)) return AlreadySo(*mentoring.started);
  }
  PAKTUM_RETURN_IF_ERROR(CheckPost(command.mentor_post(), context, plan));
  for (const Mentoring& mentoring : state.mentorings) {
    if (mentoring.ended == nullptr) {
      return Refuse("mentoring.already_running",
                    {{"started_on", mentoring.started->event.occurred_on()}});
    }
    if (started_on < OccurredOn(*mentoring.ended)) {
      return Refuse("mentoring.overlaps", {{"ended_on", mentoring.ended->event.occurred_on()}});
    }
  }
  body.set_mentoring_id(IdOfNewThing(context.command).ToString());
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), started_on);
  *event.event.mutable_mentoring_started() = std::move(body);
  return Decided(std::move(event));
}

// The mentoring that was running on the day; the latest one on a day when two of them meet.
const Mentoring* FindRunningOn(const State& state, Date day) {
  for (auto it = state.mentorings.rbegin(); it != state.mentorings.rend(); ++it) {
    const bool begun = OccurredOn(*it->started) <= day;
    if (begun && (it->ended == nullptr || day <= OccurredOn(*it->ended))) return &*it;
  }
  return nullptr;
}

// The session that this command recorded before, in whichever mentoring.
const RecordedEvent* FindSame(const State& state, MentoringSessionHeld body, Date held_on) {
  for (const Mentoring& mentoring : state.mentorings) {
    body.set_mentoring_id(mentoring.id());
    for (const RecordedEvent* session : mentoring.sessions) {
      if (Says(*session, body, held_on)) return session;
    }
  }
  return nullptr;
}

// A session may be recorded late: the day decides to which mentoring it belongs.
Result<Decision> Decide(const HoldMentoringSession& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date held_on, ReadFactDate("held_on", command.held_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  MentoringSessionHeld body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_minutes(command.minutes());
  if (const RecordedEvent* same = FindSame(state, body, held_on)) return AlreadySo(*same);
  const Mentoring* const mentoring = FindRunningOn(state, held_on);
  if (mentoring == nullptr) return Refuse("mentoring.not_running");
  body.set_mentoring_id(mentoring->id());
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), held_on);
  AttachNote(event, body.participant_id(), command.notes());
  *event.event.mutable_mentoring_session_held() = std::move(body);
  return Decided(std::move(event));
}

// The end that this command recorded before.
const RecordedEvent* FindSameEnd(const State& state, MentoringEnded body, Date ended_on) {
  for (auto it = state.mentorings.rbegin(); it != state.mentorings.rend(); ++it) {
    body.set_mentoring_id(it->id());
    if (it->ended != nullptr && Says(*it->ended, body, ended_on)) return it->ended;
  }
  return nullptr;
}

Status CheckEnd(const Mentoring& mentoring, Date ended_on) {
  if (ended_on < OccurredOn(*mentoring.started)) {
    return Refuse("mentoring.ends_before_start",
                  {{"started_on", mentoring.started->event.occurred_on()}});
  }
  for (const RecordedEvent* session : mentoring.sessions) {
    if (ended_on < OccurredOn(*session)) {
      return Refuse("mentoring.ends_before_session", {{"last_on", session->event.occurred_on()}});
    }
  }
  return OkStatus();
}

Result<Decision> Decide(const EndMentoring& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date ended_on,
                          ReadFactDate("ended_on", command.ended_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  MentoringEnded body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_reason(command.reason());
  const auto running =
      std::find_if(state.mentorings.begin(), state.mentorings.end(),
                   [](const Mentoring& mentoring) { return mentoring.ended == nullptr; });
  if (running == state.mentorings.end()) {
    const RecordedEvent* const same = FindSameEnd(state, body, ended_on);
    if (same != nullptr) return AlreadySo(*same);
    return Refuse("mentoring.not_running");
  }
  PAKTUM_RETURN_IF_ERROR(CheckEnd(*running, ended_on));
  body.set_mentoring_id(running->id());
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), ended_on);
  *event.event.mutable_mentoring_ended() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> MentoringCommands() {
  return {HandlerOf<StartMentoring, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<HoldMentoringSession, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<EndMentoring, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
