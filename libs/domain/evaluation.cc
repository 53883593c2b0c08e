// Interim evaluation of a half-year (domain.md A15): opened, written in six parts, submitted with
// figures frozen at a place of the ledger, and accepted or given back by the Steering Group.
#include <map>
#include <set>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/body_state.h"
#include "libs/domain/internal/figures.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/period_state.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/evaluation.pb.h"

namespace paktum::domain {
namespace {

using command::v1::ApproveInterimEvaluation;
using command::v1::OpenInterimEvaluation;
using command::v1::ReturnInterimEvaluation;
using command::v1::SubmitInterimEvaluation;
using command::v1::WriteEvaluationPart;
using event::v1::Event;

template <typename Command>
std::vector<std::string> Streams(const Command& command, const Context& /*context*/) {
  return {events::EvaluationStream(command.period())};
}
// The Steering Group's register of resolutions decides with them; a closed period is not given
// back.
template <typename Command>
std::vector<std::string> StreamsWithResolutions(const Command& command,
                                                const Context& /*context*/) {
  return {events::EvaluationStream(command.period()), events::BodyStream(events::kSteeringGroup),
          std::string(events::kPeriodsStream)};
}

struct State {
  enum class Stage : std::uint8_t { kNone, kOpen, kSubmitted, kApproved };
  Stage stage = Stage::kNone;
  const RecordedEvent* opened = nullptr;
  std::map<int, const RecordedEvent*> parts;  // the last text of each
  const RecordedEvent* submitted = nullptr;   // the last time, as the next two
  const RecordedEvent* approved = nullptr;
  const RecordedEvent* returned = nullptr;
  BodyState steering_group;
  PeriodState periods;
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kInterimEvaluationOpened:
      state.opened = &event;
      state.stage = State::Stage::kOpen;
      return;
    case Event::kEvaluationPartWritten:
      state.parts[event.event.evaluation_part_written().part()] = &event;
      return;
    case Event::kInterimEvaluationSubmitted:
      state.submitted = &event;
      state.stage = State::Stage::kSubmitted;
      return;
    case Event::kInterimEvaluationApproved:
      state.approved = &event;
      state.stage = State::Stage::kApproved;
      return;
    case Event::kInterimEvaluationReturned:
      state.returned = &event;
      state.stage = State::Stage::kOpen;
      return;
    case PAKTUM_PACT_EVENTS:
      return EvolvePeriods(state.periods, event);
    case PAKTUM_BODY_EVENTS:
      return EvolveBody(state.steering_group, event);
    case PAKTUM_DOCUMENT_EVENTS:
    case PAKTUM_TASK_EVENTS:
    case PAKTUM_OUTREACH_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case PAKTUM_SUBSIDY_EVENTS:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case Event::kStatusReportIssued:
    case Event::kDeviationRecorded:
    case Event::kCorrectiveStepPlanned:
    case Event::kCorrectiveStepDone:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

Status RequireNotBefore(Date day, const RecordedEvent& earlier) {
  if (day >= OccurredOn(earlier)) return OkStatus();
  return Refuse("evaluation.out_of_order", {{"earlier_on", earlier.event.occurred_on()}});
}

// Parts are written and submitted only while nobody else has the evaluation.
Status RequireOpen(const State& state, HalfYear period) {
  switch (state.stage) {
    case State::Stage::kNone:
      return Refuse("evaluation.not_opened", {{"period", period.ToString()}});
    case State::Stage::kOpen:
      return OkStatus();
    case State::Stage::kSubmitted:
      return Refuse("evaluation.awaits_decision",
                    {{"submitted_on", state.submitted->event.occurred_on()}});
    case State::Stage::kApproved:
      break;
  }
  return Refuse("evaluation.already_approved",
                {{"approved_on", state.approved->event.occurred_on()}});
}

Status RequireResolution(const std::string& number, Date day, const State& state) {
  const auto found = state.steering_group.resolutions.find(number);
  if (found == state.steering_group.resolutions.end()) {
    return Refuse("evaluation.unknown_resolution", {{"number", number}});
  }
  return RequireNotBefore(day, *found->second);
}

Result<Decision> Decide(const OpenInterimEvaluation& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const HalfYear period, ReadProgrammePeriod(command.period(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date opened_on,
                          ReadFactDate("opened_on", command.opened_on(), context));
  evaluation::v1::InterimEvaluationOpened body;
  body.set_period(period.ToString());
  if (state.opened != nullptr) {
    if (Says(*state.opened, body, opened_on)) return AlreadySo(*state.opened);
    return Refuse("evaluation.already_opened", {{"opened_on", state.opened->event.occurred_on()}});
  }
  if (opened_on < period.first_day()) {
    return Refuse("evaluation.opened_before_period", {{"period", period.ToString()}});
  }
  PendingEvent event = NewEvent(events::EvaluationStream(period.ToString()), opened_on);
  *event.event.mutable_interim_evaluation_opened() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const WriteEvaluationPart& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const HalfYear period, ReadProgrammePeriod(command.period(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date written_on,
                          ReadFactDate("written_on", command.written_on(), context));
  evaluation::v1::EvaluationPartWritten body;
  body.set_period(period.ToString());
  body.set_part(command.part());
  body.set_text(command.text());
  const auto last = state.parts.find(command.part());
  if (last != state.parts.end() && Says(*last->second, body, written_on)) {
    return AlreadySo(*last->second);
  }
  PAKTUM_RETURN_IF_ERROR(RequireOpen(state, period));
  PAKTUM_RETURN_IF_ERROR(RequireNotBefore(written_on, *state.opened));
  PendingEvent event = NewEvent(events::EvaluationStream(period.ToString()), written_on);
  *event.event.mutable_evaluation_part_written() = std::move(body);
  return Decided(std::move(event));
}

Status RequireAllParts(const State& state) {
  std::string missing;
  for (int part = evaluation::v1::EvaluationPart_MIN + 1;
       part <= evaluation::v1::EvaluationPart_MAX; ++part) {
    if (state.parts.contains(part)) continue;
    missing += (missing.empty() ? "" : ", ") + std::to_string(part);
  }
  return missing.empty() ? OkStatus() : Refuse("evaluation.parts_missing", {{"missing", missing}});
}

Result<Decision> Decide(const SubmitInterimEvaluation& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const HalfYear period, ReadProgrammePeriod(command.period(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date submitted_on,
                          ReadFactDate("submitted_on", command.submitted_on(), context));
  evaluation::v1::InterimEvaluationSubmitted body;
  body.set_period(period.ToString());
  body.set_figures_position(command.figures_position());
  body.set_figures_sha256(CanonicalHex(command.figures_sha256()));
  if (state.submitted != nullptr && Says(*state.submitted, body, submitted_on)) {
    return AlreadySo(*state.submitted);
  }
  PAKTUM_RETURN_IF_ERROR(RequireOpen(state, period));
  PAKTUM_RETURN_IF_ERROR(RequireNotBefore(submitted_on, *state.opened));
  PAKTUM_RETURN_IF_ERROR(RequireAllParts(state));
  PAKTUM_RETURN_IF_ERROR(CheckFigures(period, submitted_on, command.figures_position(), context));
  PendingEvent event = NewEvent(events::EvaluationStream(period.ToString()), submitted_on);
  *event.event.mutable_interim_evaluation_submitted() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const ApproveInterimEvaluation& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const HalfYear period, ReadProgrammePeriod(command.period(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date approved_on,
                          ReadFactDate("approved_on", command.approved_on(), context));
  evaluation::v1::InterimEvaluationApproved body;
  body.set_period(period.ToString());
  body.set_resolution(command.resolution());
  if (state.approved != nullptr && Says(*state.approved, body, approved_on)) {
    return AlreadySo(*state.approved);
  }
  if (state.stage == State::Stage::kApproved) return RequireOpen(state, period);
  if (state.stage != State::Stage::kSubmitted) {
    return Refuse("evaluation.not_submitted", {{"period", period.ToString()}});
  }
  PAKTUM_RETURN_IF_ERROR(RequireNotBefore(approved_on, *state.submitted));
  PAKTUM_RETURN_IF_ERROR(RequireResolution(command.resolution(), approved_on, state));
  PendingEvent event = NewEvent(events::EvaluationStream(period.ToString()), approved_on);
  *event.event.mutable_interim_evaluation_approved() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const ReturnInterimEvaluation& command, const Context& context,
                        const plan::Plan& plan, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const HalfYear period, ReadProgrammePeriod(command.period(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date returned_on,
                          ReadFactDate("returned_on", command.returned_on(), context));
  evaluation::v1::InterimEvaluationReturned body;
  body.set_period(period.ToString());
  body.set_resolution(command.resolution());
  if (state.stage != State::Stage::kSubmitted && state.stage != State::Stage::kApproved) {
    if (state.returned != nullptr && Says(*state.returned, body, returned_on)) {
      return AlreadySo(*state.returned);
    }
    return Refuse("evaluation.not_submitted", {{"period", period.ToString()}});
  }
  if (state.periods.IsClosed(period)) {
    return Refuse("evaluation.period_closed", {{"period", period.ToString()}});
  }
  const RecordedEvent& last =
      state.stage == State::Stage::kApproved ? *state.approved : *state.submitted;
  PAKTUM_RETURN_IF_ERROR(RequireNotBefore(returned_on, last));
  if (!command.resolution().empty()) {
    PAKTUM_RETURN_IF_ERROR(RequireResolution(command.resolution(), returned_on, state));
  }
  PendingEvent event = NewEvent(events::EvaluationStream(period.ToString()), returned_on);
  *event.event.mutable_interim_evaluation_returned() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> EvaluationCommands() {
  return {
      HandlerOf<OpenInterimEvaluation, State, Streams<OpenInterimEvaluation>, Evolve, Decide>(),
      HandlerOf<WriteEvaluationPart, State, Streams<WriteEvaluationPart>, Evolve, Decide>(),
      HandlerOf<SubmitInterimEvaluation, State, Streams<SubmitInterimEvaluation>, Evolve, Decide>(),
      HandlerOf<ApproveInterimEvaluation, State, StreamsWithResolutions<ApproveInterimEvaluation>,
                Evolve, Decide>(),
      HandlerOf<ReturnInterimEvaluation, State, StreamsWithResolutions<ReturnInterimEvaluation>,
                Evolve, Decide>()};
}

}  // namespace paktum::domain
