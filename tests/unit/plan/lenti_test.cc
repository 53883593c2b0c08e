// The Lenti plan holds what its source states (domain.md Part B, D3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/unit/plan/plan_files.h"

namespace paktum::plan {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

const v1::Target& TargetOf(const std::string& code) {
  const v1::Indicator* indicator = Lenti().FindIndicator(code);
  EXPECT_NE(indicator, nullptr) << code;
  if (indicator == nullptr || indicator->targets_size() != 1) {
    ADD_FAILURE() << code << " has no single target";
    return v1::Target::default_instance();
  }
  return indicator->targets(0);
}

TEST(LentiPlan, IsWhoItIs) {
  const v1::Identity& identity = Lenti().data().identity();
  EXPECT_EQ(Lenti().pact_id(), "lenti");
  EXPECT_EQ(identity.project_code(), "TÁMOP-1.4.4-08/1-2009-0013");
  EXPECT_FALSE(identity.has_total_budget_ft());  // no amount is given
  EXPECT_FALSE(identity.call().hu().empty());
  EXPECT_FALSE(identity.funding_acknowledgement().hu().empty());
}

TEST(LentiPlan, RunsTwentyMonthsInTwoPhasesWithoutADate) {
  const Plan& plan = Lenti();
  EXPECT_TRUE(plan.counts_in_months());
  EXPECT_FALSE(plan.has_dates());
  EXPECT_EQ(plan.months(), 20U);
  ASSERT_EQ(plan.data().phases_size(), 2);
  EXPECT_EQ(plan.data().phases(0).first_month(), 1U);
  EXPECT_EQ(plan.data().phases(0).last_month(), 10U);
  EXPECT_EQ(plan.data().phases(1).first_month(), 11U);
  EXPECT_EQ(plan.data().phases(1).last_month(), 20U);
  EXPECT_TRUE(plan.data().pillars().empty());
}

// domain.md B6, B7
TEST(LentiPlan, HasElevenActivitiesAndEight) {
  std::map<std::string, int> activities;
  for (const auto& measure : Lenti().data().measures()) ++activities[measure.phase()];
  EXPECT_EQ(activities, (std::map<std::string, int>{{"1", 11}, {"2", 8}}));
}

// domain.md D3
TEST(LentiPlan, HoldsTheGoldenNumbers) {
  EXPECT_EQ(Lenti().data().consortium_size(), 6);
  EXPECT_EQ(Lenti().data().members_size(), 6);
  EXPECT_EQ(Lenti().data().stated_member_count(), 18U);
  EXPECT_EQ(TargetOf("G1").value(), 18);
  EXPECT_TRUE(TargetOf("G1").at_least());
  EXPECT_EQ(TargetOf("R3").value(), 18);
  EXPECT_EQ(TargetOf("R5").value(), 5);
  EXPECT_EQ(TargetOf("2.2.O2").value(), 5);
  EXPECT_EQ(TargetOf("R6").value(), 20);
  EXPECT_EQ(TargetOf("R7").value(), 2);
  EXPECT_EQ(TargetOf("1.10.O1").value() + TargetOf("2.6.O1").value(), 2);
  EXPECT_EQ(TargetOf("1.2.O1").value(), 3);
  EXPECT_EQ(TargetOf("1.6.O5").value() + TargetOf("1.8.O1").value(), 12);
  EXPECT_EQ(TargetOf("1.6.O1").value(), 60);
  EXPECT_EQ(TargetOf("1.6.O2").value(), 40);
  EXPECT_EQ(TargetOf("1.6.O3").value(), 20);
  EXPECT_EQ(TargetOf("1.6.O4").value(), 120);
  EXPECT_EQ(TargetOf("2.1.O1").value(), 5);
  EXPECT_TRUE(TargetOf("2.1.O1").at_least());
}

// domain.md B5-B7
TEST(LentiPlan, HoldsTheOtherFiguresOfTheActivities) {
  const std::map<std::string, std::int64_t> figures = {
      {"1.1.O1", 1}, {"1.1.O2", 1}, {"1.3.O1", 1},  {"1.4.O1", 3}, {"1.4.O2", 15}, {"1.6.O6", 1},
      {"1.7.O1", 1}, {"1.9.O1", 1}, {"1.11.O1", 1}, {"2.2.O1", 5}, {"2.3.O1", 2},  {"2.4.O1", 1},
      {"2.5.O1", 1}, {"2.7.O1", 1}, {"R1", 1},      {"R2", 1},     {"R4", 2}};
  for (const auto& [code, value] : figures) EXPECT_EQ(TargetOf(code).value(), value) << code;
}

TEST(LentiPlan, SeminarsHaveFifteenToTwentyPersonsEach) {
  const v1::ProgrammeEventKind* seminar = Lenti().FindEventKind("partnership-seminar");
  ASSERT_NE(seminar, nullptr);
  EXPECT_EQ(seminar->persons_min(), 15U);
  EXPECT_EQ(seminar->persons_max(), 20U);
  EXPECT_EQ(TargetOf("1.2.O2").value(), 3 * 15);
  EXPECT_EQ(TargetOf("1.2.O2").value_max(), 3 * 20);
}

TEST(LentiPlan, JobsKeptHaveTwoReadings) {
  const v1::Indicator& jobs = *Lenti().FindIndicator("R6");
  ASSERT_EQ(jobs.definitions_size(), 2);
  EXPECT_TRUE(jobs.definitions(0).in_force());
  EXPECT_EQ(jobs.definitions(0).filters(0).values(0), "KEPT_JOB_KIND_KEPT");
  EXPECT_EQ(jobs.definitions(1).filters_size(), 0);
}

TEST(LentiPlan, TheJobFairIsHeldByAnActivityOfEachPhase) {
  const v1::ProgrammeEventKind* fair = Lenti().FindEventKind("training-job-fair");
  ASSERT_NE(fair, nullptr);
  EXPECT_THAT(fair->measures(), ElementsAre("1.10", "2.6"));
}

TEST(LentiPlan, EveryTargetIsDueAtTheEndOfItsPhaseOrOfTheProgramme) {
  for (const v1::Indicator* indicator : Lenti().indicators()) {
    for (const v1::Target& target : indicator->targets()) {
      const bool first_phase = indicator->code().starts_with("1.") || indicator->code() == "R3";
      EXPECT_EQ(target.month(), first_phase ? 10U : 20U) << indicator->code();
      EXPECT_TRUE(target.date().empty()) << indicator->code();
    }
  }
}

TEST(LentiPlan, EveryIndicatorIsCounted) {
  for (const v1::Indicator* indicator : Lenti().indicators()) {
    EXPECT_NE(DefinitionInForce(*indicator), nullptr) << indicator->code();
  }
}

TEST(LentiPlan, KeepsTheProblemsOfTheSource) {
  std::set<std::string> ids;
  for (const auto& problem : Lenti().data().problems()) ids.insert(problem.id());
  EXPECT_THAT(ids, UnorderedElementsAre("P-24", "P-25", "P-26", "P-27", "P-28", "P-29", "P-30"));
}

TEST(LentiPlan, ThreeMembersKeepAnOffice) {
  EXPECT_EQ(Lenti().FindOffice("pact_office")->member(), "cseszt-regelo");
  EXPECT_NE(Lenti().FindOffice("government_office"), nullptr);
  EXPECT_NE(Lenti().FindOffice("charity"), nullptr);
  EXPECT_EQ(Lenti().FindOffice(""), nullptr);
  EXPECT_EQ(Lenti().data().members(0).contact().email(), "info@lentiterseg.hu");
}

// domain.md B8, P-24
TEST(LentiPlan, TheNewsletterAsksForTheEmailAndNotForTheAddress) {
  std::map<std::string, bool> asked;
  for (const auto& surface : Lenti().data().public_surfaces()) {
    for (const auto& field : surface.form_fields()) asked[field.name().hu()] = field.asked();
  }
  EXPECT_EQ(asked.size(), 5U);
  EXPECT_TRUE(asked.at("Email"));
  EXPECT_FALSE(asked.at("Lakcím"));
}

TEST(LentiPlan, AFirstDayPutsMonthsOnTheCalendar) {
  const Plan dated = Lenti().StartingOn(*Date::Of(2010, 3, 1));
  ASSERT_TRUE(dated.has_dates());
  EXPECT_EQ(dated.start_date(), Date::Of(2010, 3, 1));
  EXPECT_EQ(dated.end_date(), Date::Of(2011, 10, 31));
  EXPECT_EQ(dated.FirstDayOfMonth(11), Date::Of(2011, 1, 1));
  EXPECT_EQ(dated.FindIndicator("1.2.O1")->targets(0).date(), "2010-12-31");
  EXPECT_EQ(dated.FindIndicator("R5")->targets(0).date(), "2011-10-31");
  EXPECT_EQ(dated.quarters().front().ToString(), "2010-Q1");
  EXPECT_EQ(dated.quarters().back().ToString(), "2011-Q4");
  EXPECT_TRUE(dated.planned("2.1", *Quarter::Of(2011, 1)));
  EXPECT_FALSE(dated.planned("2.1", *Quarter::Of(2010, 4)));
  EXPECT_THAT(DueDates(*dated.FindCadence("action-programme-yearly"), dated.end_date()),
              ElementsAre(*Date::Of(2011, 2, 28)));
  EXPECT_EQ(dated.digest(), Lenti().digest());
}

// The months of a programme that begins inside a month meet without a gap.
TEST(LentiPlan, MonthsOfAProgrammeThatBeginsOnTheLastOfAMonthMeet) {
  const Plan dated = Lenti().StartingOn(*Date::Of(2010, 1, 31));
  EXPECT_EQ(dated.FirstDayOfMonth(2), Date::Of(2010, 2, 28));
  EXPECT_EQ(dated.FirstDayOfMonth(21), dated.end_date().PlusDays(1));
}

TEST(LentiPlan, WithoutAFirstDayNothingLiesInTheProgramme) {
  EXPECT_GT(Lenti().start_date(), Lenti().end_date());
  EXPECT_TRUE(Lenti().quarters().empty());
  EXPECT_FALSE(Lenti().planned("1.1", *Quarter::Of(2010, 1)));
  EXPECT_TRUE(DueDates(Lenti().data().cadences(0), *Date::Of(2030, 1, 1)).empty());
}

TEST(TiszakecskePlan, KeepsItsOwnDatesWhateverFirstDayItIsGiven) {
  const Plan same = Tiszakecske().StartingOn(*Date::Of(2010, 3, 1));
  EXPECT_FALSE(same.counts_in_months());
  EXPECT_EQ(same.start_date(), Date::Of(2018, 7, 1));
}

}  // namespace
}  // namespace paktum::plan
