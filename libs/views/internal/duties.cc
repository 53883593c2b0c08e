#include "libs/views/internal/duties.h"

#include <algorithm>
#include <utility>

#include "libs/events/catalogue.h"
#include "libs/views/internal/definitions.h"
#include "libs/views/internal/due_dates.h"

namespace paktum::views::internal {
namespace {

Status InCadence(const plan::v1::Cadence& cadence, const std::string& message) {
  return InvalidArgument("view.bad_definition", message, {{"cadence", cadence.code()}});
}

std::vector<Date> MissedDates(const std::vector<Date>& due, const std::vector<Date>& held,
                              Date day) {
  std::vector<Date> missed;
  for (std::size_t i = 0; i < due.size() && due[i] < day; ++i) {
    const bool met = std::any_of(held.begin(), held.end(), [&](Date on) {
      return on <= due[i] && (i == 0 || on > due[i - 1]);
    });
    if (!met) missed.push_back(due[i]);
  }
  return missed;
}

// Whole months of the programme; known also while its first day is not.
std::uint32_t LengthInMonths(const plan::Plan& plan) {
  if (plan.counts_in_months()) return plan.months();
  std::uint32_t months = 0;
  const Date end = plan.end_date();
  while (plan.start_date().PlusMonths(static_cast<int>(months) + 1).PlusDays(-1) <= end) ++months;
  return months;
}

}  // namespace

Result<std::vector<CadenceRecord>> ReadCadences(const plan::Plan& plan,
                                                const EffectiveHistory& history) {
  std::vector<CadenceRecord> records;
  for (const plan::v1::Cadence& cadence : plan.data().cadences()) {
    CadenceRecord record{.cadence = &cadence, .due = {}, .held = {}};
    if (!cadence.event_type().empty()) {
      const events::EventKind* kind = events::FindKind(cadence.event_type());
      if (kind == nullptr) return InCadence(cadence, "unknown event type " + cadence.event_type());
      const auto filters = CompileFilters(kind->descriptor, cadence.filters());
      if (!filters.ok()) return InCadence(cadence, filters.status().message());
      record.due = plan::DueDates(cadence, plan.end_date());
      for (const Fact& fact : history.InForce({CaseOf(*kind)})) {
        if (PassesAll(*filters, *events::BodyOf(fact.event))) record.held.push_back(fact.day);
      }
    }
    records.push_back(std::move(record));
  }
  return records;
}

void FillStanding(const plan::Plan& plan, std::uint32_t interval_months,
                  const std::vector<Date>& due, const std::vector<Date>& held, Date day,
                  view::v1::DutyStanding* standing) {
  const DutyState duty = StateOfDuty(due, held, day);
  standing->set_interval_months(interval_months);
  if (duty.last_on) standing->set_last_on(duty.last_on->ToString());
  if (duty.next_due_on) standing->set_next_due_on(duty.next_due_on->ToString());
  standing->set_overdue(duty.overdue);
  if (duty.overdue) {
    standing->set_overdue_days(static_cast<std::uint32_t>(DaysBetween(*duty.next_due_on, day)));
  }
  standing->set_held(duty.held);
  standing->set_expected(duty.expected);
  standing->set_missed(duty.missed);
  for (const Date missed : MissedDates(due, held, day)) {
    standing->add_missed_due_on(missed.ToString());
  }
  standing->set_due_in_all(static_cast<std::uint32_t>(due.size()));
  if (interval_months > 0) {
    standing->set_expected_by_length(LengthInMonths(plan) / interval_months);
  }
}

}  // namespace paktum::views::internal
