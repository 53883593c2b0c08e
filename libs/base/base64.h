#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace paktum {

// Base 64 text of the bytes: RFC 4648, section 4, with padding and without line breaks.
std::string ToBase64(std::string_view bytes);

// The bytes of such text, and nothing for any other: every text but the one that ToBase64 makes of
// them is refused, so that two texts never stand for the same bytes.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace paktum
