#include "libs/views/internal/forecast.h"

#include <algorithm>

#include "libs/base/check.h"

namespace paktum::views::internal {
namespace {

// a / b rounded down, for b > 0.
std::int64_t Floor(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// What `gained` in `days` becomes in `ahead` days.
std::int64_t Gain(std::int64_t gained, std::int64_t days, std::int64_t ahead) {
  PAKTUM_CHECK(days > 0 && ahead > 0);
  const std::int64_t whole = gained / days;
  if (whole > kForecastGainMax / ahead) return kForecastGainMax;
  if (whole < -kForecastGainMax / ahead) return -kForecastGainMax;
  return whole * ahead + Floor(2 * (gained % days) * ahead + days, 2 * days);
}

std::int64_t Continued(std::int64_t value, std::int64_t gain) {
  return std::max<std::int64_t>(value + gain, 0);
}

}  // namespace

view::v1::ForecastState StateOfForecast(const Course& course, Date programme_start,
                                        bool per_period) {
  if (per_period) return view::v1::FORECAST_STATE_NOT_CUMULATIVE;
  const bool enough = programme_start <= course.from && course.value > 0;
  return enough ? view::v1::FORECAST_STATE_FORESEEN : view::v1::FORECAST_STATE_NOT_ENOUGH_DATA;
}

void FillForecast(const Course& course, view::v1::ForecastState state, Date day,
                  std::int64_t value_on_day, view::v1::Forecast* forecast) {
  forecast->set_date(day.ToString());
  if (day <= course.day) {
    forecast->set_state(view::v1::FORECAST_STATE_COUNTED);
    forecast->set_value(value_on_day);
    forecast->set_low(value_on_day);
    forecast->set_high(value_on_day);
    return;
  }
  forecast->set_state(state);
  if (state != view::v1::FORECAST_STATE_FORESEEN) return;
  const std::int64_t ahead = DaysBetween(course.day, day);
  const std::int64_t gain =
      Gain(course.value - course.at_from, DaysBetween(course.from, course.day), ahead);
  const std::int64_t earlier =
      Gain(course.at_middle - course.at_from, DaysBetween(course.from, course.middle), ahead);
  const std::int64_t latest =
      Gain(course.value - course.at_middle, DaysBetween(course.middle, course.day), ahead);
  forecast->set_value(Continued(course.value, gain));
  forecast->set_low(Continued(course.value, std::min(earlier, latest)));
  forecast->set_high(Continued(course.value, std::max(earlier, latest)));
}

}  // namespace paktum::views::internal
