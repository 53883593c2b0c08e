#pragma once
// Frozen: whether the figures that evaluations and status reports stated when they were handed in
// are those that the records give up to the position that they stated.
//
// Findings    view.frozen_differs: `where` is the report, "evaluation 2019-H1", `position` the last
//             record that it counted, `expected` and `found` the digests.
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "services/audit/finding.h"
#include "services/audit/replay.h"
#include "services/audit/texts.h"

namespace paktum::audit {

// What one report stated.
struct FrozenFigures {
  std::string view;    // "evaluation", "status-report"
  std::string period;  // "2019-H1"
  std::uint64_t position = 0;
  std::string sha256;  // of the figures, hexadecimal, as the report states it
};

// Goes through every half-year of the programme. `replay` has the registers; `parameters` may hold
// valid_at and known_at. Returns what was stated, in the order of time. Errors: those of the views.
Result<std::vector<FrozenFigures>> CheckFrozen(const Replay& replay,
                                               const views::Parameters& parameters,
                                               Findings& findings);
std::string Describe(const std::vector<FrozenFigures>& frozen, Language language);

}  // namespace paktum::audit
