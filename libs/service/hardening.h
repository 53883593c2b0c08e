#pragma once
// Hardening of programs that hold keys or personal data in memory.
#include "libs/base/status.h"

namespace paktum::service {

// From now on the kernel writes no core dump of the process or of what it starts. Start does it for
// every service. Errors: kUnavailable "hardening.not_set".
Status ForbidCoreDumps();

// The same, and neither does a program of the system that takes core dumps by a pipe, which heeds
// no limit; and no other process of the same account may read its memory or attach to it. At the
// start, before secrets are read. Errors: kUnavailable "hardening.not_set".
Status HideMemory();

}  // namespace paktum::service
