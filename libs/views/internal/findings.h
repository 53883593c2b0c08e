#pragma once
// Findings: what single facts and pairs of facts say against the records.
#include <functional>

#include "libs/plan/plan.h"
#include "libs/views/effective_history.h"
#include "paktum/view/v1/data_quality.pb.h"

namespace paktum::views::internal {

// Takes one finding with rule, position, stream, day and what the rule adds; without kind and name.
using FindingSink = std::function<void(view::v1::Finding)>;

// A finding at a fact.
view::v1::Finding FindingAt(const Fact& fact, view::v1::FindingRule rule);

// Proofs that are not filed by `day`.
void FindMissingProofs(const EffectiveHistory& history, Date day, const FindingSink& sink);
// Entered persons whose record is not complete.
void FindIncompleteEntries(const EffectiveHistory& history, const FindingSink& sink);
// Entered persons who declared the plan's group of those at risk of long-term unemployment without
// months as a jobseeker or in public works.
void FindGroupsWithoutMonths(const EffectiveHistory& history, const plan::Plan& plan,
                             const FindingSink& sink);
// Dates that cannot follow each other so.
void FindWrongOrder(const EffectiveHistory& history, const FindingSink& sink);
// Facts that stand there twice by `day`.
void FindDuplicates(const EffectiveHistory& history, Date day, const FindingSink& sink);

}  // namespace paktum::views::internal
