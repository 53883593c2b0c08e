// Work programme: the tasks of a year, each with a measure, somebody who answers for it and a due
// day in that year (domain.md D08). The plan says where a year begins (P-22).
#include <map>

#include "libs/domain/internal/aggregates.h"
#include "libs/domain/internal/codes.h"
#include "libs/domain/internal/handler.h"
#include "libs/domain/internal/support.h"
#include "libs/events/body_cases.h"
#include "libs/events/streams.h"
#include "paktum/command/v1/governance.pb.h"

namespace paktum::domain {
namespace {

using command::v1::CompleteTask;
using command::v1::DropTask;
using command::v1::PlanTask;
using event::v1::Event;

// A plan that counts in months gets its first day when it is adopted.
std::vector<std::string> Streams(const PlanTask& command, const Context& /*context*/) {
  return {events::WorkProgrammeStream(command.year()), std::string(events::kPactStream)};
}
std::vector<std::string> Streams(const CompleteTask& command, const Context& /*context*/) {
  return {events::WorkProgrammeStream(command.year())};
}
std::vector<std::string> Streams(const DropTask& command, const Context& /*context*/) {
  return {events::WorkProgrammeStream(command.year())};
}

struct Task {
  const RecordedEvent* planned = nullptr;
  const RecordedEvent* ended = nullptr;  // completed or dropped
};

struct State {
  std::map<std::string, Task> tasks;  // by id
  std::string programme_start;        // as it was adopted; empty otherwise
};

void Evolve(State& state, const RecordedEvent& event) {
  switch (event.event.body_case()) {
    case Event::kPlanAdopted:
      state.programme_start = event.event.plan_adopted().programme_start();
      return;
    case Event::kTaskPlanned:
      state.tasks[event.event.task_planned().task_id()].planned = &event;
      return;
    case Event::kTaskCompleted:
      state.tasks[event.event.task_completed().task_id()].ended = &event;
      return;
    case Event::kTaskDropped:
      state.tasks[event.event.task_dropped().task_id()].ended = &event;
      return;
    case Event::kMemberJoined:
    case Event::kMemberLeft:
    case Event::kPactAgreementSigned:
    case Event::kDefinitionVersionAdopted:
    case Event::kPeriodClosed:
    case Event::kPeriodReopened:
    case Event::kStaffAssigned:
    case Event::kStaffReleased:
    case Event::kStaffNameErased:
    case Event::kActivityReported:
    case PAKTUM_BODY_EVENTS:
    case PAKTUM_DOCUMENT_EVENTS:
    case PAKTUM_OUTREACH_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
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

struct Days {
  Date first;
  Date last;
};

Result<Days> DaysOfYear(std::uint32_t number, const plan::Plan& plan, const State& state) {
  const int year = static_cast<int>(number);
  if (plan.data().rules().work_programme_year_mode() != plan::v1::Rules::PERIOD_MODE_PROGRAMME) {
    return Days{Date::Of(year, 1, 1).value(), Date::Of(year, 12, 31).value()};
  }
  const auto start = plan.has_dates() ? std::optional<Date>(plan.start_date())
                                      : Date::Parse(state.programme_start);
  if (!start) return Refuse("work_programme.no_start");
  const Date first = start->PlusMonths(12 * (year - start->year()));
  return Days{first, first.PlusMonths(12).PlusDays(-1)};
}

Status CheckDue(Date due_on, const Days& days, const PlanTask& command, const plan::Plan& plan) {
  const std::string year = std::to_string(command.year());
  if (plan.has_dates() && (days.last < plan.start_date() || days.first > plan.end_date())) {
    return Refuse("work_programme.year_outside", {{"year", year}});
  }
  if (due_on >= days.first && due_on <= days.last) return OkStatus();
  return Refuse(
      "task.due_outside_year",
      {{"year", year}, {"first_on", days.first.ToString()}, {"last_on", days.last.ToString()}});
}

Result<Decision> Decide(const PlanTask& command, const Context& context, const plan::Plan& plan,
                        const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date planned_on,
                          ReadFactDate("planned_on", command.planned_on(), context));
  PAKTUM_ASSIGN_OR_RETURN(const Date due_on, ReadDate("due_on", command.due_on()));
  PAKTUM_RETURN_IF_ERROR(RequireMeasure(command.measure(), plan));
  PAKTUM_RETURN_IF_ERROR(RequireResponsible(command.responsible(), plan));
  PAKTUM_ASSIGN_OR_RETURN(const Days days, DaysOfYear(command.year(), plan, state));
  PAKTUM_RETURN_IF_ERROR(CheckDue(due_on, days, command, plan));
  governance::v1::TaskPlanned body;
  body.set_year(command.year());
  body.set_measure(command.measure());
  body.set_subject(command.subject());
  body.set_responsible(command.responsible());
  body.set_due_on(due_on.ToString());
  for (const auto& [id, task] : state.tasks) {
    if (task.planned == nullptr) continue;
    body.set_task_id(id);
    if (Says(*task.planned, body, planned_on)) return AlreadySo(*task.planned);
  }
  body.set_task_id(IdOfNewThing(context.command).ToString());
  PendingEvent event = NewEvent(events::WorkProgrammeStream(command.year()), planned_on);
  *event.event.mutable_task_planned() = std::move(body);
  return Decided(std::move(event));
}

// The task and whether its end may be recorded on that day; nullptr when it is recorded just so.
template <typename Command>
Result<const RecordedEvent*> FindEnd(const Command& command, Date ended_on,
                                     const google::protobuf::Message& body, const State& state) {
  const auto found = state.tasks.find(CanonicalId(command.task_id()));
  if (found == state.tasks.end() || found->second.planned == nullptr) {
    return Refuse("task.unknown", {{"year", std::to_string(command.year())}});
  }
  const Task& task = found->second;
  if (task.ended != nullptr) {
    if (Says(*task.ended, body, ended_on)) return task.ended;
    const Status::Detail day{"ended_on", task.ended->event.occurred_on()};
    if (task.ended->event.has_task_completed()) return Refuse("task.already_completed", {day});
    return Refuse("task.already_dropped", {day});
  }
  if (ended_on < OccurredOn(*task.planned)) {
    return Refuse("task.ends_before_planned", {{"planned_on", task.planned->event.occurred_on()}});
  }
  return nullptr;
}

Result<Decision> Decide(const CompleteTask& command, const Context& context,
                        const plan::Plan& /*plan*/, const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date completed_on,
                          ReadFactDate("completed_on", command.completed_on(), context));
  governance::v1::TaskCompleted body;
  body.set_year(command.year());
  body.set_task_id(CanonicalId(command.task_id()));
  body.set_document_sha256(CanonicalHex(command.document_sha256()));
  PAKTUM_ASSIGN_OR_RETURN(const RecordedEvent* const said,
                          FindEnd(command, completed_on, body, state));
  if (said != nullptr) return AlreadySo(*said);
  PendingEvent event = NewEvent(events::WorkProgrammeStream(command.year()), completed_on);
  *event.event.mutable_task_completed() = std::move(body);
  return Decided(std::move(event));
}

Result<Decision> Decide(const DropTask& command, const Context& context, const plan::Plan& /*plan*/,
                        const State& state) {
  PAKTUM_ASSIGN_OR_RETURN(const Date dropped_on,
                          ReadFactDate("dropped_on", command.dropped_on(), context));
  governance::v1::TaskDropped body;
  body.set_year(command.year());
  body.set_task_id(CanonicalId(command.task_id()));
  body.set_reason(command.reason());
  PAKTUM_ASSIGN_OR_RETURN(const RecordedEvent* const said,
                          FindEnd(command, dropped_on, body, state));
  if (said != nullptr) return AlreadySo(*said);
  PendingEvent event = NewEvent(events::WorkProgrammeStream(command.year()), dropped_on);
  *event.event.mutable_task_dropped() = std::move(body);
  return Decided(std::move(event));
}

}  // namespace

std::vector<CommandHandler> WorkProgrammeCommands() {
  return {HandlerOf<PlanTask, State, Streams, Evolve, Decide>(),
          HandlerOf<CompleteTask, State, Streams, Evolve, Decide>(),
          HandlerOf<DropTask, State, Streams, Evolve, Decide>()};
}

}  // namespace paktum::domain
