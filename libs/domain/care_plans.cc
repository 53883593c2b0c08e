// Care plans: what rests on the first interview and on the development plan: the full assessment
// (domain.md A8, step 6) and the action plan with a future employer (step 9). Opinions and texts
// are sealed and cannot be compared: same day and same document are the same paper.
#include <algorithm>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/person.h"
#include "libs/events/body_cases.h"
#include "paktum/command/v1/care.pb.h"

namespace paktum::domain {
namespace {

using command::v1::MakeActionPlan;
using command::v1::MakeAssessment;
using event::v1::Event;
using service::v1::ActionPlanMade;
using service::v1::AssessmentMade;

struct State {
  Person person;
  std::optional<Date> interview_on;
  std::optional<Date> first_plan_on;
  std::vector<const RecordedEvent*> papers;  // assessments and action plans
};

void Evolve(State& state, const RecordedEvent& event) {
  EvolvePerson(state.person, event);
  const Date on = OccurredOn(event);
  switch (event.event.body_case()) {
    case Event::kFirstInterviewHeld:
      state.interview_on = on;
      return;
    case Event::kDevelopmentPlanMade:
      state.first_plan_on = std::min(state.first_plan_on.value_or(on), on);
      return;
    case Event::kAssessmentMade:
    case Event::kActionPlanMade:
      state.papers.push_back(&event);
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case Event::kServiceGiven:
    case Event::kMentoringStarted:
    case Event::kMentoringSessionHeld:
    case Event::kMentoringEnded:
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

const RecordedEvent* FindSame(const State& state, const google::protobuf::Message& body, Date on) {
  const auto found = std::find_if(state.papers.begin(), state.papers.end(),
                                  [&](const auto* paper) { return Says(*paper, body, on); });
  return found == state.papers.end() ? nullptr : *found;
}

Result<Decision> Decide(const MakeAssessment& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date made_on, ReadFactDate("made_on", command.made_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  AssessmentMade body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (const auto* same = FindSame(state, body, made_on)) return AlreadySo(*same);
  if (!state.interview_on) return Refuse("assessment.no_interview");
  if (made_on < *state.interview_on) {
    return Refuse("assessment.before_interview",
                  {{"interview_on", state.interview_on->ToString()}});
  }
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), made_on);
  AttachNote(event, body.participant_id(), command.opinion());
  *event.event.mutable_assessment_made() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const MakeActionPlan& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date made_on, ReadFactDate("made_on", command.made_on(), context));
  PAKTUM_RETURN_IF_ERROR(RequireRegistered(state.person));
  ActionPlanMade body;
  body.set_participant_id(CanonicalId(command.participant_id()));
  body.set_employer(command.employer());
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  if (const auto* same = FindSame(state, body, made_on)) return AlreadySo(*same);
  if (!state.first_plan_on) return Refuse("action_plan.no_development_plan");
  if (made_on < *state.first_plan_on) {
    return Refuse("action_plan.before_development_plan",
                  {{"made_on", state.first_plan_on->ToString()}});
  }
  PendingEvent event = NewEvent(events::ParticipantStream(body.participant_id()), made_on);
  AttachNote(event, body.participant_id(), command.text());
  *event.event.mutable_action_plan_made() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> CarePlanCommands() {
  return {HandlerOf<MakeAssessment, State, StreamOfPerson, Evolve, Decide>(),
          HandlerOf<MakeActionPlan, State, StreamOfPerson, Evolve, Decide>()};
}

}  // namespace paktum::domain
