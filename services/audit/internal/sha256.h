#pragma once
// SHA-256 of whole files, for the manifest of a bundle. Pure and thread-safe.
#include <string>
#include <string_view>

namespace paktum::audit {

// 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view bytes);

}  // namespace paktum::audit
