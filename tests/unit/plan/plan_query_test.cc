#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/plan/plan_files.h"

namespace paktum::plan {
namespace {

using testing::ElementsAre;

TEST(Plan, UnknownCodesAreNotFound) {
  const Plan& plan = Tiszakecske();
  EXPECT_EQ(plan.FindPillar("9"), nullptr);
  EXPECT_EQ(plan.FindMeasure("4.1"), nullptr);
  EXPECT_EQ(plan.FindScheme("s2"), nullptr);
  EXPECT_EQ(plan.FindTargetGroup(""), nullptr);
  EXPECT_EQ(plan.FindMember("budapest"), nullptr);
  EXPECT_EQ(plan.FindIndicator("PO26"), nullptr);
  EXPECT_EQ(plan.FindDocumentKind("D29"), nullptr);
  EXPECT_EQ(plan.FindBody("parliament"), nullptr);
  EXPECT_EQ(plan.FindStaffPost("king"), nullptr);
  EXPECT_EQ(plan.FindOffice("dashboard"), nullptr);
  EXPECT_EQ(plan.FindConsortiumMember("lakitelek"), nullptr);
  EXPECT_EQ(plan.FindServiceStep(0), nullptr);
  EXPECT_EQ(plan.FindServiceStep(16), nullptr);
}

TEST(Plan, KnownCodesAreFound) {
  const Plan& plan = Tiszakecske();
  EXPECT_EQ(plan.FindMeasure("3.2")->pillar(), "3");
  EXPECT_EQ(plan.FindScheme("S2")->persons(), 68U);
  EXPECT_EQ(plan.FindMember("enterprise-27")->number(), 27U);
  EXPECT_EQ(plan.FindMemberType("civil")->code(), "civil");
  EXPECT_EQ(plan.FindStaffPost("mentor")->persons(), 2U);
  EXPECT_EQ(plan.FindBody("steering-group")->name().hu(), "Irányító Csoport");
  EXPECT_EQ(plan.FindServiceStep(4)->name().hu(), "Első interjú");
}

TEST(Plan, ResultsAndOutputsAreFoundLikeIndicators) {
  EXPECT_EQ(Tiszakecske().FindIndicator("3.1.R4")->targets(0).value(), 45);
  EXPECT_EQ(Tiszakecske().FindIndicator("2.1.O3")->targets(0).value(), 3);
}

TEST(Plan, IndicatorsOfTheProjectComeFirst) {
  const auto& indicators = Tiszakecske().indicators();
  ASSERT_GT(indicators.size(), 4U);
  EXPECT_EQ(indicators[0]->code(), "PO25");
  EXPECT_EQ(indicators[1]->code(), "PR25");
  EXPECT_EQ(indicators[2]->code(), "PR26");
  EXPECT_EQ(indicators[3]->code(), "1.1.R1");
}

TEST(Plan, AMeasureIsPlannedFromItsFirstToItsLastQuarter) {
  const Plan& plan = Tiszakecske();
  EXPECT_FALSE(plan.planned("1.1", *Quarter::Of(2018, 4)));
  EXPECT_TRUE(plan.planned("1.1", *Quarter::Of(2019, 1)));
  EXPECT_TRUE(plan.planned("1.1", *Quarter::Of(2021, 2)));
  EXPECT_FALSE(plan.planned("1.1", *Quarter::Of(2021, 3)));
  EXPECT_FALSE(plan.planned("9.9", *Quarter::Of(2019, 1)));
}

TEST(Plan, EventsThatNameNoMeasureFindTheirs) {
  const Plan& plan = Tiszakecske();
  EXPECT_EQ(plan.MeasureOfEventType("paktum.governance.v1.ForumHeld")->code(), "2.3");
  EXPECT_EQ(plan.MeasureOfEventType("paktum.service.v1.ServiceGiven")->code(), "3.2");
  EXPECT_EQ(plan.MeasureOfEventType("paktum.governance.v1.PartnershipEventHeld"), nullptr);
}

TEST(Plan, AnIndicatorWithoutDefinitionHasNoneInForce) {
  v1::Indicator none;
  none.add_definitions()->set_version(1);
  EXPECT_EQ(DefinitionInForce(none), nullptr);
  EXPECT_EQ(FindDefinition(*Tiszakecske().FindIndicator("PR25"), 3), nullptr);
}

TEST(Plan, DigestIgnoresCommentsAndLayout) {
  const auto again = ParsePlan("# another comment\n\n" + TiszakecskeText(), "plan");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->digest(), Tiszakecske().digest());
  EXPECT_EQ(again->digest().size(), 64U);
}

TEST(Plan, DigestMovesWithAnyValue) {
  const Changed changed = ChangeAfter("code: \"S5\"", "months: 12", "months: 13");
  const auto other = ParsePlan(changed.text, "plan");
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_NE(other->digest(), Tiszakecske().digest());
}

TEST(Plan, CopiesShareTheirContent) {
  const Plan copy = Tiszakecske();
  EXPECT_EQ(&copy.data(), &Tiszakecske().data());
}

TEST(DueDates, StayAtTheEndOfTheMonth) {
  v1::Cadence cadence;
  cadence.set_first_due("2018-12-31");
  cadence.set_interval_months(3);
  EXPECT_THAT(DueDates(cadence, *Date::Of(2019, 9, 30)),
              ElementsAre(*Date::Of(2018, 12, 31), *Date::Of(2019, 3, 31), *Date::Of(2019, 6, 30),
                          *Date::Of(2019, 9, 30)));
}

TEST(DueDates, ReturnToTheLongMonthAfterAShortOne) {
  v1::Cadence cadence;
  cadence.set_first_due("2019-02-28");
  cadence.set_interval_months(1);
  EXPECT_THAT(DueDates(cadence, *Date::Of(2019, 4, 30)),
              ElementsAre(*Date::Of(2019, 2, 28), *Date::Of(2019, 3, 31), *Date::Of(2019, 4, 30)));
}

TEST(DueDates, KeepTheDayInsideAMonth) {
  v1::Cadence cadence;
  cadence.set_first_due("2019-01-15");
  cadence.set_interval_months(6);
  EXPECT_THAT(DueDates(cadence, *Date::Of(2019, 12, 31)),
              ElementsAre(*Date::Of(2019, 1, 15), *Date::Of(2019, 7, 15)));
}

TEST(DueDates, AreNoneBeforeTheFirst) {
  v1::Cadence cadence;
  cadence.set_first_due("2019-01-15");
  cadence.set_interval_months(6);
  EXPECT_TRUE(DueDates(cadence, *Date::Of(2019, 1, 14)).empty());
}

}  // namespace
}  // namespace paktum::plan
