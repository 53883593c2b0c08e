#include "libs/views/work_programme.h"

#include <gtest/gtest.h>

#include "tests/unit/views/register_testing.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using testing::AddBody;
using testing::Ask;
using testing::Ledger;
using testing::Person;
using testing::RegistersOf;
using view::v1::TaskRow;
using view::v1::WorkProgrammeView;

std::uint64_t PlanTask(Ledger& ledger, int task, const std::string& day, const std::string& due_on,
                       const std::string& responsible = "steering-group") {
  return AddBody(ledger, "work-programme/2019", day, &Event::mutable_task_planned, [&](auto& body) {
    body.set_year(2019);
    body.set_task_id(Person(task));
    body.set_measure("2.1");
    body.set_subject("Igényfelmérés");
    body.set_responsible(responsible);
    body.set_due_on(due_on);
  });
}

std::uint64_t Complete(Ledger& ledger, int task, const std::string& day) {
  return AddBody(ledger, "work-programme/2019", day, &Event::mutable_task_completed,
                 [&](auto& body) {
                   body.set_year(2019);
                   body.set_task_id(Person(task));
                   body.set_document_sha256(std::string(64, 'a'));
                 });
}

WorkProgrammeView At(const Ledger& ledger, const std::string& day,
                     const std::string& known_at = "2030-01-01") {
  return Ask<WorkProgrammeView>(RegistersOf(ledger), "work-programme",
                                {{"valid_at", day}, {"known_at", known_at}});
}

TaskRow Only(const WorkProgrammeView& view) {
  EXPECT_EQ(view.years_size(), 1);
  EXPECT_EQ(view.years(0).tasks_size(), 1);
  return view.years(0).tasks(0);
}

TEST(WorkProgramme, ATaskIsOpenThenOverdueThenDone) {
  Ledger ledger;
  PlanTask(ledger, 1, "2019-01-10", "2019-03-31");
  Complete(ledger, 1, "2019-04-20");
  EXPECT_EQ(At(ledger, "2019-01-09").years_size(), 0);
  EXPECT_EQ(Only(At(ledger, "2019-03-31")).state(), view::v1::TASK_STATE_OPEN);
  const TaskRow overdue = Only(At(ledger, "2019-04-10"));
  EXPECT_EQ(overdue.state(), view::v1::TASK_STATE_OVERDUE);
  EXPECT_EQ(overdue.overdue_days(), 10u);
  const TaskRow done = Only(At(ledger, "2019-04-20"));
  EXPECT_EQ(done.state(), view::v1::TASK_STATE_DONE_LATE);
  EXPECT_EQ(done.ended_on(), "2019-04-20");
  EXPECT_EQ(done.overdue_days(), 0u);
  EXPECT_TRUE(done.document_filed());
}

TEST(WorkProgramme, AProofAttachedLaterIsFiled) {
  Ledger ledger;
  PlanTask(ledger, 1, "2019-01-10", "2019-03-31");
  const std::uint64_t done =
      AddBody(ledger, "work-programme/2019", "2019-03-01", &Event::mutable_task_completed,
              [&](auto& body) { body.set_task_id(Person(1)); });
  AddBody(ledger, "work-programme/2019", "2019-03-09", &Event::mutable_evidence_attached,
          [&](auto& body) { body.set_position(done); });
  EXPECT_FALSE(Only(At(ledger, "2019-03-08")).document_filed());
  EXPECT_TRUE(Only(At(ledger, "2019-03-09")).document_filed());
}

TEST(WorkProgramme, ATaskDoneByItsDayIsInTime) {
  Ledger ledger;
  PlanTask(ledger, 1, "2019-01-10", "2019-03-31");
  Complete(ledger, 1, "2019-03-31");
  EXPECT_EQ(Only(At(ledger, "2019-05-01")).state(), view::v1::TASK_STATE_DONE);
  EXPECT_EQ(At(ledger, "2019-05-01").years(0).done(), 1u);
}

TEST(WorkProgramme, ADroppedTaskIsNoLongerOverdue) {
  Ledger ledger;
  PlanTask(ledger, 1, "2019-01-10", "2019-03-31");
  AddBody(ledger, "work-programme/2019", "2019-04-10", &Event::mutable_task_dropped,
          [](auto& body) {
            body.set_year(2019);
            body.set_task_id(Person(1));
            body.set_reason(governance::v1::TASK_DROP_REASON_NO_MEANS);
          });
  const WorkProgrammeView view = At(ledger, "2019-05-01");
  EXPECT_EQ(Only(view).state(), view::v1::TASK_STATE_DROPPED);
  EXPECT_EQ(Only(view).drop_reason(), governance::v1::TASK_DROP_REASON_NO_MEANS);
  EXPECT_EQ(view.years(0).overdue(), 0u);
  EXPECT_EQ(view.years(0).dropped(), 1u);
}

TEST(WorkProgramme, AVoidedCompletionLeavesTheTaskOverdue) {
  Ledger ledger;
  ledger.RecordAt("2019-01-10");
  PlanTask(ledger, 1, "2019-01-10", "2019-03-31");
  ledger.RecordAt("2019-03-20");
  const auto done = Complete(ledger, 1, "2019-03-20");
  ledger.RecordAt("2019-04-15").Void({done}, "2019-04-15");
  EXPECT_EQ(Only(At(ledger, "2019-05-01", "2019-04-14")).state(), view::v1::TASK_STATE_DONE);
  EXPECT_EQ(Only(At(ledger, "2019-05-01")).state(), view::v1::TASK_STATE_OVERDUE);
}

TEST(WorkProgramme, TasksStandByDueDayWithWhoIsResponsible) {
  Ledger ledger;
  PlanTask(ledger, 1, "2019-01-10", "2019-06-30", "enterprise-27");
  PlanTask(ledger, 2, "2019-01-10", "2019-03-31");
  const WorkProgrammeView view = At(ledger, "2019-01-31");
  ASSERT_EQ(view.years(0).tasks_size(), 2);
  EXPECT_EQ(view.years(0).tasks(0).task_id(), Person(2));
  EXPECT_FALSE(view.years(0).tasks(0).responsible_name().hu().empty());
  EXPECT_TRUE(view.years(0).tasks(1).responsible_name().hu().empty());  // a person's name
  EXPECT_EQ(view.years(0).open(), 2u);
}

}  // namespace
}  // namespace paktum::views
