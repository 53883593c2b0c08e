// Indicators of a plan that counts in months, ranges, and values that count once (domain.md B4-B7).
#include <gtest/gtest.h>

#include <algorithm>

#include "libs/views/indicators.h"
#include "tests/unit/views/view_testing.h"

namespace paktum::views {
namespace {

using testing::Indicator;
using testing::Ledger;
using testing::Lenti;
using testing::Made;

IndicatorsFold FoldOf(const Ledger& ledger, const plan::Plan& plan = Lenti()) {
  auto fold = Made<IndicatorsFold>(plan);
  testing::Feed(fold, ledger);
  return fold;
}

Ledger Adopted() {
  Ledger ledger;
  ledger.AdoptPlan("2018-12-10", "2019-01-01");
  return ledger;
}

TEST(MonthIndicators, TargetsFallOnTheLastDayOfTheirMonth) {
  const auto state = Indicator(FoldOf(Adopted()), "1.2.O1", {{"valid_at", "2019-06-01"}});
  ASSERT_EQ(state.targets_size(), 1);
  EXPECT_EQ(state.targets(0).month(), 10u);
  EXPECT_EQ(state.targets(0).date(), "2019-10-31");
  EXPECT_EQ(state.next_target(), 0);
  EXPECT_EQ(state.pace(), view::v1::PACE_STATE_BEHIND);
  EXPECT_EQ(state.planned_line_size(), 20);
}

TEST(MonthIndicators, BeforeTheAdoptionTargetsHaveAMonthOnly) {
  Ledger ledger;
  ledger.ProgrammeEvent("2019-02-28", "1.2", "partnership-seminar", 18);
  const auto state = Indicator(FoldOf(ledger), "1.2.O1", {{"valid_at", "2019-06-01"}});
  ASSERT_EQ(state.targets_size(), 1);
  EXPECT_EQ(state.targets(0).date(), "");
  EXPECT_EQ(state.targets(0).month(), 10u);
  EXPECT_EQ(state.targets(0).value(), 1);
  EXPECT_FALSE(state.targets(0).past());
  EXPECT_EQ(state.pace(), view::v1::PACE_STATE_UNSPECIFIED);
  EXPECT_EQ(state.planned_line_size(), 0);
  EXPECT_EQ(state.value(), 1);
}

TEST(MonthIndicators, ARangeIsReachedAtItsLowerEnd) {
  Ledger ledger = Adopted();
  for (const char* day : {"2019-02-28", "2019-03-30", "2019-04-30"}) {
    ledger.ProgrammeEvent(day, "1.2", "partnership-seminar", 16);
  }
  const auto state = Indicator(FoldOf(ledger), "1.2.O2", {{"valid_at", "2019-06-01"}});
  EXPECT_EQ(state.value(), 48);
  EXPECT_EQ(state.targets(0).target(), 45);
  EXPECT_EQ(state.targets(0).target_max(), 60);
  EXPECT_EQ(state.pace(), view::v1::PACE_STATE_REACHED);
}

TEST(MonthIndicators, AtLeastIsSaid) {
  const auto state = Indicator(FoldOf(Adopted()), "2.1.O1", {{"valid_at", "2019-06-01"}});
  EXPECT_TRUE(state.targets(0).at_least());
  EXPECT_EQ(state.targets(0).target_max(), 0);
}

TEST(DistinctValues, TheSameValueCountsOnce) {
  Ledger ledger = Adopted();
  ledger.Join("2019-01-10", "le-ko");
  ledger.Join("2019-03-10", "le-ko");
  ledger.Join("2019-03-11", "lenti-tarsulas");
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(testing::ValueOf(fold, "R3", {{"valid_at", "2019-02-01"}}), 1);
  EXPECT_EQ(testing::ValueOf(fold, "R3", {{"valid_at", "2019-04-01"}}), 2);
}

TEST(DistinctValues, AnEmptyValueCountsNothing) {
  Ledger ledger = Adopted();
  ledger.Join("2019-01-10", "");
  EXPECT_EQ(testing::ValueOf(FoldOf(ledger), "R3", {{"valid_at", "2019-04-01"}}), 0);
}

TEST(DistinctValues, AVoidedEventGivesWayToTheNextOfItsValue) {
  Ledger ledger = Adopted();
  const auto first = ledger.Join("2019-01-10", "le-ko");
  ledger.Join("2019-03-10", "le-ko");
  ledger.Void({first}, "2019-03-11");
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(testing::ValueOf(fold, "R3", {{"valid_at", "2019-02-01"}}), 0);
  EXPECT_EQ(testing::ValueOf(fold, "R3", {{"valid_at", "2019-04-01"}}), 1);
}

TEST(DistinctValues, ExplainListsTheSecondOneAsCountedAlready) {
  Ledger ledger = Adopted();
  ledger.Join("2019-01-10", "le-ko");
  ledger.Join("2019-03-10", "le-ko");
  const auto view = testing::Ask<view::v1::ExplainView>(
      FoldOf(ledger), "explain", {{"code", "R3"}, {"valid_at", "2019-04-01"}});
  ASSERT_EQ(view.events_size(), 2);
  EXPECT_EQ(view.events(0).verdict(), view::v1::COUNT_VERDICT_COUNTED);
  EXPECT_EQ(view.events(1).verdict(), view::v1::COUNT_VERDICT_PERSON_COUNTED_ALREADY);
}

// A value may look like a participant and is none.
TEST(DistinctValues, AreNoParticipants) {
  Ledger ledger;
  ledger.Enrol(1, "2019-01-10");
  event::v1::Event informed;
  informed.mutable_information_service_given()->set_measure("1.1");
  informed.mutable_information_service_given()->set_form(
      governance::v1::INFORMATION_FORM_INDIVIDUAL);
  informed.mutable_information_service_given()->set_topic(testing::Person(1));
  ledger.Add("information-service/" + testing::Person(2), "2019-02-01", informed);
  const auto fold = FoldOf(ledger, testing::Tiszakecske());
  EXPECT_EQ(testing::ValueOf(fold, "1.1.O1", {{"valid_at", "2019-04-01"}}), 1);
  EXPECT_EQ(testing::ValueOf(fold, "1.1.O2", {{"valid_at", "2019-04-01"}}), 0);
  EXPECT_EQ(testing::ValueOf(fold, "PO25", {{"valid_at", "2019-04-01"}}), 1);
}

TEST(MonthIndicators, SavedRowsGiveTheSameAnswer) {
  Ledger ledger = Adopted();
  ledger.Join("2019-01-10", "le-ko");
  ledger.Join("2019-03-10", "le-ko");
  auto fold = FoldOf(ledger);
  auto loaded = Made<IndicatorsFold>(Lenti());
  auto rows = fold.TakeDirtyRows();
  std::sort(rows.begin(), rows.end());
  for (const auto& [key, value] : rows) ASSERT_TRUE(loaded.LoadRow(key, value).ok());
  loaded.FinishLoading(fold.applied_through());
  const Parameters parameters{{"scope", "all"}, {"valid_at", "2019-06-01"}};
  EXPECT_EQ(loaded.Query("indicators", parameters, testing::kNow)->payload,
            fold.Query("indicators", parameters, testing::kNow)->payload);
}

}  // namespace
}  // namespace paktum::views
