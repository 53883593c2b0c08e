#pragma once
// Forecast: what an indicator's value is going to be when its recent pace goes on.
//
// Method   Linear: the value on the day of the question, and for each day ahead the mean daily gain
//          of the last six months. Counts are the effective ones: what is voided is in none of
//          them.
// Bounds   The same line at the slower and at the faster of the paces of the last three months and
//          of the three before; the value lies between the two.
// Limits   Never below 0; a gain is cut at kForecastGainMax. Whole numbers, halves up.
// Silence  No forecast before the programme has run for the six months, nor while nothing has been
//          counted, nor for a definition that counts each period on its own.
#include <cstdint>

#include "libs/base/date.h"
#include "paktum/view/v1/indicators.pb.h"

namespace paktum::views::internal {

// More than any pact counts or spends.
inline constexpr std::int64_t kForecastGainMax = 1'000'000'000'000'000;

// The months behind a day, of which the last ones are a part.
inline constexpr int kCourseMonths = 6;
inline constexpr int kLatestMonths = 3;

// How a value came about. The days are in order.
struct Course {
  Date from;    // kCourseMonths before `day`
  Date middle;  // kLatestMonths before `day`
  Date day;
  std::int64_t at_from = 0;
  std::int64_t at_middle = 0;
  std::int64_t value = 0;  // on `day`
};

// Whether anything can be said of the days ahead.
view::v1::ForecastState StateOfForecast(const Course& course, Date programme_start,
                                        bool per_period);

// Sets the day, and state, value, low and high of it: what was counted on a day that is not ahead
// of the course, `value_on_day`, or what the course foresees by `state`.
void FillForecast(const Course& course, view::v1::ForecastState state, Date day,
                  std::int64_t value_on_day, view::v1::Forecast* forecast);

}  // namespace paktum::views::internal
