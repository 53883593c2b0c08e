#include "libs/base/date.h"

#include <gtest/gtest.h>

namespace paktum {
namespace {

Date D(const char* text) { return Date::Parse(text).value(); }

TEST(Date, ParsesOnlyDaysThatExist) {
  EXPECT_TRUE(Date::Parse("2020-02-29"));
  EXPECT_FALSE(Date::Parse("2019-02-29"));
  EXPECT_FALSE(Date::Parse("2019-02-30"));
  EXPECT_FALSE(Date::Parse("2019-13-01"));
  EXPECT_FALSE(Date::Parse("2019-00-10"));
  EXPECT_FALSE(Date::Parse("1899-12-31"));
  EXPECT_FALSE(Date::Parse("2200-01-01"));
}

TEST(Date, ParsesOnlyTheIsoForm) {
  for (const char* text :
       {"", "2019-1-01", "2019.01.01", "2019-01-01 ", "20190101", "+019-01-01", "2019-01-0a"}) {
    EXPECT_FALSE(Date::Parse(text)) << text;
  }
}

TEST(Date, WritesBothForms) {
  EXPECT_EQ(D("2021-06-30").ToString(), "2021-06-30");
  EXPECT_EQ(D("2021-06-30").ToHungarianString(), "2021. 06. 30.");
}

TEST(Date, EveryDayRoundTrips) {
  for (Date day = D("1999-12-01"); day < D("2004-03-02"); day = day.PlusDays(1)) {
    EXPECT_EQ(Date::Of(day.year(), day.month(), day.day()), day);
    EXPECT_EQ(Date::Parse(day.ToString()), day);
  }
}

TEST(Date, AddingMonthsStaysInTheMonth) {
  EXPECT_EQ(D("2019-08-31").PlusMonths(6), D("2020-02-29"));
  EXPECT_EQ(D("2018-08-31").PlusMonths(6), D("2019-02-28"));
  EXPECT_EQ(D("2019-01-15").PlusMonths(8), D("2019-09-15"));
  EXPECT_EQ(D("2019-03-31").PlusMonths(-1), D("2019-02-28"));
}

TEST(Date, CountsDaysWithSign) {
  EXPECT_EQ(DaysBetween(D("2019-12-31"), D("2020-01-01")), 1);
  EXPECT_EQ(DaysBetween(D("2020-03-01"), D("2020-02-28")), -2);
}

TEST(Quarter, HoldsItsDays) {
  const Quarter quarter = Quarter::Parse("2018-Q3").value();
  EXPECT_EQ(quarter.first_day(), D("2018-07-01"));
  EXPECT_EQ(quarter.last_day(), D("2018-09-30"));
  EXPECT_EQ(Quarter::Of(D("2018-07-01")), quarter);
  EXPECT_EQ(Quarter::Of(D("2018-09-30")), quarter);
  EXPECT_EQ(Quarter::Of(D("2018-10-01")), quarter.Next());
}

TEST(Quarter, CrossesTheYear) {
  EXPECT_EQ(Quarter::Parse("2018-Q4").value().Next().ToString(), "2019-Q1");
  EXPECT_FALSE(Quarter::Parse("2018-Q5"));
  EXPECT_FALSE(Quarter::Parse("2018-Q0"));
  EXPECT_FALSE(Quarter::Parse("2018-H1"));
}

TEST(HalfYear, IsTheCalendarHalf) {
  EXPECT_EQ(HalfYear::Of(D("2019-06-30")).ToString(), "2019-H1");
  EXPECT_EQ(HalfYear::Of(D("2019-07-01")).ToString(), "2019-H2");
  EXPECT_EQ(HalfYear::Parse("2019-H2").value().last_day(), D("2019-12-31"));
  EXPECT_EQ(HalfYear::Parse("2018-H2").value().Next().first_day(), D("2019-01-01"));
  EXPECT_FALSE(HalfYear::Parse("2019-H3"));
}

}  // namespace
}  // namespace paktum
