#include "libs/views/schedule.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/unit/views/view_testing.h"

namespace paktum::views {
namespace {

using testing::Ask;
using testing::Ledger;
using testing::Made;
using view::v1::ScheduleView;

ScheduleFold FoldOf(const Ledger& ledger) {
  auto fold = Made<ScheduleFold>();
  testing::Feed(fold, ledger);
  return fold;
}

ScheduleView At(const ScheduleFold& fold, const std::string& day) {
  return Ask<ScheduleView>(fold, "schedule", {{"valid_at", day}});
}

view::v1::ScheduleCell Cell(const ScheduleView& view, const std::string& measure,
                            const std::string& quarter) {
  for (const auto& row : view.rows()) {
    if (row.measure() != measure) continue;
    for (const auto& cell : row.cells()) {
      if (cell.quarter() == quarter) return cell;
    }
  }
  ADD_FAILURE() << measure << " " << quarter;
  return {};
}

view::v1::CadenceState Cadence(const ScheduleView& view, const std::string& code) {
  for (const auto& cadence : view.cadences()) {
    if (cadence.code() == code) return cadence;
  }
  ADD_FAILURE() << code;
  return {};
}

// domain.md A5
TEST(Schedule, PlansAHundredAndOneOfAHundredAndEightCells) {
  const auto view = At(Made<ScheduleFold>(), "2018-07-01");
  EXPECT_EQ(view.quarters_size(), 12);
  EXPECT_EQ(view.rows_size(), 9);
  EXPECT_EQ(view.planned_cells(), 101u);
  EXPECT_EQ(view.cells(), 108u);
  const std::map<std::string, int> planned = {{"1.1", 10}, {"1.2", 12}, {"1.3", 11},
                                              {"2.1", 12}, {"2.2", 12}, {"2.3", 12},
                                              {"3.1", 12}, {"3.2", 12}, {"3.3", 8}};
  for (const auto& row : view.rows()) {
    int sum = 0;
    for (const auto& cell : row.cells()) sum += cell.planned() ? 1 : 0;
    EXPECT_EQ(sum, planned.at(row.measure())) << row.measure();
  }
  EXPECT_EQ(view.late_cells(), 0u);
}

TEST(Schedule, ActiveMeasuresByQuarterFollowTheTable) {
  const auto view = At(Made<ScheduleFold>(), "2018-07-01");
  const std::vector<int> expected = {6, 7, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9};
  for (int quarter = 0; quarter < 12; ++quarter) {
    int sum = 0;
    for (const auto& row : view.rows()) sum += row.cells(quarter).planned() ? 1 : 0;
    EXPECT_EQ(sum, expected[static_cast<std::size_t>(quarter)]) << view.quarters(quarter);
  }
}

TEST(Schedule, ACellIsAheadThenWaitingThenLate) {
  const auto fold = Made<ScheduleFold>();
  const auto state = [&](const char* day) { return Cell(At(fold, day), "2.3", "2018-Q4").state(); };
  EXPECT_EQ(state("2018-09-30"), view::v1::CELL_STATE_AHEAD);
  EXPECT_EQ(state("2018-10-01"), view::v1::CELL_STATE_WAITING);
  EXPECT_EQ(state("2018-12-31"), view::v1::CELL_STATE_WAITING);
  EXPECT_EQ(state("2019-01-01"), view::v1::CELL_STATE_LATE);
  EXPECT_EQ(At(fold, "2018-10-01").late_cells(), 6u);
  EXPECT_EQ(At(fold, "2022-01-01").late_cells(), 101u);
}

TEST(Schedule, AnEventMakesItsCellActiveFromItsDayOn) {
  Ledger ledger;
  ledger.Forum("2018-11-20", 80);
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(Cell(At(fold, "2018-11-19"), "2.3", "2018-Q4").state(), view::v1::CELL_STATE_WAITING);
  const auto cell = Cell(At(fold, "2018-11-20"), "2.3", "2018-Q4");
  EXPECT_EQ(cell.state(), view::v1::CELL_STATE_ACTIVE);
  EXPECT_EQ(cell.events(), 1u);
  ASSERT_EQ(cell.kinds_size(), 1);
  EXPECT_EQ(cell.kinds(0).type(), "paktum.governance.v1.ForumHeld");
  EXPECT_EQ(cell.kinds(0).count(), 1u);
  EXPECT_FALSE(cell.kinds(0).name().hu().empty());
}

TEST(Schedule, AnEventThatNamesAMeasureCountsForThatOneOnly) {
  Ledger ledger;
  ledger.PartnershipEvent("2019-02-01", "1.2", 10);
  ledger.PartnershipEvent("2019-02-01", "9.9", 10);  // no measure of the plan
  const auto view = At(FoldOf(ledger), "2019-03-01");
  std::uint64_t all = 0;
  for (const auto& row : view.rows()) {
    for (const auto& cell : row.cells()) all += cell.events();
  }
  EXPECT_EQ(all, 1u);
  EXPECT_EQ(Cell(view, "1.2", "2019-Q1").events(), 1u);
}

TEST(Schedule, ActivityInAnUnplannedQuarterIsShownAsUnplanned) {
  Ledger ledger;
  ledger.PartnershipEvent("2018-08-01", "3.3", 10);
  const auto view = At(FoldOf(ledger), "2019-03-01");
  EXPECT_EQ(Cell(view, "3.3", "2018-Q3").state(), view::v1::CELL_STATE_UNPLANNED);
  EXPECT_EQ(Cell(view, "3.3", "2018-Q4").state(), view::v1::CELL_STATE_UNSPECIFIED);
}

TEST(Schedule, EventsOutsideTheProgrammeStandInNoCell) {
  Ledger ledger;
  ledger.Forum("2018-06-30", 80);
  ledger.Forum("2021-07-01", 80);
  const auto view = At(FoldOf(ledger), "2022-01-01");
  EXPECT_EQ(view.late_cells(), 101u);
}

TEST(Schedule, AVoidedEventLeavesItsCellAndItsCadence) {
  Ledger ledger;
  ledger.RecordAt("2018-11-21");
  const auto forum = ledger.Forum("2018-11-20", 80);
  ledger.RecordAt("2019-01-10").Void({forum}, "2019-01-10");
  const auto fold = FoldOf(ledger);
  const auto now = At(fold, "2019-02-01");
  EXPECT_EQ(Cell(now, "2.3", "2018-Q4").state(), view::v1::CELL_STATE_LATE);
  EXPECT_EQ(Cadence(now, "forum-half-yearly").held(), 0u);
  const auto then =
      Ask<ScheduleView>(fold, "schedule", {{"valid_at", "2019-02-01"}, {"known_at", "2019-01-09"}});
  EXPECT_EQ(Cell(then, "2.3", "2018-Q4").state(), view::v1::CELL_STATE_ACTIVE);
  EXPECT_EQ(Cadence(then, "forum-half-yearly").held(), 1u);
}

TEST(Schedule, CadencesTellLastNextOverdueHeldAndExpected) {
  Ledger ledger;
  ledger.SteeringGroup("2018-12-10");
  ledger.SteeringGroup("2019-03-12");
  const auto fold = FoldOf(ledger);
  const auto early = Cadence(At(fold, "2019-03-20"), "steering-group-quarterly");
  EXPECT_EQ(early.last_on(), "2019-03-12");
  EXPECT_EQ(early.next_due_on(), "2019-06-30");
  EXPECT_FALSE(early.overdue());
  EXPECT_EQ(early.held(), 2u);
  EXPECT_EQ(early.expected(), 1u);
  EXPECT_EQ(early.interval_months(), 3u);
  EXPECT_TRUE(Cadence(At(fold, "2019-07-01"), "steering-group-quarterly").overdue());
}

// domain.md A13: once in every quarter, so a second sitting in one says nothing of the next.
TEST(Schedule, TwoSittingsInOneQuarterDoNotHideAMissedQuarter) {
  Ledger ledger;
  ledger.SteeringGroup("2018-12-10");
  ledger.SteeringGroup("2019-01-10");
  ledger.SteeringGroup("2019-02-20");
  const auto state = Cadence(At(FoldOf(ledger), "2019-07-15"), "steering-group-quarterly");
  EXPECT_EQ(state.next_due_on(), "2019-06-30");
  EXPECT_TRUE(state.overdue());
  EXPECT_EQ(state.held(), 3u);
  EXPECT_EQ(state.expected(), 3u);
  EXPECT_EQ(state.missed(), 1u);
}

TEST(Schedule, AMissedQuarterStaysMissedButIsNotAskedForOnceALaterOneIsMet) {
  Ledger ledger;
  ledger.SteeringGroup("2019-02-20");
  ledger.SteeringGroup("2019-07-01");
  const auto fold = FoldOf(ledger);
  const auto before = Cadence(At(fold, "2019-06-30"), "steering-group-quarterly");
  EXPECT_EQ(before.next_due_on(), "2019-06-30");
  EXPECT_FALSE(before.overdue());
  EXPECT_EQ(before.missed(), 1u);  // 2018-12-31
  const auto after = Cadence(At(fold, "2019-07-01"), "steering-group-quarterly");
  EXPECT_EQ(after.next_due_on(), "2019-12-31");
  EXPECT_FALSE(after.overdue());
  EXPECT_EQ(after.missed(), 2u);
}

TEST(Schedule, TheDayItselfAndTheDayAfterTheOneBeforeMeetADueDate) {
  for (const char* day : {"2019-04-01", "2019-06-30"}) {
    Ledger ledger;
    ledger.SteeringGroup(day);
    const auto state = Cadence(At(FoldOf(ledger), "2019-07-01"), "steering-group-quarterly");
    EXPECT_EQ(state.next_due_on(), "2019-09-30") << day;
    EXPECT_EQ(state.missed(), 2u) << day;
  }
}

TEST(Schedule, AnythingUntilTheFirstDueDateMeetsIt) {
  Ledger ledger;
  ledger.SteeringGroup("2018-03-01");  // before the programme
  const auto state = Cadence(At(FoldOf(ledger), "2019-01-01"), "steering-group-quarterly");
  EXPECT_EQ(state.next_due_on(), "2019-03-31");
  EXPECT_EQ(state.missed(), 0u);
}

TEST(Schedule, ADutyThatWasNeverDoneIsOverdueSinceItsFirstDueDate) {
  const auto state = Cadence(At(Made<ScheduleFold>(), "2019-07-15"), "steering-group-quarterly");
  EXPECT_EQ(state.next_due_on(), "2018-12-31");
  EXPECT_TRUE(state.overdue());
  EXPECT_EQ(state.missed(), 3u);
}

TEST(Schedule, AnApprovalCountsForTheMeasuresOfItsDocumentKind) {
  Ledger ledger;
  ledger.Approve("2019-05-01", "D21");
  ledger.Approve("2019-05-02", "D22");
  ledger.Approve("2019-05-03", "D23");
  ledger.Approve("2019-05-04", "D05");
  ledger.Approve("2019-05-05", "D01");  // of no measure: where the plan has the event type
  const auto view = At(FoldOf(ledger), "2019-06-01");
  EXPECT_EQ(Cell(view, "1.2", "2019-Q2").events(), 1u);
  EXPECT_EQ(Cell(view, "1.3", "2019-Q2").events(), 2u);
  EXPECT_EQ(Cell(view, "2.1", "2019-Q2").events(), 2u);
}

TEST(Schedule, AnApprovalCountsForEachMeasureOfItsDocumentKindAlsoAfterARestart) {
  Ledger ledger;
  ledger.Approve("2019-05-01", "D21");
  const plan::Plan plan =
      testing::Changed("code: \"D21\"", "measures: [\"1.2\"]", "measures: [\"1.2\", \"1.3\"]");
  auto fold = Made<ScheduleFold>(plan);
  testing::Feed(fold, ledger);
  auto restored = Made<ScheduleFold>(plan);
  for (const auto& [key, value] : fold.TakeDirtyRows()) {
    ASSERT_TRUE(restored.LoadRow(key, value).ok());
  }
  restored.FinishLoading(fold.applied_through());
  for (const ScheduleFold* one : {&fold, &restored}) {
    const auto view = At(*one, "2019-06-01");
    EXPECT_EQ(Cell(view, "1.2", "2019-Q2").events(), 1u);
    EXPECT_EQ(Cell(view, "1.3", "2019-Q2").events(), 1u);
    EXPECT_EQ(Cell(view, "2.1", "2019-Q2").events(), 0u);
  }
}

TEST(Schedule, ACadenceCountsOnlyEventsThatPassItsFilter) {
  Ledger ledger;
  ledger.Evaluate("2019-05-01");
  ledger.Approve("2019-05-02", "D08");
  ledger.Approve("2019-05-03", "D01");
  const auto view = At(FoldOf(ledger), "2019-06-01");
  EXPECT_EQ(Cadence(view, "interim-evaluation-half-yearly").held(), 1u);
  EXPECT_EQ(Cadence(view, "status-report-half-yearly").held(), 0u);
  EXPECT_EQ(Cadence(view, "work-programme-yearly").held(), 1u);
  EXPECT_EQ(Cell(view, "2.1", "2019-Q2").events(), 3u);
}

TEST(Schedule, ExpectedNumbersOverTheWholeProgramme) {
  const auto view = At(Made<ScheduleFold>(), "2021-07-01");
  EXPECT_EQ(Cadence(view, "steering-group-quarterly").expected(), 11u);
  EXPECT_EQ(Cadence(view, "forum-half-yearly").expected(), 6u);
  EXPECT_EQ(Cadence(view, "interim-evaluation-half-yearly").expected(), 6u);
  EXPECT_EQ(Cadence(view, "work-programme-yearly").expected(), 3u);
}

TEST(Schedule, ACadenceThatNoEventRecordsHasNoDueDate) {
  const auto plan =
      testing::Changed("code: \"county-meeting-quarterly\"",
                       "  event_type: \"paktum.governance.v1.CountyPactMeetingHeld\"\n", "");
  const auto cadence =
      Cadence(At(Made<ScheduleFold>(plan), "2020-01-01"), "county-meeting-quarterly");
  EXPECT_EQ(cadence.next_due_on(), "");
  EXPECT_FALSE(cadence.overdue());
}

TEST(Schedule, UnknownKindsAreCountedAndSimulatedEventsMarked) {
  Ledger ledger;
  ledger.Unknown("2018-09-01");
  ledger.Simulated(ledger.Forum("2018-11-20", 80));
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(At(fold, "2018-11-19").meta().unknown_events(), 1u);
  EXPECT_FALSE(At(fold, "2018-11-19").meta().contains_simulated());
  EXPECT_TRUE(At(fold, "2018-11-20").meta().contains_simulated());
}

TEST(Schedule, RefusesWhatItDoesNotUnderstand) {
  const auto fold = Made<ScheduleFold>();
  EXPECT_EQ(testing::Refusal(fold, "schedule", {{"code", "1.1"}}).reason(), "view.bad_parameter");
  EXPECT_EQ(testing::Refusal(fold, "schedule", {{"known_at", "x"}}).reason(), "view.bad_parameter");
  EXPECT_EQ(testing::Refusal(fold, "indicators", {}).reason(), "view.unknown");
}

}  // namespace
}  // namespace paktum::views
