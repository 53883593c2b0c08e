#pragma once
// Makes a Plan of a message that has passed every check; the loader alone uses it.
#include "libs/plan/plan.h"

namespace paktum::plan {

class PlanBuilder {
 public:
  static Plan Build(v1::Plan data);
};

}  // namespace paktum::plan
