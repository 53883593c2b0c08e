#include "libs/views/work_programme.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "libs/views/internal/evidence.h"
#include "libs/views/internal/labels.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using view::v1::TaskRow;
using view::v1::WorkProgrammeView;
using view::v1::WorkProgrammeYear;

struct Task {
  std::uint32_t year = 0;
  TaskRow row;
};
using Tasks = std::map<std::string, Task>;

void FillResponsible(const plan::Plan& plan, const std::string& code, TaskRow* row) {
  row->set_responsible(code);
  if (const auto* member = plan.FindMember(code)) {
    if (!member->natural_person()) {
      internal::SetLabel(member->printed_name(), row->mutable_responsible_name());
    }
  } else if (const auto* body = plan.FindBody(code)) {
    internal::SetLabel(body->name(), row->mutable_responsible_name());
  } else if (const auto* post = plan.FindStaffPost(code)) {
    internal::SetLabel(post->name(), row->mutable_responsible_name());
  }
}

void Plan(const RegisterQuestion& question, const Fact& fact, Tasks& tasks) {
  const governance::v1::TaskPlanned& body = fact.event.task_planned();
  Task& task = tasks[body.task_id()];
  task.year = body.year();
  TaskRow& row = task.row;
  row.set_task_id(body.task_id());
  row.set_measure(body.measure());
  row.set_subject(body.subject());
  FillResponsible(question.plan, body.responsible(), &row);
  row.set_due_on(body.due_on());
  row.set_planned_on(fact.day.ToString());
  row.set_position(fact.position.value());
  const auto due = Date::Parse(body.due_on());
  const bool overdue = due && *due < question.as_of.valid_at;
  row.set_state(overdue ? view::v1::TASK_STATE_OVERDUE : view::v1::TASK_STATE_OPEN);
  if (overdue) {
    row.set_overdue_days(static_cast<std::uint32_t>(DaysBetween(*due, question.as_of.valid_at)));
  }
}

void End(const Fact& fact, bool proven_later, Tasks& tasks) {
  const bool done = fact.event.has_task_completed();
  const auto found = tasks.find(done ? fact.event.task_completed().task_id()
                                     : fact.event.task_dropped().task_id());
  if (found == tasks.end()) return;
  TaskRow& row = found->second.row;
  row.set_overdue_days(0);
  row.set_ended_on(fact.day.ToString());
  if (!done) {
    row.set_state(view::v1::TASK_STATE_DROPPED);
    row.set_drop_reason(fact.event.task_dropped().reason());
    return;
  }
  const auto due = Date::Parse(row.due_on());
  row.set_state(due && *due < fact.day ? view::v1::TASK_STATE_DONE_LATE
                                       : view::v1::TASK_STATE_DONE);
  row.set_document_filed(proven_later || !internal::LacksProof(fact));
}

void Count(const TaskRow& row, WorkProgrammeYear* year) {
  switch (row.state()) {
    case view::v1::TASK_STATE_OPEN:
      year->set_open(year->open() + 1);
      break;
    case view::v1::TASK_STATE_OVERDUE:
      year->set_overdue(year->overdue() + 1);
      break;
    case view::v1::TASK_STATE_DONE:
    case view::v1::TASK_STATE_DONE_LATE:
      year->set_done(year->done() + 1);
      break;
    case view::v1::TASK_STATE_DROPPED:
      year->set_dropped(year->dropped() + 1);
      break;
    case view::v1::TASK_STATE_UNSPECIFIED:
    case view::v1::TaskState_INT_MIN_SENTINEL_DO_NOT_USE_:
    case view::v1::TaskState_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
}

}  // namespace

Result<WorkProgrammeView> AnswerWorkProgramme(const RegisterQuestion& question) {
  const std::vector<Fact> facts =
      question.history.InForce({Event::kTaskPlanned, Event::kTaskCompleted, Event::kTaskDropped});
  Tasks tasks;
  for (const Fact& fact : facts) {
    if (fact.event.has_task_planned()) Plan(question, fact, tasks);
  }
  const std::set<std::uint64_t> proven = internal::ProvenLater(question.history);
  for (const Fact& fact : facts) {
    if (fact.event.has_task_planned()) continue;
    End(fact, proven.contains(fact.position.value()), tasks);
  }
  std::map<std::uint32_t, std::vector<const TaskRow*>> by_year;
  for (const auto& [id, task] : tasks) by_year[task.year].push_back(&task.row);
  WorkProgrammeView view;
  for (auto& [number, rows] : by_year) {
    std::stable_sort(rows.begin(), rows.end(), [](const TaskRow* a, const TaskRow* b) {
      return a->due_on() != b->due_on() ? a->due_on() < b->due_on() : a->position() < b->position();
    });
    WorkProgrammeYear* year = view.add_years();
    year->set_year(number);
    for (const TaskRow* row : rows) {
      *year->add_tasks() = *row;
      Count(*row, year);
    }
  }
  view.set_programme_years(question.plan.data().rules().work_programme_year_mode() ==
                           plan::v1::Rules::PERIOD_MODE_PROGRAMME);
  return view;
}

}  // namespace paktum::views
