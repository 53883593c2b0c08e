#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace paktum {

// Lower-case hexadecimal text of the bytes.
std::string ToHex(std::string_view bytes);

// The bytes of hexadecimal text of even length, upper or lower case; nothing for any other text.
std::optional<std::string> FromHex(std::string_view text);

}  // namespace paktum
