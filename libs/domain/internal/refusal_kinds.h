#pragma once
// Short names of the status codes that the tables of refusals use.
#include "libs/base/status.h"

namespace paktum::domain {

inline constexpr StatusCode kRule = StatusCode::kFailedPrecondition;
inline constexpr StatusCode kUnknown = StatusCode::kNotFound;
inline constexpr StatusCode kMalformed = StatusCode::kInvalidArgument;

}  // namespace paktum::domain
