#pragma once
// Grants: the supports of one person, folded from the person's stream: what was granted, paid,
// stopped and asked back.
#include <optional>
#include <string>
#include <vector>

#include "libs/domain/internal/support.h"

namespace paktum::domain {

struct Grant {
  const RecordedEvent* granted = nullptr;
  std::string id;
  std::string scheme;
  std::uint32_t months = 0;  // 0: paid once
  std::int64_t monthly_ft = 0;
  std::int64_t total_ft = 0;
  Date starts_on;
  Date ends_on;
  bool paid_at_once = false;  // a refund: the event that grants it is the payment
  std::vector<const RecordedEvent*> payments;
  std::vector<const RecordedEvent*> reclaims;
  const RecordedEvent* stopped = nullptr;

  [[nodiscard]] std::int64_t paid_ft() const;
  [[nodiscard]] std::int64_t reclaimed_ft() const;
  // The last day of the support, or the day on which it was stopped.
  [[nodiscard]] Date last_day() const;
};

void EvolveGrants(std::vector<Grant>& grants, const RecordedEvent& event);

// The person's grant with this id. Errors: "grant.unknown".
Result<const Grant*> FindGrant(const std::vector<Grant>& grants, const std::string& grant_id);

// The last day of a support of so many months; the first one when it is paid once.
Date EndOfSupport(Date starts_on, std::uint32_t months);

// A person has a scheme once at a time. Errors: "grant.already_granted".
Status CheckNoOverlap(const std::vector<Grant>& grants, const std::string& scheme, Date starts_on,
                      Date ends_on);

// First day of the support of a decision, the day of the decision when none is given. Errors:
// "date.unreadable", "grant.starts_too_late".
Result<Date> ReadStart(const std::string& starts_on, Date granted_on);

// First day of the month "YYYY-MM". Errors: "month.unreadable".
Result<Date> ReadMonth(const std::string& text);
Date LastDayOf(Date first_of_month);

}  // namespace paktum::domain
