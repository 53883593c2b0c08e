// Work programme (domain.md A16 D08, P-22).
#include <algorithm>
#include <map>

#include "paktum/view/v1/work_programme.pb.h"
#include "tests/property/registers/naive_proofs.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;
using view::v1::TaskRow;

// Members who are no natural persons, bodies and posts.
void SetResponsible(const plan::v1::Plan& plan, const std::string& code, view::v1::Label* label) {
  for (const plan::v1::Member& member : plan.members()) {
    if (member.code() == code && !member.natural_person()) SetLabel(member.printed_name(), label);
  }
  for (const plan::v1::GovernanceBody& body : plan.bodies()) {
    if (body.code() == code) SetLabel(body.name(), label);
  }
  for (const plan::v1::StaffPost& post : plan.staff()) {
    if (post.code() == code) SetLabel(post.name(), label);
  }
}

void FillState(const Question& question, TaskRow* task) {
  const Date due = *Date::Parse(task->due_on());
  for (const Record* record : question.history.InForce()) {
    const Event& event = record->event;
    if (event.task_completed().task_id() == task->task_id()) {
      task->set_ended_on(event.occurred_on());
      task->set_state(record->day() > due ? view::v1::TASK_STATE_DONE_LATE
                                          : view::v1::TASK_STATE_DONE);
      task->set_document_filed(!LacksProof(*record) || HasEvidence(question.history, *record));
    }
    if (event.task_dropped().task_id() == task->task_id()) {
      task->set_ended_on(event.occurred_on());
      task->set_state(view::v1::TASK_STATE_DROPPED);
      task->set_drop_reason(event.task_dropped().reason());
    }
  }
  if (!task->ended_on().empty()) return;
  task->set_state(view::v1::TASK_STATE_OPEN);
  if (due >= question.day) return;
  task->set_state(view::v1::TASK_STATE_OVERDUE);
  task->set_overdue_days(static_cast<std::uint32_t>(DaysBetween(due, question.day)));
}

}  // namespace

void Fill(const Question& question, view::v1::WorkProgrammeView* view) {
  std::map<std::uint32_t, std::vector<TaskRow>> years;
  for (const Record* record : question.history.InForce()) {
    if (!record->event.has_task_planned()) continue;
    const auto& planned = record->event.task_planned();
    TaskRow& task = years[planned.year()].emplace_back();
    task.set_task_id(planned.task_id());
    task.set_measure(planned.measure());
    task.set_subject(planned.subject());
    task.set_responsible(planned.responsible());
    SetResponsible(question.plan.data(), planned.responsible(), task.mutable_responsible_name());
    task.set_due_on(planned.due_on());
    task.set_planned_on(record->event.occurred_on());
    task.set_position(record->position);
    FillState(question, &task);
  }
  for (auto& [number, tasks] : years) {
    std::stable_sort(tasks.begin(), tasks.end(), [](const TaskRow& a, const TaskRow& b) {
      return std::make_pair(a.due_on(), a.position()) < std::make_pair(b.due_on(), b.position());
    });
    auto* year = view->add_years();
    year->set_year(number);
    for (const TaskRow& task : tasks) {
      *year->add_tasks() = task;
      const auto state = task.state();
      if (state == view::v1::TASK_STATE_OPEN) year->set_open(year->open() + 1);
      if (state == view::v1::TASK_STATE_OVERDUE) year->set_overdue(year->overdue() + 1);
      if (state == view::v1::TASK_STATE_DROPPED) year->set_dropped(year->dropped() + 1);
      if (state == view::v1::TASK_STATE_DONE || state == view::v1::TASK_STATE_DONE_LATE) {
        year->set_done(year->done() + 1);
      }
    }
  }
  view->set_programme_years(question.plan.data().rules().work_programme_year_mode() ==
                            plan::v1::Rules::PERIOD_MODE_PROGRAMME);
}

}  // namespace paktum::views::naive
