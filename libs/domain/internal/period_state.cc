#include "libs/domain/internal/period_state.h"

#include "libs/domain/internal/refusal_table.h"
#include "libs/domain/internal/support.h"

namespace paktum::domain {

bool PeriodState::IsClosed(HalfYear period) const {
  const auto found = last.find(period);
  return found != last.end() && found->second->event.has_period_closed();
}

void EvolvePeriods(PeriodState& state, const RecordedEvent& event) {
  const std::string* text = nullptr;
  if (event.event.has_period_closed()) text = &event.event.period_closed().period();
  if (event.event.has_period_reopened()) text = &event.event.period_reopened().period();
  if (text == nullptr) return;
  if (const auto period = HalfYear::Parse(*text)) state.last.insert_or_assign(*period, &event);
}

PeriodState PeriodsOf(const LoadedStream& periods) {
  PeriodState state;
  for (const RecordedEvent* event : EffectiveEvents(periods)) EvolvePeriods(state, *event);
  return state;
}

Result<HalfYear> ReadPeriod(const std::string& text) {
  const auto period = HalfYear::Parse(text);
  if (!period) return Refuse("period.unreadable");
  return *period;
}

Result<HalfYear> ReadProgrammePeriod(const std::string& text, const plan::Plan& plan) {
  PAKTUM_ASSIGN_OR_RETURN(const HalfYear period, ReadPeriod(text));
  if (!plan.has_dates()) return period;
  const HalfYear first = HalfYear::Of(plan.start_date());
  const HalfYear last = HalfYear::Of(plan.end_date());
  if (period < first || period > last) {
    return Refuse(
        "period.outside_programme",
        {{"period", period.ToString()}, {"first", first.ToString()}, {"last", last.ToString()}});
  }
  return period;
}

}  // namespace paktum::domain
