// The chain of a document, and the work programme.
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

const std::string kFile(64, 'e');
const std::string kOtherFile(64, 'd');

command::v1::DraftDocument Draft(std::uint32_t version = 1) {
  command::v1::DraftDocument command;
  command.set_document_kind("D05");
  command.set_document_version(version);
  command.set_drafted_on("2019-02-01");
  command.set_file_sha256(kFile);
  return command;
}

command::v1::SubmitDocument SubmitIt(std::uint32_t version = 1) {
  command::v1::SubmitDocument command;
  command.set_document_kind("D05");
  command.set_document_version(version);
  command.set_submitted_on("2019-03-01");
  command.set_submitted_to("steering-group");
  return command;
}

command::v1::RejectDocument Reject() {
  command::v1::RejectDocument command;
  command.set_document_kind("D05");
  command.set_document_version(1);
  command.set_rejected_on("2019-03-28");
  command.set_rejected_by("steering-group");
  command.set_reason(governance::v1::DOCUMENT_REJECTION_REASON_INCOMPLETE);
  return command;
}

command::v1::SupersedeDocument Supersede() {
  command::v1::SupersedeDocument command;
  command.set_document_kind("D05");
  command.set_document_version(1);
  command.set_superseded_by(2);
  command.set_superseded_on("2020-04-01");
  return command;
}

TEST(DocumentChain, IsDraftedSubmittedAndApproved) {
  Scenario pact;
  ASSERT_TRUE(Records(pact.When(Draft()), {"DocumentDrafted"}));
  pact.Given(Draft(), "charity");
  const auto submitted = pact.When(SubmitIt());
  ASSERT_TRUE(Records(submitted, {"DocumentSubmitted"}));
  EXPECT_EQ(submitted->events[0].event.document_submitted().file_sha256(), kFile)
      << "that of the draft";
  pact.Given(SubmitIt());
  ASSERT_TRUE(Records(pact.When(Approve()), {"DocumentApproved"}));
}

TEST(DocumentChain, NoStepComesBeforeTheOneBefore) {
  Scenario pact;
  EXPECT_TRUE(RefusedFor(pact.When(SubmitIt()), "document.not_drafted"));
  EXPECT_TRUE(RefusedFor(pact.When(Reject()), "document.not_submitted"));
  pact.Given(Draft());
  EXPECT_TRUE(RefusedFor(pact.When(Approve()), "document.not_submitted"))
      << "the plan names who approves it";
  auto early = SubmitIt();
  early.set_submitted_on("2019-01-31");
  EXPECT_TRUE(RefusedFor(pact.When(early), "document.out_of_order"));
  pact.Given(SubmitIt());
  auto again = Draft();
  again.set_title("New");
  EXPECT_TRUE(RefusedFor(pact.When(again), "document.awaits_decision"));
  auto approve = Approve();
  approve.set_approved_on("2019-02-28");
  EXPECT_TRUE(RefusedFor(pact.When(approve), "document.out_of_order"));
}

TEST(DocumentChain, TheFileStaysTheSame) {
  Scenario pact;
  pact.Given(Draft());
  auto submit = SubmitIt();
  submit.set_file_sha256(kOtherFile);
  EXPECT_TRUE(RefusedFor(pact.When(submit), "document.other_file_than_draft"));
  pact.Given(SubmitIt());
  auto approve = Approve();
  approve.set_file_sha256(kOtherFile);
  EXPECT_TRUE(RefusedFor(pact.When(approve), "document.other_file_than_submitted"));
}

TEST(DocumentChain, TheBodyOfThePlanDecides) {
  Scenario pact;
  pact.Given(Draft());
  auto submit = SubmitIt();
  submit.set_submitted_to("employment-forum");
  EXPECT_TRUE(RefusedFor(pact.When(submit), "document.other_body"));
  pact.Given(SubmitIt());
  auto reject = Reject();
  reject.set_rejected_by("employment-forum");
  EXPECT_TRUE(RefusedFor(pact.When(reject), "document.other_body"));
}

TEST(DocumentChain, ARejectedOneNeedsANewDraft) {
  Scenario pact;
  pact.Given(Draft());
  pact.Given(SubmitIt());
  ASSERT_TRUE(Records(pact.When(Reject()), {"DocumentRejected"}));
  pact.Given(Reject());
  auto approve = Approve();
  approve.set_approved_on("2019-04-30");
  EXPECT_TRUE(RefusedFor(pact.When(approve), "document.not_submitted"));
  auto again = Draft();
  again.set_drafted_on("2019-04-01");
  again.set_file_sha256(kOtherFile);
  pact.Given(again);
  auto submit = SubmitIt();
  submit.set_submitted_on("2019-04-02");
  pact.Given(submit);
  approve.set_file_sha256(kOtherFile);
  EXPECT_TRUE(pact.When(approve).ok());
}

TEST(DocumentChain, VersionsRise) {
  Scenario pact;
  pact.Given(Approve());
  EXPECT_TRUE(RefusedFor(pact.When(Draft()), "document.draft_not_rising"));
  pact.Given(Draft(3));
  EXPECT_TRUE(RefusedFor(pact.When(Draft(2)), "document.draft_not_rising"));
}

TEST(DocumentChain, AnApprovedOneIsSupersededByALaterApprovedOne) {
  Scenario pact;
  pact.Given(Approve());
  EXPECT_TRUE(RefusedFor(pact.When(Supersede()), "document.not_approved"));
  auto second = Approve();
  second.set_document_version(2);
  second.set_approved_on("2020-03-31");
  pact.Given(second);
  auto backwards = Supersede();
  backwards.set_document_version(2);
  backwards.set_superseded_by(1);
  EXPECT_TRUE(RefusedFor(pact.When(backwards), "document.superseded_by_earlier"));
  ASSERT_TRUE(Records(pact.When(Supersede()), {"DocumentSuperseded"}));
  pact.Given(Supersede());
  EXPECT_TRUE(NothingToDo(pact.When(Supersede())));
  auto other = Supersede();
  other.set_superseded_on("2020-04-02");
  EXPECT_TRUE(RefusedFor(pact.When(other), "document.already_superseded"));
}

TEST(DocumentChain, RepeatingAStepAppendsNothing) {
  Scenario pact;
  pact.Given(Draft());
  EXPECT_TRUE(NothingToDo(pact.When(Draft())));
  pact.Given(SubmitIt());
  EXPECT_TRUE(NothingToDo(pact.When(Draft())));
  EXPECT_TRUE(NothingToDo(pact.When(SubmitIt())));
  pact.Given(Reject());
  EXPECT_TRUE(NothingToDo(pact.When(Reject())));
}

TEST(DocumentChain, AnUnknownKindIsRefusedWithTheKnownOnes) {
  Scenario pact;
  auto command = Draft();
  command.set_document_kind("D99");
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "document.unknown_kind"));
  EXPECT_NE(DetailOf(decided, "known").find("D05"), std::string::npos);
  command.set_document_kind("D17");
  EXPECT_TRUE(RefusedFor(pact.When(command), "document.per_person"));
}

command::v1::PlanTask Task(const std::string& due_on = "2019-11-30") {
  command::v1::PlanTask command;
  command.set_year(2019);
  command.set_measure("2.1");
  command.set_subject("Survey of training needs");
  command.set_responsible("pact-office-staff");
  command.set_due_on(due_on);
  command.set_planned_on("2019-01-15");
  return command;
}

command::v1::CompleteTask Complete(const std::string& task_id) {
  command::v1::CompleteTask command;
  command.set_year(2019);
  command.set_task_id(task_id);
  command.set_completed_on("2019-11-20");
  return command;
}

command::v1::DropTask Drop(const std::string& task_id) {
  command::v1::DropTask command;
  command.set_year(2019);
  command.set_task_id(task_id);
  command.set_dropped_on("2019-11-20");
  command.set_reason(governance::v1::TASK_DROP_REASON_NO_MEANS);
  return command;
}

TEST(WorkProgramme, ATaskIsPlannedAndCompleted) {
  Scenario pact;
  const auto decided = pact.When(Task());
  ASSERT_TRUE(Records(decided, {"TaskPlanned"}));
  EXPECT_EQ(decided->events[0].stream, "work-programme/2019");
  const std::string id = pact.Given(Task())["task_id"];
  ASSERT_TRUE(Records(pact.When(Complete(id)), {"TaskCompleted"}));
  ASSERT_TRUE(Records(pact.When(Drop(id)), {"TaskDropped"}));
}

TEST(WorkProgramme, ATaskIsDueInItsYear) {
  Scenario pact;
  EXPECT_TRUE(RefusedFor(pact.When(Task("2020-01-01")), "task.due_outside_year"));
  auto outside = Task("2030-05-01");
  outside.set_year(2030);
  EXPECT_TRUE(RefusedFor(pact.When(outside), "work_programme.year_outside"));
  Scenario by_programme(ChangedPlan("work_programme_year_mode: PERIOD_MODE_CALENDAR",
                                    "work_programme_year_mode: PERIOD_MODE_PROGRAMME"));
  const Date start = by_programme.plan().start_date();
  const std::string last = start.PlusMonths(24).PlusDays(-1).ToString();
  auto command = Task(last);
  EXPECT_TRUE(by_programme.When(command).ok()) << "the year from 2019-07-01 to " << last;
  command.set_due_on(start.PlusMonths(24).ToString());
  EXPECT_TRUE(RefusedFor(by_programme.When(command), "task.due_outside_year"));
}

TEST(WorkProgramme, ATaskHasAMeasureAndAResponsibleOfThePlan) {
  Scenario pact;
  auto command = Task();
  command.set_measure("9.9");
  EXPECT_TRUE(RefusedFor(pact.When(command), "measure.unknown"));
  command = Task();
  command.set_responsible("mayor");
  EXPECT_TRUE(RefusedFor(pact.When(command), "responsible.unknown"));
  for (const char* known : {"tiszakecske", "mentor", "steering-group"}) {
    command.set_responsible(known);
    EXPECT_TRUE(pact.When(command).ok()) << known;
  }
}

TEST(WorkProgramme, ATaskEndsOnce) {
  Scenario pact;
  EXPECT_TRUE(
      RefusedFor(pact.When(Complete("0197c1f0-0000-7000-8000-000000000000")), "task.unknown"));
  const std::string id = pact.Given(Task())["task_id"];
  auto early = Complete(id);
  early.set_completed_on("2019-01-14");
  EXPECT_TRUE(RefusedFor(pact.When(early), "task.ends_before_planned"));
  pact.Given(Complete(id));
  EXPECT_TRUE(RefusedFor(pact.When(Drop(id)), "task.already_completed"));
  const std::string other = pact.Given(Task("2019-12-01"))["task_id"];
  pact.Given(Drop(other));
  EXPECT_TRUE(RefusedFor(pact.When(Complete(other)), "task.already_dropped"));
}

TEST(WorkProgramme, RepeatingAppendsNothing) {
  Scenario pact;
  const std::string id = pact.Given(Task())["task_id"];
  const auto again = pact.When(Task());
  EXPECT_TRUE(NothingToDo(again));
  EXPECT_EQ(again->result.at("task_id"), id);
  pact.Given(Complete(id));
  EXPECT_TRUE(NothingToDo(pact.When(Complete(id))));
  const std::string other = pact.Given(Task("2019-12-01"))["task_id"];
  pact.Given(Drop(other));
  EXPECT_TRUE(NothingToDo(pact.When(Drop(other))));
}

}  // namespace
}  // namespace paktum::domain
