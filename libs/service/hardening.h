#pragma once
// Hardening of a program that holds keys or personal data in memory.
#include "libs/base/status.h"

namespace paktum::service {

// From now on the process leaves no core dump, and no other process of the same account may read
// its memory or attach to it. Child processes inherit the first. At the start, before secrets are
// read. Errors: kUnavailable "hardening.not_set".
Status ForbidCoreDumps();

}  // namespace paktum::service
