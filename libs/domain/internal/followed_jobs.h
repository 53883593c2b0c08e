#pragma once
// Followed jobs: the jobs of one person and the supports they may rest on, folded from the person's
// stream, and the day from which the six months of a job run.
#include <optional>
#include <string>
#include <vector>

#include "libs/domain/internal/grants.h"
#include "libs/domain/internal/support.h"
#include "libs/plan/plan.h"

namespace paktum::domain {

struct FollowedJob {
  const RecordedEvent* hired = nullptr;
  std::optional<Date> ended_on;
  std::vector<const RecordedEvent*> checks;

  [[nodiscard]] const employment::v1::HireRecorded& body() const {
    return hired->event.hire_recorded();
  }
};

struct FollowedJobs {
  std::vector<Grant> grants;
  std::vector<FollowedJob> jobs;
};

void EvolveJobs(FollowedJobs& state, const RecordedEvent& event);

// The job with this id; nullptr when there is none.
const FollowedJob* FindJob(const FollowedJobs& state, const std::string& hire_id);

// The day from which the plan's six_month_rule counts (libs/plan/six_month.h).
Date SixMonthReferenceOf(const FollowedJob& job, const FollowedJobs& state, const plan::Plan& plan);

}  // namespace paktum::domain
