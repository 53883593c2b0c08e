#include "libs/views/internal/forecast.h"

#include <gtest/gtest.h>

#include "libs/views/indicators.h"
#include "tests/unit/views/view_testing.h"

namespace paktum::views {
namespace {

using internal::Course;
using internal::FillForecast;
using internal::StateOfForecast;
using testing::Ask;
using testing::Changed;
using testing::Ledger;
using testing::Made;
using view::v1::Forecast;
using view::v1::IndicatorState;

Date Day(const char* text) { return *Date::Parse(text); }

// Half a year until 2019-12-31 in which a value went from 10 by 12 to 22 and by 6 to 28.
Course HalfAYear() {
  return {.from = Day("2019-06-30"),
          .middle = Day("2019-09-30"),
          .day = Day("2019-12-31"),
          .at_from = 10,
          .at_middle = 22,
          .value = 28};
}

Forecast For(const Course& course, const char* day, std::int64_t value_on_day = 0,
             view::v1::ForecastState state = view::v1::FORECAST_STATE_FORESEEN) {
  Forecast forecast;
  FillForecast(course, state, Day(day), value_on_day, &forecast);
  return forecast;
}

TEST(Forecast, ThePaceOfTheLastSixMonthsGoesOn) {
  const Forecast forecast = For(HalfAYear(), "2020-07-02");  // as many days ahead as behind: 184
  EXPECT_EQ(forecast.date(), "2020-07-02");
  EXPECT_EQ(forecast.state(), view::v1::FORECAST_STATE_FORESEEN);
  EXPECT_EQ(forecast.value(), 28 + 18);
  EXPECT_EQ(forecast.low(), 28 + 12) << "6 in the last 92 days";
  EXPECT_EQ(forecast.high(), 28 + 24) << "12 in the 92 before";
}

TEST(Forecast, HalvesAreRoundedUp) {
  EXPECT_EQ(For(HalfAYear(), "2020-01-05").value(), 28) << "5 × 18 / 184 = 0.49";
  EXPECT_EQ(For(HalfAYear(), "2020-01-06").value(), 29) << "6 × 18 / 184 = 0.59";
}

TEST(Forecast, OnADayThatHasComeItIsWhatWasCounted) {
  const Forecast today = For(HalfAYear(), "2019-12-31", 28);
  EXPECT_EQ(today.state(), view::v1::FORECAST_STATE_COUNTED);
  EXPECT_EQ(today.value(), 28);
  EXPECT_EQ(today.low(), 28);
  EXPECT_EQ(today.high(), 28);
  EXPECT_EQ(For(HalfAYear(), "2018-10-31", 7, view::v1::FORECAST_STATE_NOT_ENOUGH_DATA).value(), 7);
}

TEST(Forecast, IsNeverBelowZeroAndNeverOverflows) {
  Course falling = HalfAYear();
  falling.at_from = 400;
  EXPECT_EQ(For(falling, "2021-06-30").value(), 0);
  EXPECT_EQ(For(falling, "2021-06-30").low(), 0);
  Course steep = HalfAYear();
  steep.value = std::int64_t{1} << 60;
  steep.at_middle = 0;
  const Forecast forecast = For(steep, "2199-12-31");
  EXPECT_EQ(forecast.value(), steep.value + internal::kForecastGainMax);
  EXPECT_GE(forecast.high(), forecast.value());
}

TEST(Forecast, NeedsSixMonthsOfTheProgrammeAndSomethingCounted) {
  Course course = HalfAYear();
  EXPECT_EQ(StateOfForecast(course, Day("2019-06-30"), false), view::v1::FORECAST_STATE_FORESEEN);
  EXPECT_EQ(StateOfForecast(course, Day("2019-07-01"), false),
            view::v1::FORECAST_STATE_NOT_ENOUGH_DATA);
  EXPECT_EQ(StateOfForecast(course, Day("2018-07-01"), true),
            view::v1::FORECAST_STATE_NOT_CUMULATIVE);
  course.value = 0;
  EXPECT_EQ(StateOfForecast(course, Day("2018-07-01"), false),
            view::v1::FORECAST_STATE_NOT_ENOUGH_DATA);
  const Forecast silent =
      For(HalfAYear(), "2020-07-02", 0, view::v1::FORECAST_STATE_NOT_ENOUGH_DATA);
  EXPECT_EQ(silent.value(), 0);
  EXPECT_EQ(silent.date(), "2020-07-02");
}

IndicatorState Po25(const Ledger& ledger, const std::string& valid_at,
                    const plan::Plan& plan = testing::Tiszakecske()) {
  auto fold = IndicatorsFold::Create(plan);
  EXPECT_TRUE(fold.ok()) << fold.status();
  testing::Feed(*fold, ledger);
  return Ask<view::v1::IndicatorsView>(*fold, "indicators",
                                       {{"code", "PO25"}, {"valid_at", valid_at}})
      .indicators(0);
}

// One person on each day of 2019 until the day asked, one more of them voided.
Ledger OneADay(int days) {
  Ledger ledger;
  for (int i = 0; i < days; ++i) {
    ledger.Enrol(i + 1, Date::Of(2019, 1, 1)->PlusDays(i).ToString());
  }
  const auto mistaken = ledger.Enrol(9000, "2019-03-01");
  ledger.Void({mistaken}, "2019-03-02");
  return ledger;
}

TEST(Forecast, AnIndicatorForeseesItsNextAndItsLastTarget) {
  const auto state = Po25(OneADay(365), "2019-12-31");
  EXPECT_EQ(state.value(), 365);
  ASSERT_EQ(state.next_target(), 1);
  const Forecast& last = state.final_forecast();
  EXPECT_EQ(last.date(), "2021-06-30");
  EXPECT_EQ(last.state(), view::v1::FORECAST_STATE_FORESEEN);
  EXPECT_EQ(last.value(), 365 + 547) << "one a day, 547 days";
  EXPECT_EQ(last.low(), last.value());
  EXPECT_EQ(last.high(), last.value());
  EXPECT_EQ(last.target(), 215);
  EXPECT_EQ(last.percent_x10(), (912 * 1000 + 107) / 215);
  EXPECT_EQ(state.next_forecast().SerializeAsString(), last.SerializeAsString());
}

TEST(Forecast, BeforeTheMilestoneThereIsTooLittleToSay) {
  Ledger ledger;
  ledger.Enrol(1, "2018-09-01");
  const auto state = Po25(ledger, "2018-10-01");
  EXPECT_EQ(state.next_forecast().date(), "2018-10-31");
  EXPECT_EQ(state.next_forecast().state(), view::v1::FORECAST_STATE_NOT_ENOUGH_DATA);
  EXPECT_EQ(state.next_forecast().target(), 46);
  EXPECT_EQ(state.final_forecast().state(), view::v1::FORECAST_STATE_NOT_ENOUGH_DATA);
}

TEST(Forecast, OnTheLastDayAndAfterItTheForecastIsTheValueOfThatDay) {
  Ledger ledger = OneADay(100);
  ledger.Enrol(8000, "2021-07-15");
  for (const char* day : {"2021-06-30", "2022-01-31"}) {
    const auto state = Po25(ledger, day);
    EXPECT_EQ(state.final_forecast().state(), view::v1::FORECAST_STATE_COUNTED);
    EXPECT_EQ(state.final_forecast().value(), 100) << day;
    EXPECT_FALSE(state.has_next_forecast());
  }
}

TEST(Forecast, WhatEachPeriodCountsOnItsOwnIsNotForeseen) {
  const auto plan = Changed("code: \"PO25\"", "cumulation: CUMULATION_CUMULATIVE",
                            "cumulation: CUMULATION_PER_PERIOD");
  const auto state = Po25(OneADay(365), "2019-12-31", plan);
  EXPECT_EQ(state.final_forecast().state(), view::v1::FORECAST_STATE_NOT_CUMULATIVE);
  EXPECT_EQ(state.final_forecast().value(), 0);
}

// Without targets the programme's last day is what can be foreseen; a programme without days has
// none.
TEST(Forecast, StandsOnTheCalendarOfTheProgramme) {
  auto fold = Made<IndicatorsFold>();
  const auto all = Ask<view::v1::IndicatorsView>(fold, "indicators",
                                                 {{"scope", "all"}, {"valid_at", "2019-12-31"}});
  for (const IndicatorState& state : all.indicators()) {
    EXPECT_EQ(state.has_final_forecast(), state.definition_version() != 0) << state.code();
    if (state.targets().empty() && state.has_final_forecast()) {
      EXPECT_EQ(state.final_forecast().date(), "2021-06-30") << state.code();
    }
  }
  auto lenti = IndicatorsFold::Create(testing::Lenti());
  ASSERT_TRUE(lenti.ok());
  const auto without_days = Ask<view::v1::IndicatorsView>(
      *lenti, "indicators", {{"scope", "all"}, {"valid_at", "2019-12-31"}});
  for (const IndicatorState& state : without_days.indicators()) {
    EXPECT_FALSE(state.has_final_forecast()) << state.code();
    EXPECT_FALSE(state.has_next_forecast()) << state.code();
  }
}

}  // namespace
}  // namespace paktum::views
