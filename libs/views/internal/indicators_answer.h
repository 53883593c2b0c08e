#pragma once
// The answers of the indicators fold, made from its contributions.
#include <vector>

#include "libs/base/result.h"
#include "libs/views/internal/adoption.h"
#include "libs/views/internal/counting.h"
#include "libs/views/internal/definitions.h"
#include "libs/views/internal/progress.h"
#include "paktum/view/v1/indicators.pb.h"

namespace paktum::views::internal {

struct IndicatorsState {
  Definitions definitions;
  std::string digest;
  Contributions contributions;
  std::vector<Adoption> adoptions;  // of a plan that counts in months
  Progress progress;
};

Result<view::v1::IndicatorsView> AnswerIndicators(const IndicatorsState& state,
                                                  const Parameters& parameters, Instant now);
Result<view::v1::ExplainView> AnswerExplain(const IndicatorsState& state,
                                            const Parameters& parameters, Instant now);

}  // namespace paktum::views::internal
