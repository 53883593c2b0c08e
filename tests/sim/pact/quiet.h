#pragma once
// What the product logs stays away from the tests' output, unless one seed is looked at.
#include <cstdlib>

#include "libs/base/check.h"
#include "libs/service/logging.h"

namespace paktum::sim {

inline void StartLoggingOnce() {
  static const bool started = [] {
    const bool looked_at = std::getenv("PAKTUM_SIM_SEED") != nullptr;
    return service::StartLogging("sim", looked_at ? "info" : "off").ok();
  }();
  PAKTUM_CHECK(started);
}

}  // namespace paktum::sim
