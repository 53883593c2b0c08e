// Care: what the charity does with a registered person from the first interview on (domain.md A8).
// Entry into the programme comes later or never, so registration is all that it needs.
#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/charity.pb.h"

namespace paktum::domain {
namespace {

using command::v1::GiveService;
using command::v1::HoldFirstInterview;
using command::v1::MakeDevelopmentPlan;
using event::v1::Event;
using plan::v1::ServiceStep;
using service::v1::DevelopmentPlanMade;
using service::v1::FirstInterviewHeld;
using service::v1::ServiceGiven;

struct State {
  Person person;
  const RecordedEvent* interview = nullptr;
  std::vector<const RecordedEvent*> plans;
  std::vector<const RecordedEvent*> services;
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  switch (event.event.body_case()) {
    case Event::kFirstInterviewHeld:
      state.interview = &event;
      return;
    case Event::kDevelopmentPlanMade:
      state.plans.push_back(&event);
      return;
    case Event::kServiceGiven:
      state.services.push_back(&event);
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case Event::kMentoringStarted:
    case Event::kMentoringSessionHeld:
    case Event::kMentoringEnded:
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

// Notes are sealed and cannot be compared: a repeat with other notes is "already so".
Result<Decision> Decide(const HoldFirstInterview& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date held_on, ReadFactDate("held_on", command.held_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  FirstInterviewHeld body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_minutes(command.minutes());
  if (state.interview != nullptr) {
    if (Says(*state.interview, body, held_on)) return AlreadySo(*state.interview);
    return Refuse("interview.already_held",
                  {{"interview_on", state.interview->event.occurred_on()}});
  }
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), held_on);
  AttachNote(event, body.participant_id(), command.notes());
  *event.event.mutable_first_interview_held() = std::move(body);
  return Decided(std::move(event));
}

// The text is sealed and cannot be compared: same day and same document are the same plan.
Result<Decision> Decide(const MakeDevelopmentPlan& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date made_on, ReadFactDate("made_on", command.made_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  if (state.interview == nullptr) return Refuse("development_plan.no_interview");
  if (made_on < OccurredOn(*state.interview)) {
    return Refuse("development_plan.before_interview",
                  {{"interview_on", state.interview->event.occurred_on()}});
  }
  DevelopmentPlanMade body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  std::uint32_t last_version = 0;
  Date last_on = made_on;
  for (const RecordedEvent* made : state.plans) {
    const std::uint32_t version = made->event.development_plan_made().plan_version();
    body.set_plan_version(version);
    if (Says(*made, body, made_on)) return AlreadySo(*made);
    if (version > last_version) last_on = OccurredOn(*made);
    last_version = std::max(last_version, version);
  }
  if (made_on < last_on) {
    return Refuse("development_plan.before_last", {{"last_on", last_on.ToString()}});
  }
  body.set_plan_version(last_version + 1);
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), made_on);
  AttachNote(event, body.participant_id(), command.text());
  *event.event.mutable_development_plan_made() = std::move(body);
  return Decided(std::move(event));
}

// A step that the plan records about persons or groups of them.
Status CheckStep(std::uint32_t number, const plan::Plan& plan) {
  const ServiceStep* const step = plan.FindServiceStep(number);
  const std::string text = std::to_string(number);
  if (step == nullptr) return Refuse("service_step.unknown", {{"step", text}});
  if (step->is_principle()) return Refuse("service_step.is_principle", {{"step", text}});
  const auto& about = step->recorded_about();
  const bool for_persons = std::any_of(about.begin(), about.end(), [](int unit) {
    return unit == ServiceStep::RECORD_UNIT_PERSON || unit == ServiceStep::RECORD_UNIT_GROUP;
  });
  if (!for_persons) return Refuse("service_step.not_for_persons", {{"step", text}});
  return OkStatus();
}

Result<Decision> Decide(const GiveService& command, const Context& context, const plan::Plan& plan,
                        const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date given_on,
                          ReadFactDate("given_on", command.given_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  ServiceGiven body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_step(command.step());
  body.set_form(command.form());
  body.set_minutes(command.minutes());
  for (const RecordedEvent* given : state.services) {
    if (Says(*given, body, given_on)) return AlreadySo(*given);
  }
  PAKTUM_RETURN_IF_ERROR(CheckStep(command.step(), plan));
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), given_on);
  AttachNote(event, body.participant_id(), command.notes());
  *event.event.mutable_service_given() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> CareCommands() {
  return {HandlerOf<HoldFirstInterview, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<MakeDevelopmentPlan, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<GiveService, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
