#pragma once
#include <memory>

#include "libs/base/result.h"
#include "libs/plan/plan.h"
#include "libs/projection/fold.h"

namespace paktum::registers {

// The fold that this service keeps for a pact. Never fails.
Result<std::unique_ptr<projection::Fold>> MakeFold(plan::Plan plan);

}  // namespace paktum::registers
