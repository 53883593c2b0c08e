// Interim evaluations, status reports, deviations and corrective steps.
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

using evaluation::v1::EVALUATION_PART_CAUSES;

command::v1::OpenInterimEvaluation Open() {
  command::v1::OpenInterimEvaluation command;
  command.set_period("2019-H1");
  command.set_opened_on("2019-07-01");
  return command;
}

command::v1::WriteEvaluationPart Write(int part, const std::string& text = "As planned") {
  command::v1::WriteEvaluationPart command;
  command.set_period("2019-H1");
  command.set_part(static_cast<evaluation::v1::EvaluationPart>(part));
  command.set_text(text);
  command.set_written_on("2019-07-02");
  return command;
}

command::v1::SubmitInterimEvaluation Submit() {
  command::v1::SubmitInterimEvaluation command;
  command.set_period("2019-H1");
  command.set_submitted_on("2019-07-03");
  command.set_figures_position(7);
  command.set_figures_sha256(std::string(64, 'a'));
  return command;
}

command::v1::ApproveInterimEvaluation ApproveIt(const std::string& resolution = "11/2019") {
  command::v1::ApproveInterimEvaluation command;
  command.set_period("2019-H1");
  command.set_approved_on("2019-07-18");
  command.set_resolution(resolution);
  return command;
}

command::v1::ReturnInterimEvaluation GiveBack() {
  command::v1::ReturnInterimEvaluation command;
  command.set_period("2019-H1");
  command.set_returned_on("2019-07-19");
  return command;
}

command::v1::IssueStatusReport StatusReport() {
  command::v1::IssueStatusReport command;
  command.set_period("2019-H1");
  command.set_issued_on("2019-07-10");
  command.set_figures_position(7);
  command.set_figures_sha256(std::string(64, 'a'));
  return command;
}

Scenario WrittenPact(int parts = 6) {
  Scenario pact;
  pact.Given(Open());
  for (int part = 1; part <= parts; ++part) pact.Given(Write(part));
  return pact;
}

Scenario SubmittedPact() {
  Scenario pact = WrittenPact();
  pact.Given(Submit());
  auto meeting = Meeting();
  meeting.set_held_on("2019-07-18");
  meeting.mutable_resolutions(0)->set_number("11/2019");
  pact.Given(meeting);
  return pact;
}

TEST(OpenEvaluation, BeginsTheEvaluationOfAHalfYear) {
  Scenario pact;
  const auto decided = pact.When(Open());
  ASSERT_TRUE(Records(decided, {"InterimEvaluationOpened"}));
  EXPECT_EQ(decided->events[0].stream, "evaluation/2019-H1");
}

TEST(OpenEvaluation, IsRefusedBeforeThePeriodAndOutsideTheProgramme) {
  Scenario pact;
  auto command = Open();
  command.set_opened_on("2018-12-31");
  EXPECT_TRUE(RefusedFor(pact.When(command), "evaluation.opened_before_period"));
  command.set_period("2021-H2");
  EXPECT_TRUE(RefusedFor(pact.When(command), "period.outside_programme"));
}

TEST(OpenEvaluation, OpeningTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(Open());
  EXPECT_TRUE(NothingToDo(pact.When(Open())));
  auto other = Open();
  other.set_opened_on("2019-07-02");
  EXPECT_TRUE(RefusedFor(pact.When(other), "evaluation.already_opened"));
}

TEST(WriteEvaluationPart, ThePartMayBeWrittenAnew) {
  Scenario pact;
  pact.Given(Open());
  ASSERT_TRUE(Records(pact.When(Write(4)), {"EvaluationPartWritten"}));
  pact.Given(Write(4));
  EXPECT_TRUE(Records(pact.When(Write(4, "Otherwise")), {"EvaluationPartWritten"}));
}

TEST(WriteEvaluationPart, NeedsAnOpenEvaluation) {
  Scenario pact;
  EXPECT_TRUE(RefusedFor(pact.When(Write(EVALUATION_PART_CAUSES)), "evaluation.not_opened"));
  Scenario submitted = SubmittedPact();
  EXPECT_TRUE(RefusedFor(submitted.When(Write(4, "Late")), "evaluation.awaits_decision"));
  Scenario approved = EvaluatedPact();
  EXPECT_TRUE(RefusedFor(approved.When(Write(4, "Late")), "evaluation.already_approved"));
}

TEST(WriteEvaluationPart, TheSameTextTwiceAppendsNothing) {
  Scenario pact = WrittenPact(1);
  EXPECT_TRUE(NothingToDo(pact.When(Write(1))));
}

TEST(SubmitEvaluation, FreezesItsFigures) {
  Scenario pact = WrittenPact();
  const auto decided = pact.When(Submit());
  ASSERT_TRUE(Records(decided, {"InterimEvaluationSubmitted"}));
  EXPECT_EQ(decided->events[0].event.interim_evaluation_submitted().figures_position(), 7U);
}

TEST(SubmitEvaluation, NeedsAllSixParts) {
  Scenario pact = WrittenPact(4);
  const auto decided = pact.When(Submit());
  EXPECT_TRUE(RefusedFor(decided, "evaluation.parts_missing"));
  EXPECT_EQ(DetailOf(decided, "missing"), "5, 6");
}

TEST(SubmitEvaluation, NeedsFiguresThatHoldThePeriod) {
  Scenario pact = WrittenPact();
  pact.SetFigures({.exists = false, .next_recorded_on = std::nullopt});
  EXPECT_TRUE(RefusedFor(pact.When(Submit()), "figures.no_such_position"));
  pact.SetFigures({.exists = true, .next_recorded_on = Day("2019-06-30")});
  EXPECT_TRUE(RefusedFor(pact.When(Submit()), "figures.before_period_end"));
  pact.SetFigures({.exists = true, .next_recorded_on = Day("2019-07-01")});
  EXPECT_TRUE(pact.When(Submit()).ok());
  auto early = Open();
  Scenario other;
  early.set_opened_on("2019-06-01");
  other.Given(early);
  for (int part = 1; part <= 6; ++part) {
    auto write = Write(part);
    write.set_written_on("2019-06-02");
    other.Given(write);
  }
  auto submit = Submit();
  submit.set_submitted_on("2019-06-30");
  EXPECT_TRUE(RefusedFor(other.When(submit), "figures.period_not_over"));
}

TEST(SubmitEvaluation, SubmittingTwiceAppendsNothing) {
  Scenario pact = SubmittedPact();
  EXPECT_TRUE(NothingToDo(pact.When(Submit())));
  auto other = Submit();
  other.set_figures_position(8);
  EXPECT_TRUE(RefusedFor(pact.When(other), "evaluation.awaits_decision"));
}

TEST(ApproveEvaluation, NeedsTheResolutionOfARecordedMeeting) {
  Scenario pact = SubmittedPact();
  EXPECT_TRUE(RefusedFor(pact.When(ApproveIt("12/2019")), "evaluation.unknown_resolution"));
  ASSERT_TRUE(Records(pact.When(ApproveIt()), {"InterimEvaluationApproved"}));
  auto early = ApproveIt();
  early.set_approved_on("2019-07-17");
  EXPECT_TRUE(RefusedFor(pact.When(early), "evaluation.out_of_order")) << "before the meeting";
}

TEST(ApproveEvaluation, NeedsASubmission) {
  Scenario pact = WrittenPact();
  EXPECT_TRUE(RefusedFor(pact.When(ApproveIt()), "evaluation.not_submitted"));
}

TEST(ApproveEvaluation, ApprovingTwiceAppendsNothing) {
  Scenario pact = EvaluatedPact();
  EXPECT_TRUE(NothingToDo(pact.When(ApproveIt())));
  auto other = ApproveIt();
  other.set_approved_on("2019-07-19");
  EXPECT_TRUE(RefusedFor(pact.When(other), "evaluation.already_approved"));
}

TEST(ReturnEvaluation, OpensItAgain) {
  Scenario pact = SubmittedPact();
  ASSERT_TRUE(Records(pact.When(GiveBack()), {"InterimEvaluationReturned"}));
  pact.Given(GiveBack());
  EXPECT_TRUE(pact.When(Write(4, "Better")).ok());
  EXPECT_TRUE(RefusedFor(pact.When(ApproveIt()), "evaluation.not_submitted"));
}

TEST(ReturnEvaluation, IsRefusedWithoutASubmissionOrInAClosedPeriod) {
  Scenario pact = WrittenPact();
  EXPECT_TRUE(RefusedFor(pact.When(GiveBack()), "evaluation.not_submitted"));
  Scenario closed = ClosedPact();
  EXPECT_TRUE(RefusedFor(closed.When(GiveBack()), "evaluation.period_closed"));
  Scenario submitted = SubmittedPact();
  auto command = GiveBack();
  command.set_resolution("99/2019");
  EXPECT_TRUE(RefusedFor(submitted.When(command), "evaluation.unknown_resolution"));
}

TEST(ReturnEvaluation, ReturningTwiceAppendsNothing) {
  Scenario pact = SubmittedPact();
  pact.Given(GiveBack());
  EXPECT_TRUE(NothingToDo(pact.When(GiveBack())));
}

TEST(ReturnEvaluation, ThePeriodOfAReturnedOneCannotBeClosed) {
  Scenario pact = EvaluatedPact();
  pact.Given(GiveBack());
  command::v1::ClosePeriod close;
  close.set_period("2019-H1");
  close.set_closed_on("2019-07-31");
  EXPECT_TRUE(RefusedFor(pact.When(close), "period.evaluation_not_approved"));
}

TEST(StatusReport, IsIssuedOnceWithItsFigures) {
  Scenario pact;
  const auto decided = pact.When(StatusReport());
  ASSERT_TRUE(Records(decided, {"StatusReportIssued"}));
  EXPECT_EQ(decided->events[0].stream, "status-report/2019-H1");
}

TEST(StatusReport, IsRefusedBeforeThePeriodIsOver) {
  Scenario pact;
  auto command = StatusReport();
  command.set_issued_on("2019-06-30");
  EXPECT_TRUE(RefusedFor(pact.When(command), "figures.period_not_over"));
}

TEST(StatusReport, IssuingTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(StatusReport());
  EXPECT_TRUE(NothingToDo(pact.When(StatusReport())));
  auto other = StatusReport();
  other.set_figures_position(8);
  EXPECT_TRUE(RefusedFor(pact.When(other), "status_report.already_issued"));
}

command::v1::RecordDeviation Deviation() {
  command::v1::RecordDeviation command;
  command.set_measure("3.1");
  command.set_indicator("PR25");
  command.set_found_on("2019-07-01");
  command.set_subject("Fewer hires than planned");
  command.set_cause(evaluation::v1::DEVIATION_CAUSE_LACK_OF_EMPLOYERS);
  return command;
}

command::v1::PlanCorrectiveStep PlanStep(const std::string& deviation_id) {
  command::v1::PlanCorrectiveStep command;
  command.set_deviation_id(deviation_id);
  command.set_subject("Visit twenty employers");
  command.set_responsible("project-manager");
  command.set_due_on("2019-09-30");
  command.set_planned_on("2019-07-02");
  return command;
}

command::v1::CompleteCorrectiveStep DoStep(const std::string& deviation_id,
                                           const std::string& step_id) {
  command::v1::CompleteCorrectiveStep command;
  command.set_deviation_id(deviation_id);
  command.set_step_id(step_id);
  command.set_done_on("2019-09-15");
  return command;
}

TEST(Deviation, IsRecordedWithItsCause) {
  Scenario pact;
  const Uuid id = pact.NewCommand();
  const auto decided = pact.WhenAs(id, Deviation());
  ASSERT_TRUE(Records(decided, {"DeviationRecorded"}));
  EXPECT_EQ(decided->events[0].stream, "deviation/" + decided->result.at("deviation_id"));
  pact.Append(id, "pact_office", *decided);
  EXPECT_TRUE(NothingToDo(pact.WhenAs(id, Deviation()))) << "the same command again";
}

TEST(Deviation, NamesAMeasureOrAnIndicatorOfThePlan) {
  Scenario pact;
  auto command = Deviation();
  command.set_indicator("PO99");
  EXPECT_TRUE(RefusedFor(pact.When(command), "indicator.unknown"));
  command.clear_indicator();
  EXPECT_TRUE(pact.When(command).ok());
  command.clear_measure();
  EXPECT_TRUE(RefusedFor(pact.When(command), "deviation.of_nothing"));
}

TEST(CorrectiveStep, IsPlannedAndDone) {
  Scenario pact;
  const std::string deviation = pact.Given(Deviation())["deviation_id"];
  const std::string step = pact.Given(PlanStep(deviation))["step_id"];
  ASSERT_TRUE(Records(pact.When(DoStep(deviation, step)), {"CorrectiveStepDone"}));
}

TEST(CorrectiveStep, IsRefusedForWhatIsNotThere) {
  Scenario pact;
  const std::string nobody = "0197c1f0-0000-7000-8000-000000000000";
  EXPECT_TRUE(RefusedFor(pact.When(PlanStep(nobody)), "deviation.unknown"));
  EXPECT_TRUE(RefusedFor(pact.When(DoStep(nobody, nobody)), "deviation.unknown"));
  const std::string deviation = pact.Given(Deviation())["deviation_id"];
  EXPECT_TRUE(RefusedFor(pact.When(DoStep(deviation, nobody)), "step.unknown"));
  auto command = PlanStep(deviation);
  command.set_responsible("mayor");
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "responsible.unknown"));
  EXPECT_NE(DetailOf(decided, "known").find("project-manager"), std::string::npos);
  command = PlanStep(deviation);
  command.set_planned_on("2019-06-30");
  EXPECT_TRUE(RefusedFor(pact.When(command), "step.before_deviation"));
  command = PlanStep(deviation);
  command.set_due_on("2019-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "step.due_before_planned"));
  const std::string step = pact.Given(PlanStep(deviation))["step_id"];
  auto early = DoStep(deviation, step);
  early.set_done_on("2019-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(early), "step.done_before_planned"));
}

TEST(CorrectiveStep, RepeatingAppendsNothing) {
  Scenario pact;
  const std::string deviation = pact.Given(Deviation())["deviation_id"];
  const std::string step = pact.Given(PlanStep(deviation))["step_id"];
  const auto again = pact.When(PlanStep(deviation));
  EXPECT_TRUE(NothingToDo(again));
  EXPECT_EQ(again->result.at("step_id"), step);
  pact.Given(DoStep(deviation, step));
  EXPECT_TRUE(NothingToDo(pact.When(DoStep(deviation, step))));
  auto other = DoStep(deviation, step);
  other.set_done_on("2019-09-16");
  EXPECT_TRUE(RefusedFor(pact.When(other), "step.already_done"));
}

}  // namespace
}  // namespace paktum::domain
