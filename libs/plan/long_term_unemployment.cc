#include "libs/plan/long_term_unemployment.h"

namespace paktum::plan {

bool AtRiskOfLongTermUnemployment(const Plan& plan, std::uint32_t months_as_jobseeker,
                                  std::uint32_t months_in_public_works) {
  return std::uint64_t{months_as_jobseeker} + months_in_public_works >=
         plan.data().rules().long_term_unemployment_risk_months();
}

bool FitsMonthsWithoutWork(const Plan& plan, const v1::TargetGroup& group,
                           std::uint32_t months_as_jobseeker,
                           std::uint32_t months_in_public_works) {
  const bool recorded = months_as_jobseeker != 0 || months_in_public_works != 0;
  return !group.long_term_unemployment_risk() || !recorded ||
         AtRiskOfLongTermUnemployment(plan, months_as_jobseeker, months_in_public_works);
}

}  // namespace paktum::plan
