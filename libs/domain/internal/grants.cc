#include "libs/domain/internal/grants.h"

#include <algorithm>

#include "libs/events/body_cases.h"

namespace paktum::domain {
namespace {

using event::v1::Event;

// A later start is a typing slip.
constexpr int kStartWithinMonths = 24;

Date Read(const std::string& text, Date otherwise) { return Date::Parse(text).value_or(otherwise); }

void AddSubsidy(std::vector<Grant>& grants, const RecordedEvent& event) {
  const auto& body = event.event.subsidy_granted();
  Grant grant;
  grant.granted = &event;
  grant.id = body.grant_id();
  grant.scheme = body.scheme();
  grant.months = body.months();
  grant.monthly_ft = body.monthly_amount_ft();
  grant.total_ft = body.total_ft();
  grant.starts_on = Read(body.starts_on(), OccurredOn(event));
  grant.ends_on = Read(body.ends_on(), grant.starts_on);
  grants.push_back(std::move(grant));
}

void AddHousing(std::vector<Grant>& grants, const RecordedEvent& event) {
  const auto& body = event.event.housing_support_granted();
  Grant grant;
  grant.granted = &event;
  grant.id = body.grant_id();
  grant.scheme = body.scheme();
  grant.months = body.months();
  grant.monthly_ft = body.monthly_amount_ft();
  grant.total_ft = body.monthly_amount_ft() * static_cast<std::int64_t>(body.months());
  grant.starts_on = Read(body.starts_on(), OccurredOn(event));
  grant.ends_on = EndOfSupport(grant.starts_on, body.months());
  grants.push_back(std::move(grant));
}

template <typename Body>
void AddRefund(std::vector<Grant>& grants, const RecordedEvent& event, const Body& body) {
  Grant grant;
  grant.granted = &event;
  grant.id = body.grant_id();
  grant.scheme = body.scheme();
  grant.monthly_ft = body.amount_ft();
  grant.total_ft = body.amount_ft();
  grant.starts_on = OccurredOn(event);
  grant.ends_on = OccurredOn(event);
  grant.paid_at_once = true;
  grants.push_back(std::move(grant));
}

Grant* Find(std::vector<Grant>& grants, const std::string& id) {
  const auto found = std::find_if(grants.begin(), grants.end(),
                                  [&](const Grant& grant) { return grant.id == id; });
  return found == grants.end() ? nullptr : &*found;
}

}  // namespace

std::int64_t Grant::paid_ft() const {
  std::int64_t sum_ft = paid_at_once ? total_ft : 0;
  for (const RecordedEvent* payment : payments) {
    sum_ft += payment->event.subsidy_paid().amount_ft();
  }
  return sum_ft;
}

std::int64_t Grant::reclaimed_ft() const {
  std::int64_t sum_ft = 0;
  for (const RecordedEvent* reclaim : reclaims) {
    sum_ft += reclaim->event.subsidy_reclaimed().amount_ft();
  }
  return sum_ft;
}

Date Grant::last_day() const { return stopped == nullptr ? ends_on : OccurredOn(*stopped); }

void EvolveGrants(std::vector<Grant>& grants, const RecordedEvent& event) {
  const Event& body = event.event;
  switch (body.body_case()) {
    case Event::kSubsidyGranted:
      return AddSubsidy(grants, event);
    case Event::kHousingSupportGranted:
      return AddHousing(grants, event);
    case Event::kMedicalTestRefunded:
      return AddRefund(grants, event, body.medical_test_refunded());
    case Event::kTravelRefunded:
      return AddRefund(grants, event, body.travel_refunded());
    case Event::kIncomeSupplementPaid:
      return AddRefund(grants, event, body.income_supplement_paid());
    case Event::kSubsidyPaid:
      if (Grant* grant = Find(grants, body.subsidy_paid().grant_id())) {
        grant->payments.push_back(&event);
      }
      return;
    case Event::kSubsidyStopped:
      if (Grant* grant = Find(grants, body.subsidy_stopped().grant_id())) grant->stopped = &event;
      return;
    case Event::kSubsidyReclaimed:
      if (Grant* grant = Find(grants, body.subsidy_reclaimed().grant_id())) {
        grant->reclaims.push_back(&event);
      }
      return;
    case PAKTUM_PACT_EVENTS:
    case PAKTUM_GOVERNANCE_EVENTS:
    case PAKTUM_PARTICIPANT_EVENTS:
    case Event::kSchemeCommitted:
    case Event::kSchemeReleased:
    case PAKTUM_EMPLOYMENT_EVENTS:
    case PAKTUM_TRAINING_EVENTS:
    case PAKTUM_SERVICE_EVENTS:
    case PAKTUM_PRIVACY_EVENTS:
    case PAKTUM_INSPECTION_EVENTS:
    case PAKTUM_CORRECTION_EVENTS:
    case PAKTUM_EVALUATION_EVENTS:
    case PAKTUM_PORTAL_EVENTS:
    case Event::BODY_NOT_SET:
      return;
  }
}

Result<const Grant*> FindGrant(const std::vector<Grant>& grants, const std::string& grant_id) {
  for (const Grant& grant : grants) {
    if (grant.id == grant_id) return &grant;
  }
  return Refuse("grant.unknown");
}

Date EndOfSupport(Date starts_on, std::uint32_t months) {
  return months == 0 ? starts_on : starts_on.PlusMonths(static_cast<int>(months)).PlusDays(-1);
}

Status CheckNoOverlap(const std::vector<Grant>& grants, const std::string& scheme, Date starts_on,
                      Date ends_on) {
  for (const Grant& other : grants) {
    if (other.paid_at_once || other.scheme != scheme) continue;
    if (starts_on <= other.last_day() && other.starts_on <= ends_on) {
      return Refuse("grant.already_granted", {{"scheme", scheme},
                                              {"starts_on", other.starts_on.ToString()},
                                              {"ends_on", other.last_day().ToString()}});
    }
  }
  return OkStatus();
}

Result<Date> ReadStart(const std::string& starts_on, Date granted_on) {
  if (starts_on.empty()) return granted_on;
  PAKTUM_ASSIGN_OR_RETURN(const Date start, ReadDate("starts_on", starts_on));
  if (start > granted_on.PlusMonths(kStartWithinMonths)) {
    return Refuse("grant.starts_too_late", {{"limit", std::to_string(kStartWithinMonths)}});
  }
  return start;
}

Result<Date> ReadMonth(const std::string& text) {
  const auto first = Date::Parse(text + "-01");
  if (!first) return Refuse("month.unreadable");
  return *first;
}

Date LastDayOf(Date first_of_month) { return first_of_month.PlusMonths(1).PlusDays(-1); }

}  // namespace paktum::domain
