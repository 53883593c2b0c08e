// The schedule of a plan that counts in months (domain.md B6, B7, P-29).
#include <gtest/gtest.h>

#include "libs/views/schedule.h"
#include "tests/unit/views/view_testing.h"

namespace paktum::views {
namespace {

using testing::Ask;
using testing::Ledger;
using testing::Lenti;
using testing::Made;
using view::v1::ScheduleView;

ScheduleView At(const Ledger& ledger, const std::string& day, const std::string& known_at = "") {
  auto fold = Made<ScheduleFold>(Lenti());
  testing::Feed(fold, ledger);
  Parameters parameters{{"valid_at", day}};
  if (!known_at.empty()) parameters.emplace("known_at", known_at);
  return Ask<ScheduleView>(fold, "schedule", parameters);
}

const view::v1::ScheduleRow& Row(const ScheduleView& view, const std::string& measure) {
  for (const auto& row : view.rows()) {
    if (row.measure() == measure) return row;
  }
  ADD_FAILURE() << measure;
  return view::v1::ScheduleRow::default_instance();
}

// Begins on 2019-01-01, so month 10 ends on 2019-10-31 and month 20 on 2020-08-31.
Ledger Adopted() {
  Ledger ledger;
  ledger.AdoptPlan("2018-12-10", "2019-01-01");
  return ledger;
}

TEST(MonthSchedule, HasNineteenActivitiesInTwentyMonths) {
  const auto view = At(Adopted(), "2019-01-01");
  EXPECT_EQ(view.quarters_size(), 0);
  EXPECT_EQ(view.months_size(), 20);
  EXPECT_EQ(view.rows_size(), 19);
  EXPECT_EQ(view.cells(), 19u * 20u);
  EXPECT_EQ(view.planned_cells(), 19u * 10u);
  ASSERT_EQ(view.phases_size(), 2);
  EXPECT_EQ(view.phases(0).activities(), 11u);
  EXPECT_EQ(view.phases(1).activities(), 8u);
}

TEST(MonthSchedule, TheAdoptionPutsMonthsOnTheCalendar) {
  const auto view = At(Adopted(), "2019-01-01");
  EXPECT_EQ(view.programme_start(), "2019-01-01");
  EXPECT_EQ(view.programme_end(), "2020-08-31");
  EXPECT_EQ(view.months(1).first_day(), "2019-02-01");
  EXPECT_EQ(view.months(1).last_day(), "2019-02-28");
  EXPECT_EQ(view.phases(1).first_day(), "2019-11-01");
  EXPECT_EQ(view.phases(1).last_day(), "2020-08-31");
}

TEST(MonthSchedule, BeforeTheAdoptionIsKnownMonthsHaveNoDays) {
  Ledger ledger;
  ledger.RecordAt("2018-12-01");
  ledger.ProgrammeEvent("2018-11-20", "1.2", "partnership-seminar", 18);
  ledger.RecordAt("2018-12-10").AdoptPlan("2018-12-10", "2018-11-01");
  const auto before = At(ledger, "2019-06-01", "2018-12-05");
  EXPECT_EQ(before.programme_start(), "");
  EXPECT_EQ(before.months_size(), 20);
  EXPECT_EQ(before.months(0).first_day(), "");
  EXPECT_EQ(before.late_cells(), 0u);
  EXPECT_EQ(Row(before, "1.2").state(), view::v1::CELL_STATE_AHEAD);
  EXPECT_EQ(Row(before, "1.2").cells(0).events(), 0u);
  EXPECT_EQ(Row(before, "1.2").events(), 1u);

  const auto after = At(ledger, "2019-06-01", "2018-12-31");
  EXPECT_EQ(after.programme_start(), "2018-11-01");
  EXPECT_EQ(Row(after, "1.2").cells(0).events(), 1u);
}

TEST(MonthSchedule, AnotherAdoptionMovesEverything) {
  Ledger ledger;
  ledger.RecordAt("2018-12-10").AdoptPlan("2018-12-10", "2018-11-01");
  ledger.RecordAt("2019-02-10").AdoptPlan("2019-02-10", "2019-02-01");
  EXPECT_EQ(At(ledger, "2019-06-01").programme_start(), "2019-02-01");
  EXPECT_EQ(At(ledger, "2019-06-01", "2019-01-01").programme_start(), "2018-11-01");
}

TEST(MonthSchedule, AVoidedAdoptionGivesNoStart) {
  Ledger ledger;
  const auto adopted = ledger.AdoptPlan("2018-12-10", "2018-11-01");
  ledger.Void({adopted}, "2018-12-11");
  EXPECT_EQ(At(ledger, "2019-06-01").programme_start(), "");
}

TEST(MonthSchedule, AnEventCountsInItsMonth) {
  Ledger ledger = Adopted();
  ledger.ProgrammeEvent("2019-02-28", "1.2", "partnership-seminar", 18);
  ledger.ProgrammeEvent("2019-03-01", "1.2", "partnership-seminar", 18);
  const auto view = At(ledger, "2019-06-01");
  EXPECT_EQ(Row(view, "1.2").cells(1).events(), 1u);
  EXPECT_EQ(Row(view, "1.2").cells(1).state(), view::v1::CELL_STATE_ACTIVE);
  EXPECT_EQ(Row(view, "1.2").cells(2).events(), 1u);
  EXPECT_EQ(Row(view, "1.2").state(), view::v1::CELL_STATE_ACTIVE);
  EXPECT_EQ(Row(view, "1.2").last_on(), "2019-03-01");
}

TEST(MonthSchedule, AnActivityIsLateWhenItsPeriodIsOverWithoutAnyEvent) {
  Ledger ledger = Adopted();
  ledger.ProgrammeEvent("2019-02-28", "1.2", "partnership-seminar", 18);
  const auto last_day = At(ledger, "2019-10-31");
  EXPECT_EQ(Row(last_day, "1.4").state(), view::v1::CELL_STATE_WAITING);
  EXPECT_EQ(Row(last_day, "1.4").cells(0).state(), view::v1::CELL_STATE_WAITING);
  EXPECT_EQ(Row(last_day, "2.1").state(), view::v1::CELL_STATE_AHEAD);
  EXPECT_EQ(last_day.late_cells(), 0u);

  const auto over = At(ledger, "2019-11-01");
  EXPECT_EQ(Row(over, "1.4").state(), view::v1::CELL_STATE_LATE);
  EXPECT_EQ(Row(over, "1.4").cells(0).state(), view::v1::CELL_STATE_LATE);
  EXPECT_EQ(Row(over, "1.2").state(), view::v1::CELL_STATE_ACTIVE);
  EXPECT_EQ(Row(over, "1.2").cells(0).state(), view::v1::CELL_STATE_WAITING);
  EXPECT_EQ(Row(over, "2.1").state(), view::v1::CELL_STATE_WAITING);
  EXPECT_EQ(over.phases(0).seen(), 1u);
  EXPECT_EQ(over.phases(0).late(), 10u);
}

TEST(MonthSchedule, AnEventOutsideItsPeriodIsUnplannedAndDoesNotMeetIt) {
  Ledger ledger = Adopted();
  ledger.ProgrammeEvent("2019-11-15", "1.4", "networking-training", 15, 3);
  const auto view = At(ledger, "2019-12-01");
  EXPECT_EQ(Row(view, "1.4").cells(10).state(), view::v1::CELL_STATE_UNPLANNED);
  EXPECT_EQ(Row(view, "1.4").state(), view::v1::CELL_STATE_LATE);
  EXPECT_EQ(Row(view, "1.4").events(), 1u);
}

TEST(MonthSchedule, ADutyFallsDueAtTheEndOfItsMonth) {
  Ledger ledger = Adopted();
  const auto view = At(ledger, "2019-12-01");
  ASSERT_EQ(view.cadences_size(), 1);
  EXPECT_EQ(view.cadences(0).next_due_on(), "2019-12-31");
  EXPECT_EQ(At(Ledger(), "2019-12-01").cadences(0).next_due_on(), "");
}

TEST(MonthSchedule, SavedRowsGiveTheSameAnswer) {
  Ledger ledger = Adopted();
  ledger.ProgrammeEvent("2019-02-28", "1.2", "partnership-seminar", 18);
  auto fold = Made<ScheduleFold>(Lenti());
  testing::Feed(fold, ledger);
  auto loaded = Made<ScheduleFold>(Lenti());
  auto rows = fold.TakeDirtyRows();
  std::sort(rows.begin(), rows.end());
  for (const auto& [key, value] : rows) ASSERT_TRUE(loaded.LoadRow(key, value).ok());
  loaded.FinishLoading(fold.applied_through());
  const Parameters parameters{{"valid_at", "2019-06-01"}};
  EXPECT_EQ(loaded.Query("schedule", parameters, testing::kNow)->payload,
            fold.Query("schedule", parameters, testing::kNow)->payload);
}

}  // namespace
}  // namespace paktum::views
