#include "libs/base/clock.h"

#include <gtest/gtest.h>

#include <limits>

namespace paktum {
namespace {

Instant I(const char* text) { return Instant::Parse(text).value(); }

TEST(Instant, ReadsRfc3339WithOffsetsAndFractions) {
  EXPECT_EQ(I("1970-01-01T00:00:01Z").unix_ms(), 1'000);
  EXPECT_EQ(I("2019-03-31T09:30:00.250Z").ToString(), "2019-03-31T09:30:00.250Z");
  EXPECT_EQ(I("2019-03-31T11:30:00.25+02:00"), I("2019-03-31T09:30:00.250Z"));
  EXPECT_EQ(I("2019-03-31T04:00:00-05:30"), I("2019-03-31T09:30:00Z"));
  EXPECT_EQ(I("2019-03-31T09:30:00.123456789Z").unix_ms() % 1000, 123);
}

TEST(Instant, RefusesOtherText) {
  for (const char* text :
       {"", "2019-03-31", "2019-03-31T09:30:00", "2019-03-31T24:00:00Z", "2019-02-30T00:00:00Z",
        "2019-03-31T09:30:00.Z", "2019-03-31T09:30:00+2:00", "2019-03-31 09:30:00Z"}) {
    EXPECT_FALSE(Instant::Parse(text)) << text;
  }
}

TEST(Instant, WritesTimesBefore1970) {
  EXPECT_EQ(Instant(-1).ToString(), "1969-12-31T23:59:59.999Z");
}

TEST(Instant, OffsetsDoNotLeadOutOfTheCalendar) {
  EXPECT_EQ(I("1900-01-01T00:30:00+00:30").ToString(), "1900-01-01T00:00:00.000Z");
  EXPECT_FALSE(Instant::Parse("1900-01-01T00:29:59.999+00:30"));
  EXPECT_EQ(I("2199-12-31T23:29:59.999-00:30").ToString(), "2199-12-31T23:59:59.999Z");
  EXPECT_FALSE(Instant::Parse("2199-12-31T23:30:00-00:30"));
}

TEST(Instant, BeyondTheCalendarIsShownAsItsEnd) {
  const Instant first(std::numeric_limits<std::int64_t>::min());
  const Instant last(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(first.ToString(), "1900-01-01T00:00:00.000Z");
  EXPECT_EQ(last.ToString(), "2199-12-31T23:59:59.999Z");
  EXPECT_EQ(first.DateInBudapest().ToString(), "1900-01-01");
  EXPECT_EQ(last.DateInBudapest().ToString(), "2200-01-01");
}

TEST(Instant, BudapestDayFollowsSummerTime) {
  EXPECT_EQ(I("2019-01-31T22:59:59Z").DateInBudapest().ToString(), "2019-01-31");
  EXPECT_EQ(I("2019-01-31T23:00:00Z").DateInBudapest().ToString(), "2019-02-01");
  EXPECT_EQ(I("2019-07-31T21:59:59Z").DateInBudapest().ToString(), "2019-07-31");
  EXPECT_EQ(I("2019-07-31T22:00:00Z").DateInBudapest().ToString(), "2019-08-01");
}

TEST(Instant, EndOfDayIsTheLastMillisecondInBudapest) {
  for (const char* text : {"2019-01-15", "2019-03-30", "2019-03-31", "2019-07-01", "2019-10-26",
                           "2019-10-27", "2019-12-31"}) {
    const Date day = Date::Parse(text).value();
    const Instant end = Instant::EndOfDayInBudapest(day);
    EXPECT_EQ(end.DateInBudapest(), day) << text;
    EXPECT_EQ(Instant(end.unix_ms() + 1).DateInBudapest(), day.PlusDays(1)) << text;
  }
}

TEST(ManualClock, StandsWhereItIsPut) {
  ManualClock clock(Instant(1'000));
  EXPECT_EQ(clock.Now(), Instant(1'000));
  clock.Advance(std::chrono::milliseconds(5));
  EXPECT_EQ(clock.Now(), Instant(1'005));
  clock.Set(I("2019-07-31T22:00:00Z"));
  EXPECT_EQ(clock.Today().ToString(), "2019-08-01");
}

}  // namespace
}  // namespace paktum
