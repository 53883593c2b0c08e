#pragma once
// The least that argon2id may cost.
#include "libs/accounts/password.h"

namespace paktum::offices_test {

inline constexpr accounts::PasswordCost kCheap{.passes = 1, .memory_bytes = 8192};

}  // namespace paktum::offices_test
