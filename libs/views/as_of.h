#pragma once
// The two times of every question: which day it is about (valid_at) and what was recorded by then
// (known_at). Pure; thread-safe.
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string_view>

#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/base/result.h"
#include "libs/views/answer.h"

namespace paktum::views {

// Later than every time of recording: everything applied is known.
inline constexpr Instant kEverythingKnown{std::numeric_limits<std::int64_t>::max()};

struct AsOf {
  Date valid_at;
  Instant known_at = kEverythingKnown;  // records of this moment are known
};

// Reads valid_at (YYYY-MM-DD; default: the day of `now` in Budapest) and known_at (YYYY-MM-DD = the
// end of that day in Budapest, or an RFC 3339 moment; default: everything).
// Errors: kInvalidArgument "view.bad_parameter", details parameter and expected.
Result<AsOf> ParseAsOf(const Parameters& parameters, Instant now);

// Refuses parameters that the view does not have: a misspelt valid_at must not answer for today.
// Errors: kInvalidArgument "view.bad_parameter", details parameter and expected.
Status RefuseOtherParameters(const Parameters& parameters,
                             std::initializer_list<std::string_view> allowed);

Status RefuseOtherParameters(const Parameters& parameters,
                             std::span<const std::string_view> allowed);

// A whole number of a parameter within [min, max]; `fallback` when it is not given.
// Errors: kInvalidArgument "view.bad_parameter", details parameter and expected.
Result<std::uint64_t> ParseNumber(const Parameters& parameters, std::string_view name,
                                  std::uint64_t min, std::uint64_t max, std::uint64_t fallback);

// kInvalidArgument "view.bad_parameter" for this parameter.
Status BadParameter(std::string_view name, std::string_view expected);

}  // namespace paktum::views
