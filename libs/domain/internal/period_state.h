#pragma once
// Which half-years are closed: what the stream "periods" says.
#include <map>
#include <string>

#include "libs/base/date.h"
#include "libs/domain/decider.h"

namespace paktum::domain {

// The last effective word about each period.
struct PeriodState {
  std::map<HalfYear, const RecordedEvent*> last;  // PeriodClosed or PeriodReopened

  [[nodiscard]] bool IsClosed(HalfYear period) const;
};

void EvolvePeriods(PeriodState& state, const RecordedEvent& event);

// Of the whole stream; valid as long as `periods`.
PeriodState PeriodsOf(const LoadedStream& periods);

// A half-year as commands and events write it, "2019-H1". Errors: "period.unreadable".
Result<HalfYear> ReadPeriod(const std::string& text);

// A half-year of the programme; a programme without dates in the plan is not looked at. Errors:
// "period.unreadable", "period.outside_programme".
Result<HalfYear> ReadProgrammePeriod(const std::string& text, const plan::Plan& plan);

}  // namespace paktum::domain
