// Periods: a half-year is closed once the Steering Group accepted its evaluation, and may be opened
// again for a reason. One stream holds all closes, so that no late fact passes one by.
#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/period_state.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/pact.pb.h"

namespace paktum::domain {
namespace {

using command::v1::ClosePeriod;
using command::v1::ReopenPeriod;
using event::v1::Event;

std::vector<std::string> Streams(const ClosePeriod& command, const Context& /*context*/) {
  return {std::string(events::kPeriodsStream), events::EvaluationStream(command.period())};
}
std::vector<std::string> Streams(const ReopenPeriod& /*command*/, const Context& /*context*/) {
  return {std::string(events::kPeriodsStream)};
}

struct State {
  PeriodState periods;
  const RecordedEvent* approved = nullptr;  // of the period; nullptr once it was given back
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kPeriodClosed:
    case Event::kPeriodReopened:
      EvolvePeriods(state.periods, event);
      return;
    case Event::kInterimEvaluationApproved:
      state.approved = &event;
      return;
    case Event::kInterimEvaluationReturned:
      state.approved = nullptr;
      return;
    case Event::kPlanAdopted:
    case Event::kMemberJoined:
    case Event::kMemberLeft:
    case Event::kPactAgreementSigned:
    case Event::kDefinitionVersionAdopted:
    case Event::kStaffAssigned:
    case Event::kStaffReleased:
    case Event::kStaffNameErased:
    case Event::kActivityReported:
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
    case Event::kStatusReportIssued:
    case Event::kDeviationRecorded:
    case Event::kCorrectiveStepPlanned:
    case Event::kCorrectiveStepDone:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

const RecordedEvent* LastWord(const State& state, HalfYear period) {
  const auto found = state.periods.last.find(period);
  return found == state.periods.last.end() ? nullptr : found->second;
}

Result<Decision> Decide(const ClosePeriod& command, const Context& context, const plan::Plan& plan,
                        const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const HalfYear period, ReadProgrammePeriod(command.period(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Date closed_on,
                          ReadFactDate("closed_on", command.closed_on(), context));
  pact::v1::PeriodClosed body;
  body.set_period(period.ToString());
  const RecordedEvent* const last = LastWord(state, period);
  if (state.periods.IsClosed(period)) {
    if (Says(*last, body, closed_on)) return AlreadySo(*last);
    return Refuse("period.already_closed",
                  {{"period", period.ToString()}, {"closed_on", last->event.occurred_on()}});
  }
  if (state.approved == nullptr) {
    return Refuse("period.evaluation_not_approved", {{"period", period.ToString()}});
  }
  if (closed_on < OccurredOn(*state.approved)) {
    return Refuse("period.closed_before_approval",
                  {{"approved_on", state.approved->event.occurred_on()}});
  }
  if (last != nullptr && closed_on < OccurredOn(*last)) {
    return Refuse("period.closed_before_reopening", {{"reopened_on", last->event.occurred_on()}});
  }
  PendingEvent event = NewEvent(std::string(events::kPeriodsStream), closed_on);
  *event.event.mutable_period_closed() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const ReopenPeriod& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const HalfYear period, ReadPeriod(command.period()));
  PAKTUM_ASSIGN_OR_RETURN(const Date reopened_on,
                          ReadFactDate("reopened_on", command.reopened_on(), context));
  pact::v1::PeriodReopened body;
  body.set_period(period.ToString());
  body.set_reason(command.reason());
  const RecordedEvent* const last = LastWord(state, period);
  if (!state.periods.IsClosed(period)) {
    if (last != nullptr && Says(*last, body, reopened_on)) return AlreadySo(*last);
    return Refuse("period.not_closed", {{"period", period.ToString()}});
  }
  if (reopened_on < OccurredOn(*last)) {
    return Refuse("period.reopened_before_closing", {{"closed_on", last->event.occurred_on()}});
  }
  PendingEvent event = NewEvent(std::string(events::kPeriodsStream), reopened_on);
  *event.event.mutable_period_reopened() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> PeriodCommands() {
  return {HandlerOf<ClosePeriod, State, Streams, Evolve, Decide>(),
          HandlerOf<ReopenPeriod, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
