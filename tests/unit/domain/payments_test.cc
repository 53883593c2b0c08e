// What is paid, stopped, asked back and refunded.
#include "tests/unit/domain/person_commands.h"

namespace paktum::domain {
namespace {

struct Granted {
  Scenario pact;
  std::string id;
  std::string grant;
};

// S2, eight months from 2019-03-01, 215 000 Ft a month.
Granted GivenGrant() {
  Granted granted;
  granted.id = granted.pact.GivenParticipant();
  granted.grant = granted.pact.Given(Grant(granted.id))["grant_id"];
  return granted;
}

TEST(Payment, OfAMonthIsRecorded) {
  auto [pact, id, grant] = GivenGrant();
  const auto decided = pact.When(Pay(id, grant));
  ASSERT_TRUE(Records(decided, {"SubsidyPaid"}));
  EXPECT_EQ(decided->events[0].event.subsidy_paid().month(), "2019-03");
}

TEST(Payment, PayingTwiceAppendsNothing) {
  auto [pact, id, grant] = GivenGrant();
  pact.Given(Pay(id, grant));
  EXPECT_TRUE(NothingToDo(pact.When(Pay(id, grant))));
  auto again = Pay(id, grant);
  again.set_paid_on("2019-04-12");
  EXPECT_TRUE(RefusedFor(pact.When(again), "payment.month_paid"));
}

TEST(Payment, StaysInsideOfTheGrant) {
  auto [pact, id, grant] = GivenGrant();
  auto pay = Pay(id, grant);
  for (const char* month : {"2019-02", "2019-11"}) {
    pay.set_month(month);
    EXPECT_TRUE(RefusedFor(pact.When(pay), "payment.month_outside")) << month;
  }
  pay.set_month("2019-13");
  EXPECT_TRUE(RefusedFor(pact.When(pay), "month.unreadable"));
  pay = Pay(id, grant);
  pay.set_amount_ft(215001);
  EXPECT_TRUE(RefusedFor(pact.When(pay), "payment.over_monthly"));
  pay = Pay(id, grant);
  pay.set_paid_on("2019-02-28");
  EXPECT_TRUE(RefusedFor(pact.When(pay), "payment.before_grant"));
  pay.set_grant_id("0197c1f0-0000-7000-8000-000000000001");
  EXPECT_TRUE(RefusedFor(pact.When(pay), "grant.unknown"));
}

// A grant that begins in mid-month touches one month more than it has.
TEST(Payment, NeverExceedsTheTotal) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  auto command = Grant(id);
  command.set_granted_on("2019-03-15");
  command.set_months(1);
  const std::string grant = pact.Given(command)["grant_id"];
  pact.Given(Pay(id, grant));
  auto second = Pay(id, grant);
  second.set_month("2019-04");
  const auto decided = pact.When(second);
  EXPECT_TRUE(RefusedFor(decided, "payment.over_total"));
  EXPECT_EQ(DetailOf(decided, "left_ft"), "0");
}

TEST(Stop, FreesWhatIsUnused) {
  auto [pact, id, grant] = GivenGrant();
  pact.Given(Pay(id, grant));
  const auto decided = pact.When(Stop(id, grant));
  ASSERT_TRUE(Records(decided, {"SubsidyStopped", "SchemeReleased"}));
  const auto& released = decided->events[1].event.scheme_released();
  EXPECT_EQ(decided->events[1].stream, "scheme/S2");
  EXPECT_EQ(released.amount_ft(), 7 * 215000);
  EXPECT_FALSE(released.place_released());
  pact.Given(Stop(id, grant));
  auto late = Pay(id, grant);
  late.set_month("2019-04");
  EXPECT_TRUE(RefusedFor(pact.When(late), "payment.after_stop"));
}

TEST(Stop, FreesThePlaceWhenNothingWasPaid) {
  Scenario pact(ChangedPlan("  persons: 68\n", "  persons: 1\n"));
  const std::string first = pact.GivenParticipant();
  const std::string second = pact.GivenParticipant("987654301");
  const std::string grant = pact.Given(Grant(first))["grant_id"];
  EXPECT_TRUE(RefusedFor(pact.When(Grant(second)), "scheme.no_place_left"));
  const auto decided = pact.When(Stop(first, grant));
  ASSERT_TRUE(decided.ok());
  EXPECT_TRUE(decided->events[1].event.scheme_released().place_released());
  EXPECT_EQ(decided->events[1].event.scheme_released().amount_ft(), 8 * 215000);
  pact.Given(Stop(first, grant));
  EXPECT_TRUE(pact.When(Grant(second)).ok());
}

TEST(Stop, StoppingTwiceAppendsNothing) {
  auto [pact, id, grant] = GivenGrant();
  pact.Given(Stop(id, grant));
  EXPECT_TRUE(NothingToDo(pact.When(Stop(id, grant))));
  auto other = Stop(id, grant);
  other.set_stopped_on("2019-06-30");
  EXPECT_TRUE(RefusedFor(pact.When(other), "stop.already_stopped"));
}

TEST(Stop, LiesInTheSupportAndAfterWhatWasPaid) {
  auto [pact, id, grant] = GivenGrant();
  auto stop = Stop(id, grant);
  stop.set_stopped_on("2019-11-01");
  EXPECT_TRUE(RefusedFor(pact.When(stop), "stop.after_end"));
  stop.set_stopped_on("2019-02-28");
  EXPECT_TRUE(RefusedFor(pact.When(stop), "stop.before_grant"));
  auto pay = Pay(id, grant);
  pay.set_month("2019-06");
  pay.set_paid_on("2019-07-10");
  pact.Given(pay);
  EXPECT_TRUE(RefusedFor(pact.When(Stop(id, grant)), "stop.month_paid"));
  stop = Stop(id, grant);
  stop.set_scheme("S3");
  EXPECT_TRUE(RefusedFor(pact.When(stop), "stop.other_scheme"));
}

TEST(Stop, IsNotBeforeTheJobThatTheGrantSupports) {
  auto [pact, id, grant] = GivenGrant();
  pact.Given(Hire(id));
  auto stop = Stop(id, grant);
  stop.set_stopped_on("2019-03-03");
  const auto decided = pact.When(stop);
  EXPECT_TRUE(RefusedFor(decided, "stop.before_hire"));
  EXPECT_EQ(DetailOf(decided, "hired_on"), "2019-03-04");
  stop.set_stopped_on("2019-03-04");
  EXPECT_TRUE(pact.When(stop).ok());
}

TEST(Stop, BeforeAJobThatTheGrantDoesNotSupportIsRecorded) {
  auto [pact, id, grant] = GivenGrant();
  pact.Given(IndependentHire(id));
  auto stop = Stop(id, grant);
  stop.set_stopped_on("2019-03-03");
  EXPECT_TRUE(pact.When(stop).ok());
}

TEST(Stop, LetsTheSchemeBeGrantedAgain) {
  auto [pact, id, grant] = GivenGrant();
  auto again = Grant(id);
  again.set_granted_on("2019-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(again), "grant.already_granted"));
  pact.Given(Stop(id, grant));
  EXPECT_TRUE(pact.When(again).ok());
}

TEST(Reclaim, IsAtMostWhatWasPaid) {
  auto [pact, id, grant] = GivenGrant();
  EXPECT_TRUE(RefusedFor(pact.When(Reclaim(id, grant)), "reclaim.nothing_paid"));
  pact.Given(Pay(id, grant));
  ASSERT_TRUE(Records(pact.When(Reclaim(id, grant)), {"SubsidyReclaimed"}));
  pact.Given(Reclaim(id, grant));
  auto more = Reclaim(id, grant);
  more.set_reference("H-2020/8");
  more.set_amount_ft(115001);
  const auto decided = pact.When(more);
  EXPECT_TRUE(RefusedFor(decided, "reclaim.over_paid"));
  EXPECT_EQ(DetailOf(decided, "left_ft"), "115000");
  more.set_amount_ft(115000);
  EXPECT_TRUE(pact.When(more).ok());
}

TEST(Reclaim, ReclaimingTwiceAppendsNothing) {
  auto [pact, id, grant] = GivenGrant();
  pact.Given(Pay(id, grant));
  pact.Given(Reclaim(id, grant));
  EXPECT_TRUE(NothingToDo(pact.When(Reclaim(id, grant))));
  auto early = Reclaim(id, grant);
  early.set_reclaimed_on("2019-04-09");
  EXPECT_TRUE(RefusedFor(pact.When(early), "reclaim.before_payment"));
}

TEST(MedicalTest, IsGrantedAndPaidAtOnce) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const auto decided = pact.When(RefundTest(id));
  ASSERT_TRUE(Records(decided, {"MedicalTestRefunded", "SchemeCommitted"}));
  EXPECT_EQ(decided->events[1].stream, "scheme/S7");
  EXPECT_EQ(decided->events[1].event.scheme_committed().amount_ft(), 2500);
  EXPECT_EQ(decided->events[1].event.scheme_committed().grant_id(),
            decided->events[0].event.medical_test_refunded().grant_id());
  const std::string grant = pact.Given(RefundTest(id))["grant_id"];
  EXPECT_TRUE(RefusedFor(pact.When(Pay(id, grant)), "grant.paid_at_once"));
  auto reclaim = Reclaim(id, grant);
  reclaim.set_amount_ft(2501);
  EXPECT_TRUE(RefusedFor(pact.When(reclaim), "reclaim.over_paid"));
  reclaim.set_amount_ft(2500);
  EXPECT_TRUE(pact.When(reclaim).ok());
}

TEST(MedicalTest, RefundingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(RefundTest(id));
  EXPECT_TRUE(NothingToDo(pact.When(RefundTest(id))));
}

TEST(MedicalTest, KeepsToSchemeUnitAmountAndTraining) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  auto command = RefundTest(id);
  command.set_scheme("S2");
  EXPECT_TRUE(RefusedFor(pact.When(command), "scheme.other_kind"));
  command.set_scheme("S99");
  EXPECT_TRUE(RefusedFor(pact.When(command), "scheme.unknown"));
  command = RefundTest(id);
  command.set_amount_ft(2501);
  EXPECT_TRUE(RefusedFor(pact.When(command), "refund.over_unit_amount"));
  command = RefundTest(id);
  command.set_training_id("0197c1f0-0000-7000-8000-000000000001");
  EXPECT_TRUE(RefusedFor(pact.When(command), "training.unknown"));
}

TEST(MedicalTest, IsRefusedWhenTheSchemeIsSpent) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  for (int i = 0; i < 45; ++i) {
    auto command = RefundTest(id);
    command.set_payment_reference("U-2019/" + std::to_string(i));
    pact.Given(command);
  }
  auto command = RefundTest(id);
  command.set_payment_reference("U-2019/45");
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "scheme.no_money_left"));
  EXPECT_EQ(DetailOf(decided, "left_ft"), "0");
}

TEST(Travel, OfAMonthIsRefundedOnce) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  ASSERT_TRUE(Records(pact.When(RefundTravelOf(id)), {"TravelRefunded", "SchemeCommitted"}));
  pact.Given(RefundTravelOf(id));
  EXPECT_TRUE(NothingToDo(pact.When(RefundTravelOf(id))));
  auto again = RefundTravelOf(id);
  again.set_payment_reference("U-2019/200");
  EXPECT_TRUE(RefusedFor(pact.When(again), "refund.month_paid"));
  again.set_scheme("S4");
  EXPECT_TRUE(pact.When(again).ok()) << "commuting is another scheme";
}

TEST(Travel, KeepsToTheMonthsOfThePlanAndOfTheProgramme) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  auto command = RefundTravelOf(id);
  for (int month = 4; month < 9; ++month) {
    command.set_month("2019-0" + std::to_string(month));
    command.set_refunded_on("2019-10-01");
    pact.Given(command);
  }
  command.set_month("2019-09");
  EXPECT_TRUE(RefusedFor(pact.When(command), "refund.months_over_plan"));
  command.set_month("2019-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "date.before_enrolment"));
  command.set_month("2019-11");
  EXPECT_TRUE(RefusedFor(pact.When(command), "refund.before_month"));
  command.set_scheme("S9");
  EXPECT_TRUE(RefusedFor(pact.When(command), "scheme.other_kind"));
}

TEST(Travel, OfAMonthInTheProgrammeIsRefundedAfterTheExit) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Exit(id));
  auto command = RefundTravelOf(id);
  command.set_month("2019-12");
  command.set_refunded_on("2020-01-15");
  EXPECT_TRUE(pact.When(command).ok());
  command.set_month("2020-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "participant.exited"));
}

TEST(Housing, IsGrantedLikeASubsidyAndPaidByTheMonth) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  ASSERT_TRUE(Records(pact.When(Housing(id)), {"HousingSupportGranted", "SchemeCommitted"}));
  const std::string grant = pact.Given(Housing(id))["grant_id"];
  EXPECT_TRUE(NothingToDo(pact.When(Housing(id))));
  auto pay = Pay(id, grant);
  pay.set_amount_ft(100000);
  EXPECT_TRUE(pact.When(pay).ok());
  auto again = Housing(id);
  again.set_granted_on("2019-05-01");
  EXPECT_TRUE(RefusedFor(pact.When(again), "grant.already_granted"));
}

TEST(Housing, KeepsToSchemeMonthsAndMoney) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  auto command = Housing(id);
  command.set_scheme("S2");
  EXPECT_TRUE(RefusedFor(pact.When(command), "scheme.other_kind"));
  command = Housing(id);
  command.set_months(13);
  EXPECT_TRUE(RefusedFor(pact.When(command), "grant.months_over_plan"));
  command.set_months(12);
  command.set_monthly_amount_ft(100001);
  EXPECT_TRUE(RefusedFor(pact.When(command), "scheme.no_money_left"));
  pact.Given(Housing(id));
  const std::string other = pact.GivenParticipant("987654301");
  EXPECT_TRUE(RefusedFor(pact.When(Housing(other)), "scheme.no_place_left"));
}

TEST(Supplement, IsThatOfATrainingMonth) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  EXPECT_TRUE(RefusedFor(pact.When(Supplement(id)), "refund.no_training"));
  const std::string training = pact.Given(StartCourse(id))["training_id"];
  const auto decided = pact.When(Supplement(id));
  ASSERT_TRUE(Records(decided, {"IncomeSupplementPaid", "SchemeCommitted"}));
  EXPECT_EQ(decided->events[0].event.income_supplement_paid().training_id(), training);
  pact.Given(Supplement(id));
  EXPECT_TRUE(NothingToDo(pact.When(Supplement(id))));
  pact.Given(CompleteCourse(id));
  auto after = Supplement(id);
  after.set_month("2019-09");
  after.set_paid_on("2019-10-05");
  EXPECT_TRUE(RefusedFor(pact.When(after), "refund.no_training"));
  after.set_training_id(training);
  EXPECT_TRUE(RefusedFor(pact.When(after), "refund.no_training"));
  after.set_training_id("0197c1f0-0000-7000-8000-000000000001");
  EXPECT_TRUE(RefusedFor(pact.When(after), "training.unknown"));
}

TEST(Supplement, SaysWhichOfTwoTrainings) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(StartCourse(id));
  auto baker = StartCourse(id);
  baker.set_course("baker");
  pact.Given(baker);
  EXPECT_TRUE(RefusedFor(pact.When(Supplement(id)), "training.ambiguous"));
}

// Three kinds of support have no money line (domain.md P-32): recorded, and nothing limits them.
TEST(SupportWithoutMoneyLine, IsGrantedWithoutALimit) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  auto care = Grant(id, "B6");
  care.set_monthly_amount_ft(100'000'000);
  const auto decided = pact.When(care);
  ASSERT_TRUE(Records(decided, {"SubsidyGranted", "SchemeCommitted"}));
  EXPECT_EQ(decided->events[1].stream, "scheme/B6");
  EXPECT_TRUE(RefusedFor(pact.When(Grant(id, "B2")), "scheme.unknown"))
      << "a kind of support whose money lies in schemes is granted from them";
}

TEST(DropOut, EndsTheRunningTraining) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  EXPECT_TRUE(RefusedFor(pact.When(DropOut(id)), "training.none_running"));
  const std::string training = pact.Given(StartCourse(id))["training_id"];
  const auto decided = pact.When(DropOut(id));
  ASSERT_TRUE(Records(decided, {"TrainingDroppedOut"}));
  EXPECT_EQ(decided->events[0].event.training_dropped_out().training_id(), training);
  pact.Given(DropOut(id));
  EXPECT_TRUE(NothingToDo(pact.When(DropOut(id))));
  auto complete = CompleteCourse(id);
  complete.set_training_id(training);
  EXPECT_TRUE(RefusedFor(pact.When(complete), "training.already_dropped_out"));
  auto again = StartCourse(id);
  again.set_started_on("2019-09-01");
  EXPECT_TRUE(pact.When(again).ok()) << "the course is free to begin anew";
}

TEST(DropOut, IsNotBeforeTheStart) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(StartCourse(id));
  auto early = DropOut(id);
  early.set_dropped_out_on("2019-03-31");
  EXPECT_TRUE(RefusedFor(pact.When(early), "training.ends_before_start"));
}

}  // namespace
}  // namespace paktum::domain
