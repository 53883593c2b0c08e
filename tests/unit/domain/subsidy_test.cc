#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

// S5: one person, twelve months, 1 200 000 Ft, no employer and no intensity.
command::v1::GrantSubsidy Housing(const std::string& participant_id) {
  auto command = Grant(participant_id, "S5");
  command.set_months(12);
  command.set_monthly_amount_ft(100000);
  command.clear_employer();
  return command;
}

// S7: paid once, 2 500 Ft.
command::v1::GrantSubsidy MedicalTest(const std::string& participant_id) {
  auto command = Grant(participant_id, "S7");
  command.set_months(0);
  command.set_monthly_amount_ft(2500);
  command.clear_employer();
  return command;
}

TEST(Subsidy, AGrantTakesMoneyAndAPlaceInTheSameAppend) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const auto decided = pact.When(Grant(id));
  ASSERT_TRUE(Records(decided, {"SubsidyGranted", "SchemeCommitted"}));
  const auto& grant = decided->events[0].event.subsidy_granted();
  EXPECT_EQ(decided->events[0].stream, "participant/" + id);
  EXPECT_EQ(grant.total_ft(), 8 * 215000);
  EXPECT_EQ(grant.starts_on(), "2019-03-01") << "the day of the decision when none is given";
  EXPECT_EQ(grant.ends_on(), "2019-10-31");
  EXPECT_EQ(decided->events[1].stream, "scheme/S2");
  const auto& committed = decided->events[1].event.scheme_committed();
  EXPECT_EQ(committed.amount_ft(), grant.total_ft());
  EXPECT_EQ(committed.grant_id(), grant.grant_id());
  EXPECT_EQ(decided->result,
            (ResultFields{{"participant_id", id}, {"grant_id", grant.grant_id()}}));
}

TEST(Subsidy, TheSameGrantAgainIsNothingAndNamesTheFirst) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string grant_id = pact.Given(Grant(id))["grant_id"];
  const auto decided = pact.When(Grant(id));
  EXPECT_TRUE(NothingToDo(decided));
  EXPECT_EQ(decided->result.at("grant_id"), grant_id);
}

TEST(Subsidy, NeedsAnEnrolmentThatIsNotLater) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(Grant(id)), "participant.not_enrolled"));
  pact.Given(Enrol(id));
  auto early = Grant(id);
  early.set_granted_on("2019-01-31");
  EXPECT_TRUE(RefusedFor(pact.When(early), "date.before_enrolment"));
  early.set_granted_on("2019-02-01");
  EXPECT_TRUE(pact.When(early).ok());
  EXPECT_TRUE(
      RefusedFor(pact.When(Grant("0197c1f0-0000-7000-8000-000000000001")), "participant.unknown"));
}

TEST(Subsidy, NeedsASchemeOfThePlan) {
  Scenario pact;
  const auto decided = pact.When(Grant(pact.GivenParticipant(), "S10"));
  EXPECT_TRUE(RefusedFor(decided, "scheme.unknown"));
  EXPECT_EQ(decided.status().code(), StatusCode::kNotFound);
}

TEST(Subsidy, PaysAtMostTheShareOfThePlan) {
  Scenario pact;
  auto command = Grant(pact.GivenParticipant(), "S3");
  command.set_intensity_percent(71);
  EXPECT_TRUE(RefusedFor(pact.When(command), "grant.intensity_over_plan"));
  command.set_intensity_percent(70);
  EXPECT_TRUE(pact.When(command).ok());
}

TEST(Subsidy, RunsAtMostTheMonthsOfThePlan) {
  Scenario pact;
  auto command = Grant(pact.GivenParticipant());
  command.set_months(9);
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "grant.months_over_plan"));
  EXPECT_EQ(DetailOf(decided, "limit"), "8");
  command.set_months(0);
  EXPECT_TRUE(RefusedFor(pact.When(command), "grant.months_missing"));
}

TEST(Subsidy, AnAverageLengthIsNoLimitOfOneGrant) {
  Scenario pact;
  auto command = Grant(pact.GivenParticipant(), "S4");
  command.set_months(10);
  command.set_monthly_amount_ft(16250);
  EXPECT_TRUE(pact.When(command).ok());
}

TEST(Subsidy, AWageSchemeNeedsTheEmployer) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  auto command = Grant(id);
  command.clear_employer();
  EXPECT_TRUE(RefusedFor(pact.When(command), "grant.employer_missing"));
  EXPECT_TRUE(pact.When(Housing(id)).ok()) << "housing has no employer";
}

TEST(Subsidy, APaymentMadeOnceHasNoMonths) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const auto decided = pact.When(MedicalTest(id));
  ASSERT_TRUE(Records(decided, {"SubsidyGranted", "SchemeCommitted"}));
  EXPECT_EQ(decided->events[0].event.subsidy_granted().total_ft(), 2500);
  EXPECT_EQ(decided->events[0].event.subsidy_granted().ends_on(), "2019-03-01");
  auto command = MedicalTest(id);
  command.set_months(1);
  EXPECT_TRUE(RefusedFor(pact.When(command), "grant.months_on_single_payment"));
}

TEST(Subsidy, ASecondRunningGrantOfTheSameSchemeIsRefused) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  auto first = Grant(id);
  first.set_months(3);
  pact.Given(first);  // until 2019-05-31
  auto second = Grant(id);
  second.set_months(3);
  second.set_employer("kalfem");
  second.set_starts_on("2019-05-31");
  const auto decided = pact.When(second);
  EXPECT_TRUE(RefusedFor(decided, "grant.already_granted"));
  EXPECT_EQ(DetailOf(decided, "ends_on"), "2019-05-31");
  second.set_starts_on("2019-06-01");
  EXPECT_TRUE(pact.When(second).ok()) << "the first one is over";
  EXPECT_TRUE(pact.When(MedicalTest(id)).ok()) << "another scheme";
}

TEST(Subsidy, MayStartLaterThanTodayButNotWithoutEndOrBeforeEntry) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.SetToday("2019-03-01");
  auto command = Grant(id);
  command.set_starts_on("2019-04-01");
  const auto decided = pact.When(command);
  ASSERT_TRUE(decided.ok());
  EXPECT_EQ(decided->events[0].event.subsidy_granted().ends_on(), "2019-11-30");
  command.set_starts_on("2021-03-02");
  EXPECT_TRUE(RefusedFor(pact.When(command), "grant.starts_too_late"));
  command.set_starts_on("2019-01-31");
  EXPECT_TRUE(RefusedFor(pact.When(command), "grant.starts_before_enrolment"));
  command.set_granted_on("2019-03-02");
  EXPECT_TRUE(RefusedFor(pact.When(command), "date.in_future"));
}

TEST(Subsidy, AFullSchemeHasNoPlaceForAnotherPerson) {
  Scenario pact;
  const std::string first = pact.GivenParticipant("000000001");
  const std::string second = pact.GivenParticipant("000000002");
  auto command = Housing(first);
  command.set_months(6);
  pact.Given(command);
  command = Housing(second);
  command.set_months(1);
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "scheme.no_place_left"));
  EXPECT_EQ(DetailOf(decided, "persons"), "1");
  command = Housing(first);
  command.set_months(6);
  command.set_starts_on("2019-09-01");
  EXPECT_TRUE(pact.When(command).ok()) << "the same person takes no second place";
}

TEST(Subsidy, NeverTakesMoreThanTheSchemeHolds) {
  Scenario pact;
  auto command = Housing(pact.GivenParticipant());
  command.set_monthly_amount_ft(100001);
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "scheme.no_money_left"));
  EXPECT_EQ(DetailOf(decided, "left_ft"), "1200000");
  EXPECT_EQ(DetailOf(decided, "asked_ft"), "1200012");
  command.set_monthly_amount_ft(100000);
  EXPECT_TRUE(pact.When(command).ok()) << "to the last forint";
}

TEST(Subsidy, AnApproximateHeadCountIsNoLimitTheMoneyIs) {
  Scenario pact;
  for (int i = 0; i < 45; ++i) {
    auto command = Grant(pact.GivenParticipant(std::to_string(100000000 + i)), "S9");
    command.set_months(1);
    command.set_monthly_amount_ft(78000);
    command.clear_employer();
    pact.Given(command);
  }
  auto command = Grant(pact.GivenParticipant("999999999"), "S9");
  command.set_months(5);
  command.set_monthly_amount_ft(78000);
  EXPECT_TRUE(pact.When(command).ok()) << "the 46th person of about 45";
  command.set_monthly_amount_ft(17550000);
  EXPECT_TRUE(RefusedFor(pact.When(command), "scheme.no_money_left"));
}

TEST(Subsidy, AVoidedGrantGivesPlaceAndMoneyBack) {
  Scenario pact;
  pact.Given(Housing(pact.GivenParticipant("000000001")));
  pact.Given(Void(pact.last()), "government_office");
  EXPECT_TRUE(pact.When(Housing(pact.GivenParticipant("000000002"))).ok());
}

}  // namespace
}  // namespace paktum::domain
