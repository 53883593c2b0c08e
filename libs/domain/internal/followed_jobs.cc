#include "libs/domain/internal/followed_jobs.h"

#include <algorithm>

#include "libs/plan/six_month.h"

namespace paktum::domain {
namespace {

template <typename Jobs>
auto* Find(Jobs& jobs, const std::string& hire_id) {
  const auto found = std::find_if(jobs.begin(), jobs.end(), [&](const FollowedJob& job) {
    return job.body().hire_id() == hire_id;
  });
  return found == jobs.end() ? nullptr : &*found;
}

// The job that the grant supports by its record; empty when none does.
std::string HireOf(const FollowedJobs& state, const Grant& grant) {
  for (const FollowedJob& job : state.jobs) {
    if (job.body().grant_id() == grant.id) return job.body().hire_id();
  }
  return "";
}

std::vector<plan::JobSupport> SupportsOf(const FollowedJobs& state) {
  std::vector<plan::JobSupport> supports;
  for (const Grant& grant : state.grants) {
    if (!grant.granted->event.has_subsidy_granted()) continue;
    plan::JobSupport& support = supports.emplace_back();
    support.grant_id = grant.id;
    support.scheme = grant.scheme;
    support.employer = grant.granted->event.subsidy_granted().employer();
    support.hire_id = HireOf(state, grant);
    support.starts_on = grant.starts_on;
    support.ends_on = grant.ends_on;
    if (grant.stopped != nullptr) support.stopped_on = OccurredOn(*grant.stopped);
  }
  return supports;
}

}  // namespace

void EvolveJobs(FollowedJobs& state, const RecordedEvent& event) {
  EvolveGrants(state.grants, event);
  const event::v1::Event& body = event.event;
  if (body.has_hire_recorded()) {
    state.jobs.emplace_back().hired = &event;
  } else if (body.has_employment_ended()) {
    FollowedJob* const job = Find(state.jobs, body.employment_ended().hire_id());
    if (job != nullptr) job->ended_on = OccurredOn(event);
  } else if (body.has_six_month_status_checked()) {
    FollowedJob* const job = Find(state.jobs, body.six_month_status_checked().hire_id());
    if (job != nullptr) job->checks.push_back(&event);
  }
}

const FollowedJob* FindJob(const FollowedJobs& state, const std::string& hire_id) {
  return Find(state.jobs, hire_id);
}

Date SixMonthReferenceOf(const FollowedJob& job, const FollowedJobs& state,
                         const plan::Plan& plan) {
  plan::FollowedJob followed;
  followed.grant_id = job.body().grant_id();
  followed.employer = job.body().employer();
  followed.first_day = OccurredOn(*job.hired);
  followed.last_day = job.ended_on;
  return plan::SixMonthReference(plan, followed, SupportsOf(state));
}

}  // namespace paktum::domain
