#pragma once
// Reading lines of hostile text.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/status.h"
#include "libs/transparency/hash.h"

namespace paktum::transparency::internal {

// kInvalidArgument `reason` "line <line>: <what>", with detail "line".
Status Malformed(std::string_view reason, std::size_t line, std::string_view what);

// Takes a code point off the text; nothing, and the text as it was, where it is not UTF-8.
std::optional<char32_t> TakeCodePoint(std::string_view& text);

// White space by Unicode's property White_Space.
bool IsUnicodeSpace(char32_t code);

// Digits without sign and leading zeros, at most `max`.
std::optional<std::uint64_t> ParseDecimal(std::string_view text, std::uint64_t max);

// 44 characters of base 64.
std::optional<Hash> ParseHash(std::string_view base64);

// Takes a line without its line end off the text; nothing where no line end is left.
std::optional<std::string_view> TakeLine(std::string_view& text);

std::size_t CountLines(std::string_view text);

}  // namespace paktum::transparency::internal
