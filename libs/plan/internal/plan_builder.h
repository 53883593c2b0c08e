#pragma once
// Makes a Plan of a message that has passed every check; the loader and Plan itself use it.
#include <string>

#include "libs/plan/plan.h"

namespace paktum::plan {

class PlanBuilder {
 public:
  static Plan Build(v1::Plan data);
  // With the digest of the plan that `data` was derived from.
  static Plan Build(v1::Plan data, std::string digest);
};

}  // namespace paktum::plan
