#include "libs/views/internal/grants.h"

#include <algorithm>

namespace paktum::views::internal {

using event::v1::Event;

Date Grant::SupportedUntil() const {
  const Date granted_until = Date::Parse(body.ends_on()).value_or(Date());
  return stopped_on ? std::min(*stopped_on, granted_until) : granted_until;
}

std::map<std::string, Job> ReadJobs(const EffectiveHistory& history) {
  std::map<std::string, Job> jobs;
  std::vector<Fact> facts = history.InForce({Event::kHireRecorded, Event::kEmploymentEnded});
  for (const Fact& fact : facts) {
    if (!fact.event.has_hire_recorded()) continue;
    const employment::v1::HireRecorded& hire = fact.event.hire_recorded();
    Job job;
    job.hire_id = hire.hire_id();
    job.participant = hire.participant_id();
    job.grant_id = hire.grant_id();
    job.employer = hire.employer();
    job.hired_on = fact.day;
    job.position = fact.position;
    jobs.insert_or_assign(hire.hire_id(), std::move(job));
  }
  for (const Fact& fact : facts) {
    if (!fact.event.has_employment_ended()) continue;
    const auto job = jobs.find(fact.event.employment_ended().hire_id());
    if (job == jobs.end()) continue;  // its hire was voided
    job->second.ended_on = fact.day;
    job->second.end_reason = fact.event.employment_ended().reason();
  }
  return jobs;
}

std::map<std::string, Grant> ReadGrants(const EffectiveHistory& history) {
  std::map<std::string, Grant> grants;
  const std::vector<Fact> facts =
      history.InForce({Event::kSubsidyGranted, Event::kSubsidyStopped, Event::kSubsidyReclaimed});
  for (const Fact& fact : facts) {
    if (!fact.event.has_subsidy_granted()) continue;
    Grant& grant = grants[fact.event.subsidy_granted().grant_id()];
    grant.body = fact.event.subsidy_granted();
    grant.position = fact.position;
  }
  for (const Fact& fact : facts) {
    if (fact.event.has_subsidy_stopped()) {
      const auto grant = grants.find(fact.event.subsidy_stopped().grant_id());
      if (grant == grants.end()) continue;
      grant->second.stopped_on = fact.day;
      grant->second.stop_reason = fact.event.subsidy_stopped().reason();
    } else if (fact.event.has_subsidy_reclaimed()) {
      const auto grant = grants.find(fact.event.subsidy_reclaimed().grant_id());
      if (grant == grants.end()) continue;
      grant->second.reclaimed_ft += fact.event.subsidy_reclaimed().amount_ft();
    }
  }
  return grants;
}

}  // namespace paktum::views::internal
