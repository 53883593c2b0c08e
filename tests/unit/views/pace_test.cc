#include "libs/views/internal/pace.h"

#include <gtest/gtest.h>

#include "libs/views/internal/due_dates.h"

namespace paktum::views::internal {
namespace {

Date Day(const char* text) { return *Date::Parse(text); }

TargetLine Po25() {
  return TargetLine(Day("2018-07-01"), {{Day("2018-10-31"), 46}, {Day("2021-06-30"), 215}});
}

TEST(Pace, TheLineRunsStraightFromTheStartThroughTheTargets) {
  const TargetLine line = Po25();
  EXPECT_EQ(line.At(Day("2018-06-01")), 0);
  EXPECT_EQ(line.At(Day("2018-07-01")), 0);
  EXPECT_EQ(line.At(Day("2018-08-31")), 23);  // half of the days to the milestone
  EXPECT_EQ(line.At(Day("2018-10-31")), 46);
  EXPECT_EQ(line.At(Day("2020-03-01")), 131);  // 46 + 169 × 487 / 973 = 130.6
  EXPECT_EQ(line.At(Day("2021-06-30")), 215);
  EXPECT_EQ(line.At(Day("2030-01-01")), 215);
}

TEST(Pace, TheLineStaysAtZeroUntilAMilestoneOfZero) {
  const TargetLine line(Day("2018-07-01"), {{Day("2018-10-31"), 0}, {Day("2021-06-30"), 104}});
  EXPECT_EQ(line.At(Day("2018-10-31")), 0);
  EXPECT_GT(line.At(Day("2019-06-30")), 0);
}

TEST(Pace, PercentMayExceedAHundredAndIsZeroWithoutATarget) {
  EXPECT_EQ(PercentX10(1200, 1000), 1200);
  EXPECT_EQ(PercentX10(1, 3), 333);
  EXPECT_EQ(PercentX10(2, 3), 667);
  EXPECT_EQ(PercentX10(5, 0), 0);
}

TEST(Pace, NeededPaceIsWhatReachesTheTargetOnItsDay) {
  const TargetPoint target{Day("2021-06-30"), 215};
  // 365 days are 11.9920… mean months: 100 units need 8.3389… a month.
  EXPECT_EQ(NeededPerMonthX100(target, 115, Day("2020-06-30")), 834);
  EXPECT_EQ(NeededPerMonthX100(target, 215, Day("2020-06-30")), 0);
  EXPECT_EQ(NeededPerMonthX100(target, 300, Day("2020-06-30")), 0);
  EXPECT_EQ(NeededPerMonthX100(target, 0, Day("2021-06-30")), 0);
  EXPECT_EQ(NeededPerMonthX100(target, 0, Day("2022-06-30")), 0);
}

TEST(Pace, BehindBeginsBelowTheLineByMoreThanTheTolerance) {
  const TargetLine line = Po25();
  const Date day = Day("2018-10-31");  // the line stands at 46; 5 % of 215 = 10.75
  EXPECT_EQ(StateOfPace(line, 5, day, 46, 46), view::v1::PACE_STATE_ON_TRACK);
  EXPECT_EQ(StateOfPace(line, 5, day, 36, 36), view::v1::PACE_STATE_ON_TRACK);
  EXPECT_EQ(StateOfPace(line, 5, day, 35, 35), view::v1::PACE_STATE_BEHIND);
}

TEST(Pace, TheFinalTargetIsReachedOrMissedOnItsDay) {
  const TargetLine line = Po25();
  EXPECT_EQ(StateOfPace(line, 5, Day("2020-01-01"), 215, 215), view::v1::PACE_STATE_REACHED);
  EXPECT_EQ(StateOfPace(line, 5, Day("2021-06-30"), 215, 215), view::v1::PACE_STATE_REACHED);
  EXPECT_EQ(StateOfPace(line, 5, Day("2021-06-30"), 214, 214), view::v1::PACE_STATE_ON_TRACK);
  EXPECT_EQ(StateOfPace(line, 5, Day("2021-07-01"), 214, 214), view::v1::PACE_STATE_MISSED);
  // Reached after its day is too late.
  EXPECT_EQ(StateOfPace(line, 5, Day("2021-09-01"), 215, 214), view::v1::PACE_STATE_MISSED);
}

TEST(Pace, WithoutTargetsThereIsNoPace) {
  EXPECT_EQ(StateOfPace(TargetLine(Day("2018-07-01"), {}), 5, Day("2019-01-01"), 3, 3),
            view::v1::PACE_STATE_UNSPECIFIED);
}

TEST(Pace, MonthEndsAreCutAtTheLastDay) {
  const auto ends = MonthEnds(Day("2018-07-15"), Day("2018-09-10"));
  ASSERT_EQ(ends.size(), 3u);
  EXPECT_EQ(ends[0], Day("2018-07-31"));
  EXPECT_EQ(ends[2], Day("2018-09-10"));
  EXPECT_TRUE(MonthEnds(Day("2018-07-15"), Day("2018-07-14")).empty());
}

std::vector<Date> Quarters() {
  return {Day("2018-12-31"), Day("2019-03-31"), Day("2019-06-30"), Day("2019-09-30")};
}

TEST(Duty, NothingHeldIsDueAndThenOverdue) {
  const auto before = StateOfDuty(Quarters(), {}, Day("2018-12-31"));
  EXPECT_EQ(before.next_due_on, Day("2018-12-31"));
  EXPECT_FALSE(before.overdue);
  EXPECT_EQ(before.expected, 0u);
  const auto after = StateOfDuty(Quarters(), {}, Day("2019-01-01"));
  EXPECT_TRUE(after.overdue);
  EXPECT_EQ(after.expected, 1u);
}

TEST(Duty, EachMeetingMeetsTheDueDateOfItsPeriod) {
  const auto duty =
      StateOfDuty(Quarters(), {Day("2019-02-01"), Day("2018-11-01")}, Day("2019-02-10"));
  EXPECT_EQ(duty.held, 2u);
  EXPECT_EQ(duty.last_on, Day("2019-02-01"));
  EXPECT_EQ(duty.next_due_on, Day("2019-06-30"));
  EXPECT_FALSE(duty.overdue);
}

TEST(Duty, ASecondMeetingInAPeriodMeetsNoOther) {
  const std::vector<Date> held = {Day("2018-11-01"), Day("2018-12-01")};
  const auto duty = StateOfDuty(Quarters(), held, Day("2019-04-01"));
  EXPECT_EQ(duty.next_due_on, Day("2019-03-31"));
  EXPECT_TRUE(duty.overdue);
  EXPECT_EQ(duty.expected, 2u);
  EXPECT_EQ(duty.missed, 1u);
}

TEST(Duty, AMissedPeriodStaysMissedAndIsNotAskedForAgain) {
  const auto duty = StateOfDuty(Quarters(), {Day("2019-05-01")}, Day("2019-05-02"));
  EXPECT_EQ(duty.next_due_on, Day("2019-09-30"));
  EXPECT_FALSE(duty.overdue);
  EXPECT_EQ(duty.held, 1u);
  EXPECT_EQ(duty.expected, 2u);
  EXPECT_EQ(duty.missed, 2u);
}

TEST(Duty, AfterTheLastDueDateNothingIsDue) {
  const auto duty = StateOfDuty(Quarters(), {Day("2019-09-15")}, Day("2021-01-01"));
  EXPECT_FALSE(duty.next_due_on.has_value());
  EXPECT_FALSE(duty.overdue);
}

}  // namespace
}  // namespace paktum::views::internal
