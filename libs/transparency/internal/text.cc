#include "libs/transparency/internal/text.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "libs/base/base64.h"

namespace paktum::transparency::internal {

Status Malformed(std::string_view reason, std::size_t line, std::string_view what) {
  const std::string number = std::to_string(line);
  return InvalidArgument(std::string(reason), "line " + number + ": " + std::string(what),
                         {{"line", number}});
}

std::optional<char32_t> TakeCodePoint(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const auto first = static_cast<unsigned char>(text[0]);
  std::size_t size = 1;
  char32_t code = first;
  char32_t smallest = 0;
  if (first >= 0x80) {
    if (first >= 0xf0 && first < 0xf8) {
      size = 4;
      code = first & 0x07U;
      smallest = 0x10000;
    } else if (first >= 0xe0 && first < 0xf0) {
      size = 3;
      code = first & 0x0fU;
      smallest = 0x800;
    } else if (first >= 0xc0 && first < 0xe0) {
      size = 2;
      code = first & 0x1fU;
      smallest = 0x80;
    } else {
      return std::nullopt;
    }
  }
  if (text.size() < size) return std::nullopt;
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80) return std::nullopt;
    code = code << 6U | (next & 0x3fU);
  }
  if (code < smallest || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return std::nullopt;
  text.remove_prefix(size);
  return code;
}

bool IsUnicodeSpace(char32_t code) {
  return (code >= 0x09 && code <= 0x0d) || code == 0x20 || code == 0x85 || code == 0xa0 ||
         code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 || code == 0x2029 ||
         code == 0x202f || code == 0x205f || code == 0x3000;
}

std::optional<std::uint64_t> ParseDecimal(std::string_view text, std::uint64_t max) {
  if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
  if (text[0] == '0' && text.size() > 1) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > max) return std::nullopt;
  return value;
}

std::optional<Hash> ParseHash(std::string_view base64) {
  if (base64.size() != (kHashBytes + 2) / 3 * 4) return std::nullopt;
  const std::optional<std::string> bytes = FromBase64(base64);
  if (!bytes || bytes->size() != kHashBytes) return std::nullopt;
  Hash hash;
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

std::optional<std::string_view> TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::size_t CountLines(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace paktum::transparency::internal
