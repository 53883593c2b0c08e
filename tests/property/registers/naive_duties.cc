#include "tests/property/registers/naive_duties.h"

#include <algorithm>

#include "paktum/view/v1/common.pb.h"
#include "tests/property/registers/naive_indicators.h"

namespace paktum::views::naive {
namespace {

bool EndsMonth(Date day) { return day.PlusDays(1).month() != day.month(); }

Date EndOfMonth(Date day) {
  while (!EndsMonth(day)) day = day.PlusDays(1);
  return day;
}

// Whole months from the first day of the programme to its last.
std::uint32_t LengthInMonths(const plan::Plan& plan) {
  if (plan.counts_in_months()) return plan.months();
  std::uint32_t months = 0;
  while (plan.start_date().PlusMonths(static_cast<int>(months + 1)) <=
         plan.end_date().PlusDays(1)) {
    ++months;
  }
  return months;
}

}  // namespace

std::vector<Date> DueDates(const plan::Plan& plan, Date first, std::uint32_t months) {
  std::vector<Date> due;
  for (int period = 0;; ++period) {
    Date day = first.PlusMonths(period * static_cast<int>(months));
    if (EndsMonth(first)) day = EndOfMonth(day);
    if (day > plan.end_date()) return due;
    due.push_back(day);
  }
}

std::vector<Date> DueDates(const plan::Plan& plan, const plan::v1::Cadence& cadence) {
  const auto first = Date::Parse(cadence.first_due());
  if (cadence.event_type().empty() || !first || !plan.has_dates()) return {};
  return DueDates(plan, *first, cadence.interval_months());
}

std::vector<Date> HeldDays(const History& history, const plan::v1::Cadence& cadence) {
  std::vector<Date> held;
  for (const Record* record : history.InForce()) {
    if (TypeOf(*record) == cadence.event_type() && Passes(cadence.filters(), BodyOf(*record))) {
      held.push_back(record->day());
    }
  }
  return held;
}

void FillStanding(const plan::Plan& plan, std::uint32_t interval_months,
                  const std::vector<Date>& due, const std::vector<Date>& held, Date day,
                  view::v1::DutyStanding* standing) {
  standing->set_interval_months(interval_months);
  if (!held.empty()) {
    standing->set_last_on(std::max_element(held.begin(), held.end())->ToString());
  }
  standing->set_held(static_cast<std::uint32_t>(held.size()));
  standing->set_due_in_all(static_cast<std::uint32_t>(due.size()));
  if (interval_months > 0) standing->set_expected_by_length(LengthInMonths(plan) / interval_months);
  if (!due.empty()) standing->set_next_due_on(due.front().ToString());
  for (std::size_t i = 0; i < due.size(); ++i) {
    const bool met = std::any_of(held.begin(), held.end(), [&](Date one) {
      return one <= due[i] && (i == 0 || due[i - 1] < one);
    });
    if (met) standing->set_next_due_on(i + 1 < due.size() ? due[i + 1].ToString() : "");
    if (due[i] >= day) continue;
    standing->set_expected(standing->expected() + 1);
    if (met) continue;
    standing->set_missed(standing->missed() + 1);
    standing->add_missed_due_on(due[i].ToString());
  }
  const auto next = Date::Parse(standing->next_due_on());
  if (!next || *next >= day) return;
  standing->set_overdue(true);
  standing->set_overdue_days(static_cast<std::uint32_t>(DaysBetween(*next, day)));
}

}  // namespace paktum::views::naive
