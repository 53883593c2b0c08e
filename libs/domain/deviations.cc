// Deviations: what runs otherwise than planned, why, and the steps against it (domain.md A15, 3 to
// 5).
#include <map>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/evaluation.pb.h"

namespace paktum::domain {
namespace {

using command::v1::CompleteCorrectiveStep;
using command::v1::PlanCorrectiveStep;
using command::v1::RecordDeviation;
using event::v1::Event;

std::vector<std::string> Streams(const RecordDeviation& /*command*/, const Context& context) {
  return {events::DeviationStream(IdOfNewThing(context.command).ToString())};
}
std::vector<std::string> Streams(const PlanCorrectiveStep& command, const Context& /*context*/) {
  return {events::DeviationStream(CanonicalId(command.deviation_id()))};
}
std::vector<std::string> Streams(const CompleteCorrectiveStep& command,
                                 const Context& /*context*/) {
  return {events::DeviationStream(CanonicalId(command.deviation_id()))};
}

struct Step {
  const RecordedEvent* planned = nullptr;
  const RecordedEvent* done = nullptr;
};

struct State {
  const RecordedEvent* recorded = nullptr;
  std::map<std::string, Step> steps;  // by id
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kDeviationRecorded:
      state.recorded = &event;
      return;
    case Event::kCorrectiveStepPlanned:
      state.steps[event.event.corrective_step_planned().step_id()].planned = &event;
      return;
    case Event::kCorrectiveStepDone:
      state.steps[event.event.corrective_step_done().step_id()].done = &event;
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kInterimEvaluationOpened:
    case Event::kEvaluationPartWritten:
    case Event::kInterimEvaluationSubmitted:
    case Event::kInterimEvaluationApproved:
    case Event::kInterimEvaluationReturned:
    case Event::kStatusReportIssued:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

Result<Decision> Decide(const RecordDeviation& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  if (state.recorded != nullptr) return AlreadySo(*state.recorded);
  PAKTUM_ASSIGN_OR_RETURN(const Date found_on,
                          ReadFactDate("found_on", command.found_on(), context));
  if (command.measure().empty() && command.indicator().empty()) {
    return Refuse("deviation.of_nothing");
  }
  if (!command.measure().empty()) PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  if (!command.indicator().empty()) {
    PAKTUM_RETURN_IF_ERROR(RequireIndicator(command.indicator(), plan));
  }
  const std::string id = IdOfNewThing(context.command).ToString();
  PendingEvent event = NewEvent(events::DeviationStream(id), found_on);
  auto& body = *event.event.mutable_deviation_recorded();
  body.set_deviation_id(id);
  body.set_measure(command.measure());
  body.set_indicator(command.indicator());
  body.set_subject(command.subject());
  body.set_cause(command.cause());
  return Decided(std::move(event));
}

Result<Decision> Decide(const PlanCorrectiveStep& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date planned_on,
                          ReadFactDate("planned_on", command.planned_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const Date due_on, ReadDate("due_on", command.due_on()));
  if (state.recorded == nullptr) return Refuse("deviation.unknown");
  PAKTUM_RETURN_IF_ERROR(RequireResponsible(command.responsible(), plan));
  evaluation::v1::CorrectiveStepPlanned body;
  body.set_deviation_id(CanonicalId(command.deviation_id()));
  body.set_subject(command.subject());
  body.set_responsible(command.responsible());
  body.set_due_on(due_on.ToString());
  for (const auto& [id, step] : state.steps) {
    if (step.planned == nullptr) continue;
    body.set_step_id(id);
    if (Says(*step.planned, body, planned_on)) return AlreadySo(*step.planned);
  }
  if (planned_on < OccurredOn(*state.recorded)) {
    return Refuse("step.before_deviation", {{"found_on", state.recorded->event.occurred_on()}});
  }
  if (due_on < planned_on) return Refuse("step.due_before_planned");
  body.set_step_id(IdOfNewThing(context.command).ToString());
  PendingEvent event = NewEvent(events::DeviationStream(body.deviation_id()), planned_on);
  *event.event.mutable_corrective_step_planned() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const CompleteCorrectiveStep& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date done_on, ReadFactDate("done_on", command.done_on(), context));
  if (state.recorded == nullptr) return Refuse("deviation.unknown");
  const auto found = state.steps.find(CanonicalId(command.step_id()));
  if (found == state.steps.end() || found->second.planned == nullptr) return Refuse("step.unknown");
  const Step& step = found->second;
  evaluation::v1::CorrectiveStepDone body;
  body.set_deviation_id(CanonicalId(command.deviation_id()));
  body.set_step_id(found->first);
  if (step.done != nullptr) {
    if (Says(*step.done, body, done_on)) return AlreadySo(*step.done);
    return Refuse("step.already_done", {{"done_on", step.done->event.occurred_on()}});
  }
  if (done_on < OccurredOn(*step.planned)) {
    return Refuse("step.done_before_planned", {{"planned_on", step.planned->event.occurred_on()}});
  }
  PendingEvent event = NewEvent(events::DeviationStream(body.deviation_id()), done_on);
  *event.event.mutable_corrective_step_done() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> DeviationCommands() {
  return {HandlerOf<RecordDeviation, State, Streams, Evolve, Decide>(),
          HandlerOf<PlanCorrectiveStep, State, Streams, Evolve, Decide>(),
          HandlerOf<CompleteCorrectiveStep, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
