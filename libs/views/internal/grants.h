#pragma once
// Grants: what effective histories say about subsidies and the jobs they support.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/plan/plan.h"
#include "libs/views/effective_history.h"

namespace paktum::views::internal {

struct Job {
  std::string hire_id;
  std::string participant;
  std::string grant_id;  // empty for an independent placement
  std::string employer;
  Date hired_on;
  Position position;
  std::optional<Date> ended_on;
  employment::v1::EmploymentEndReason end_reason =
      employment::v1::EMPLOYMENT_END_REASON_UNSPECIFIED;
};

struct Grant {
  subsidy::v1::SubsidyGranted body;
  Position position;
  std::optional<Date> stopped_on;
  subsidy::v1::StopReason stop_reason = subsidy::v1::STOP_REASON_UNSPECIFIED;
  std::int64_t reclaimed_ft = 0;

  // The last supported day: as granted, or the day of stopping.
  [[nodiscard]] Date SupportedUntil() const;
};

// By hire id.
std::map<std::string, Job> ReadJobs(const EffectiveHistory& history);
// Grants with a period (SubsidyGranted), by grant id.
std::map<std::string, Grant> ReadGrants(const EffectiveHistory& history);

}  // namespace paktum::views::internal
