#include "libs/plan/six_month.h"

#include <algorithm>

namespace paktum::plan {
namespace {

using v1::SixMonthRule;

Date EndOf(const JobSupport& support) {
  return support.stopped_on ? std::min(*support.stopped_on, support.ends_on) : support.ends_on;
}

bool Supports(const JobSupport& support, const FollowedJob& job, const v1::SubsidyScheme* scheme) {
  if (support.grant_id == job.grant_id) return true;
  return support.hire_id.empty() && support.employer == job.employer && scheme != nullptr &&
         scheme->counts_as_wage_scheme() && EndOf(support) >= job.first_day &&
         (!job.last_day || support.starts_on <= *job.last_day);
}

}  // namespace

Date SixMonthReference(const Plan& plan, const FollowedJob& job,
                       const std::vector<JobSupport>& supports) {
  const SixMonthRule::Anchor anchor = plan.data().rules().six_month_rule().anchor();
  if (job.grant_id.empty() || anchor == SixMonthRule::ANCHOR_START_OF_JOB) return job.first_day;
  std::optional<Date> last;
  for (const JobSupport& support : supports) {
    const v1::SubsidyScheme* const scheme = plan.FindScheme(support.scheme);
    if (!Supports(support, job, scheme)) continue;
    Date end = EndOf(support);
    if (anchor == SixMonthRule::ANCHOR_END_OF_FOLLOW_ON && scheme != nullptr) {
      end = end.PlusMonths(static_cast<int>(scheme->follow_on_months()));
    }
    last = std::max(last.value_or(end), end);
  }
  if (!last) return job.first_day;
  const Date from_first_day = std::max(*last, job.first_day);
  return job.last_day ? std::min(from_first_day, *job.last_day) : from_first_day;
}

}  // namespace paktum::plan
