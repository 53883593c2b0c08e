#include "libs/views/internal/schedule_columns.h"

#include <algorithm>

namespace paktum::views::internal {

Columns::Columns(const plan::Plan& plan) : months_(plan.months()) {
  if (!plan.has_dates()) return;
  if (plan.counts_in_months()) {
    for (std::uint32_t month = 1; month <= months_ + 1; ++month) {
      starts_.push_back(plan.FirstDayOfMonth(month));
    }
    return;
  }
  for (const Quarter quarter : plan.quarters()) starts_.push_back(quarter.first_day());
  starts_.push_back(plan.quarters().back().Next().first_day());
}

std::size_t Columns::size() const { return months_ > 0 ? months_ : starts_.size() - 1; }

std::size_t Columns::Of(Date day) const {
  if (starts_.empty() || day < starts_.front() || day >= starts_.back()) return size();
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), day);
  return static_cast<std::size_t>(after - starts_.begin()) - 1;
}

}  // namespace paktum::views::internal
