#include "libs/domain/internal/figures.h"

#include "libs/domain/internal/refusal_table.h"

namespace paktum::domain {

Status CheckFigures(HalfYear period, Date day, std::uint64_t position, const Context& context) {
  if (day <= period.last_day()) {
    return Refuse("figures.period_not_over",
                  {{"period", period.ToString()}, {"ends_on", period.last_day().ToString()}});
  }
  if (!context.figures || !context.figures->exists) {
    return Refuse("figures.no_such_position", {{"position", std::to_string(position)}});
  }
  const auto& next = context.figures->next_recorded_on;
  if (next && *next <= period.last_day()) {
    return Refuse("figures.before_period_end", {{"position", std::to_string(position)},
                                                {"ends_on", period.last_day().ToString()}});
  }
  return OkStatus();
}

}  // namespace paktum::domain
