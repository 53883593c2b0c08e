#include "tests/unit/domain/person_commands.h"

namespace paktum::domain {
namespace {

using employment::v1::EVIDENCE_KIND_UNSPECIFIED;
using employment::v1::SIX_MONTH_STATUS_NOT_EMPLOYED;
using employment::v1::SIX_MONTH_STATUS_UNKNOWN;

// Supported from 2019-03-01 to 2019-10-31, hired 2019-03-04.
std::string GivenSupportedJob(Scenario& pact) {
  const std::string id = pact.GivenParticipant();
  pact.Given(Grant(id));
  pact.Given(Hire(id));
  return id;
}

// The same, and the support stopped on 2019-05-31 while the job goes on.
struct StoppedSupport {
  Scenario pact;
  std::string id = pact.GivenParticipant();
  Position stopped;

  explicit StoppedSupport(plan::Plan plan = TiszakecskePlan()) : pact(std::move(plan)) {
    const std::string grant = pact.Given(Grant(id))["grant_id"];
    pact.Given(Hire(id));
    const std::uint64_t before = pact.last().value();
    auto stop = Stop(id, grant);
    stop.set_reason(subsidy::v1::STOP_REASON_CONDITIONS_NOT_MET);
    pact.Given(stop);
    stopped = Position(before + 1);
  }
};

// The body that the check records.
employment::v1::SixMonthStatusChecked Recorded(const Result<Decision>& decided) {
  if (!Records(decided, {"SixMonthStatusChecked"})) return {};
  return decided->events[0].event.six_month_status_checked();
}

TEST(SixMonthCheck, RunsFromTheEndOfTheSupport) {
  Scenario pact;
  const auto body = Recorded(pact.When(Check(GivenSupportedJob(pact))));
  EXPECT_EQ(body.reference_date(), "2019-10-31");
  EXPECT_EQ(body.due_on(), "2020-04-30");
  EXPECT_EQ(body.rule_version(), 1U);
}

TEST(SixMonthCheck, RunsFromTheDayOnWhichTheSupportWasStopped) {
  StoppedSupport given;
  auto command = Check(given.id);
  command.set_checked_on("2019-11-29");
  EXPECT_TRUE(RefusedFor(given.pact.When(command), "six_month.too_early"));
  command.set_checked_on("2019-11-30");
  const auto body = Recorded(given.pact.When(command));
  EXPECT_EQ(body.reference_date(), "2019-05-31");
  EXPECT_EQ(body.due_on(), "2019-11-30") << "31 May + 6 months: the last day of November";
}

TEST(SixMonthCheck, RunsFromTheEndAsGrantedWhenTheStopIsVoided) {
  StoppedSupport given;
  given.pact.Given(Void(given.stopped), "government_office");
  EXPECT_EQ(Recorded(given.pact.When(Check(given.id))).reference_date(), "2019-10-31");
}

TEST(SixMonthCheck, RunsFromTheCorrectedDayOfTheStop) {
  StoppedSupport given;
  auto stop = Stop(given.id, given.pact.Stream("participant/" + given.id)
                                 .events.back()
                                 .event.subsidy_stopped()
                                 .grant_id());
  stop.set_reason(subsidy::v1::STOP_REASON_CONDITIONS_NOT_MET);
  stop.set_stopped_on("2019-07-15");
  given.pact.Given(Correct(given.stopped, stop), "government_office");
  EXPECT_EQ(Recorded(given.pact.When(Check(given.id))).reference_date(), "2019-07-15");
}

// Four months more at the same employer.
command::v1::GrantSubsidy FurtherGrant(const std::string& participant_id) {
  auto further = Grant(participant_id, "S3");
  further.set_granted_on("2019-06-10");
  further.set_months(4);
  further.set_monthly_amount_ft(100000);
  further.set_intensity_percent(70);
  return further;
}

TEST(SixMonthCheck, RunsFromTheLastEndOfSeveralSupportsOfTheJob) {
  StoppedSupport given;
  given.pact.Given(FurtherGrant(given.id));
  EXPECT_EQ(Recorded(given.pact.When(Check(given.id))).reference_date(), "2019-10-09");
  auto end = EndJob(given.id);
  end.set_ended_on("2019-06-09");
  given.pact.Given(end);
  EXPECT_EQ(Recorded(given.pact.When(Check(given.id))).reference_date(), "2019-05-31")
      << "the further support begins after the job";
}

TEST(SixMonthCheck, ASupportAtAnotherEmployerChangesNothing) {
  StoppedSupport given;
  auto other = FurtherGrant(given.id);
  other.set_employer("kalfem");
  given.pact.Given(other);
  EXPECT_EQ(Recorded(given.pact.When(Check(given.id))).reference_date(), "2019-05-31");
}

TEST(SixMonthCheck, TheDutyAfterAStoppedSupportBeginsOnThatDay) {
  StoppedSupport given(
      ChangedPlan("anchor: ANCHOR_END_OF_SUBSIDY", "anchor: ANCHOR_END_OF_FOLLOW_ON"));
  EXPECT_EQ(Recorded(given.pact.When(Check(given.id))).reference_date(), "2019-09-30");
}

TEST(SixMonthCheck, StaysAsRecordedWhenAFurtherSupportIsGranted) {
  StoppedSupport given;
  auto command = Check(given.id);
  command.set_checked_on("2019-12-02");
  given.pact.Given(command);
  given.pact.Given(FurtherGrant(given.id));
  EXPECT_TRUE(NothingToDo(given.pact.When(command)));
}

TEST(SixMonthCheck, IsRefusedBeforeItsDay) {
  Scenario pact;
  auto command = Check(GivenSupportedJob(pact));
  command.set_checked_on("2020-04-29");
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "six_month.too_early"));
  EXPECT_EQ(DetailOf(decided, "due_on"), "2020-04-30");
  command.set_checked_on("2020-04-30");
  EXPECT_TRUE(pact.When(command).ok());
  command.set_checked_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "date.in_future"));
}

TEST(SixMonthCheck, RecordingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = GivenSupportedJob(pact);
  pact.Given(Check(id));
  const auto decided = pact.When(Check(id));
  EXPECT_TRUE(NothingToDo(decided));
  EXPECT_TRUE(decided->result.contains("hire_id"));
  auto end = EndJob(id);
  end.set_ended_on("2019-09-30");
  pact.Given(end);
  EXPECT_TRUE(NothingToDo(pact.When(Check(id)))) << "whatever the reference date is by now";
}

TEST(SixMonthCheck, NoSupportOutlivesTheJob) {
  Scenario pact;
  const std::string id = GivenSupportedJob(pact);
  auto end = EndJob(id);
  end.set_ended_on("2019-08-31");
  pact.Given(end);
  auto command = Check(id);
  command.set_checked_on("2020-02-29");
  const auto body = Recorded(pact.When(command));
  EXPECT_EQ(body.reference_date(), "2019-08-31");
  EXPECT_EQ(body.due_on(), "2020-02-29") << "31 August + 6 months: the last day of February";
}

TEST(SixMonthCheck, AnIndependentPlacementRunsFromTheFirstDayOfWork) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(IndependentHire(id));
  auto command = Check(id);
  command.set_checked_on("2019-09-04");
  const auto body = Recorded(pact.When(command));
  EXPECT_EQ(body.reference_date(), "2019-03-04");
  EXPECT_EQ(body.due_on(), "2019-09-04");
}

TEST(SixMonthCheck, NeedsAJob) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  EXPECT_TRUE(RefusedFor(pact.When(Check(id)), "six_month.no_job"));
  pact.Given(IndependentHire(id));
  auto other = IndependentHire(id);
  other.set_employer("kalfem");
  const std::string hire_id = pact.Given(other)["hire_id"];
  EXPECT_TRUE(RefusedFor(pact.When(Check(id)), "employment.ambiguous"));
  auto command = Check(id);
  command.set_hire_id(hire_id);
  EXPECT_EQ(Recorded(pact.When(command)).hire_id(), hire_id);
  command.set_hire_id("0197c1f0-0000-7000-8000-000000000001");
  EXPECT_TRUE(RefusedFor(pact.When(command), "hire.unknown"));
}

TEST(SixMonthCheck, NeedsEvidenceUnlessUnknown) {
  Scenario pact;
  auto command = Check(GivenSupportedJob(pact));
  command.set_evidence(EVIDENCE_KIND_UNSPECIFIED);
  EXPECT_TRUE(RefusedFor(pact.When(command), "six_month.evidence_missing"));
  command.set_status(SIX_MONTH_STATUS_NOT_EMPLOYED);
  EXPECT_TRUE(RefusedFor(pact.When(command), "six_month.evidence_missing"));
  command.set_status(SIX_MONTH_STATUS_UNKNOWN);
  EXPECT_TRUE(pact.When(command).ok());
}

TEST(SixMonthCheck, OnlyAnUnknownResultMayBeFollowed) {
  Scenario pact;
  const std::string id = GivenSupportedJob(pact);
  auto unknown = Check(id);
  unknown.set_status(SIX_MONTH_STATUS_UNKNOWN);
  unknown.set_evidence(EVIDENCE_KIND_UNSPECIFIED);
  pact.Given(unknown);
  auto definite = Check(id);
  definite.set_checked_on("2020-06-15");
  pact.Given(definite);
  definite.set_status(SIX_MONTH_STATUS_NOT_EMPLOYED);
  const auto decided = pact.When(definite);
  EXPECT_TRUE(RefusedFor(decided, "six_month.already_checked"));
  EXPECT_EQ(DetailOf(decided, "checked_on"), "2020-06-15");
}

TEST(SixMonthCheck, FollowsTheAnchorOfThePlansRule) {
  const auto due_under = [](const char* rule) {
    Scenario pact(ChangedPlan("anchor: ANCHOR_END_OF_SUBSIDY", rule));
    return Recorded(pact.When([&] {
             auto command = Check(GivenSupportedJob(pact));
             command.set_checked_on("2021-06-01");
             return command;
           }()))
        .due_on();
  };
  EXPECT_EQ(due_under("anchor: ANCHOR_END_OF_FOLLOW_ON"), "2020-08-29")
      << "four months of continued employment until 2020-02-29, six more";
  EXPECT_EQ(due_under("anchor: ANCHOR_START_OF_JOB"), "2019-09-04");
}

TEST(SixMonthCheck, ARuleThatCountsTheSupportedJobOnlyAsksForIt) {
  Scenario pact(ChangedPlan("any_employer: true", "any_employer: false"));
  const std::string id = GivenSupportedJob(pact);
  EXPECT_TRUE(pact.When(Check(id)).ok());
  pact.Given(EndJob(id));
  EXPECT_TRUE(RefusedFor(pact.When(Check(id)), "six_month.other_employer"));
  auto command = Check(id);
  command.set_status(SIX_MONTH_STATUS_NOT_EMPLOYED);
  EXPECT_TRUE(pact.When(command).ok());
}

}  // namespace
}  // namespace paktum::domain
