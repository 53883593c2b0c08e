#include "libs/views/as_of.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace paktum::views {
namespace {

constexpr std::string_view kDayForm = "a day as YYYY-MM-DD";
constexpr std::string_view kMomentForm =
    "a day as YYYY-MM-DD (its end in Budapest) or a moment as in RFC 3339, 2019-03-31T09:30:00Z";

}  // namespace

Status BadParameter(std::string_view name, std::string_view expected) {
  return InvalidArgument("view.bad_parameter",
                         std::string(name) + ": expected " + std::string(expected),
                         {{"parameter", std::string(name)}, {"expected", std::string(expected)}});
}

Result<AsOf> ParseAsOf(const Parameters& parameters, Instant now) {
  AsOf as_of{.valid_at = now.DateInBudapest()};
  if (const auto given = parameters.find("valid_at"); given != parameters.end()) {
    const auto day = Date::Parse(given->second);
    if (!day) return BadParameter("valid_at", kDayForm);
    as_of.valid_at = *day;
  }
  if (const auto given = parameters.find("known_at"); given != parameters.end()) {
    const auto day = Date::Parse(given->second);
    const auto moment = day ? Instant::EndOfDayInBudapest(*day) : Instant::Parse(given->second);
    if (!moment) return BadParameter("known_at", kMomentForm);
    as_of.known_at = *moment;
  }
  return as_of;
}

Status RefuseOtherParameters(const Parameters& parameters,
                             std::initializer_list<std::string_view> allowed) {
  return RefuseOtherParameters(parameters,
                               std::span<const std::string_view>(allowed.begin(), allowed.size()));
}

Status RefuseOtherParameters(const Parameters& parameters,
                             std::span<const std::string_view> allowed) {
  for (const auto& [name, value] : parameters) {
    if (std::find(allowed.begin(), allowed.end(), name) != allowed.end()) continue;
    std::string expected = "one of these names:";
    for (const std::string_view known : allowed) expected.append(" ").append(known);
    return BadParameter(name, expected);
  }
  return OkStatus();
}

Result<std::uint64_t> ParseNumber(const Parameters& parameters, std::string_view name,
                                  std::uint64_t min, std::uint64_t max, std::uint64_t fallback) {
  const auto given = parameters.find(std::string(name));
  if (given == parameters.end()) return fallback;
  const std::string& text = given->second;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || number < min || number > max) {
    return BadParameter(
        name, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  }
  return number;
}

}  // namespace paktum::views
