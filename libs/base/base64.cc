#include "libs/base/base64.h"

#include <array>
#include <cstdint>

namespace paktum {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 64;

constexpr std::array<std::uint8_t, 256> ValuesOfDigits() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr std::array<std::uint8_t, 256> kValues = ValuesOfDigits();

}  // namespace

std::string ToBase64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  while (!bytes.empty()) {
    const std::size_t taken = bytes.size() < 3 ? bytes.size() : 3;
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8U | (i < taken ? static_cast<unsigned char>(bytes[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= taken ? kDigits[group >> (18 - 6 * i) & 63U] : '=';
    }
    bytes.remove_prefix(taken);
  }
  return text;
}

std::optional<std::string> FromBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  while (!text.empty()) {
    std::size_t digits = 4;
    if (text.size() == 4) {
      while (digits > 2 && text[digits - 1] == '=') --digits;
    }
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint8_t value = i < digits ? kValues[static_cast<unsigned char>(text[i])] : 0;
      if (value == kNoDigit) return std::nullopt;
      group = group << 6U | value;
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const char byte = static_cast<char>(group >> (16 - 8 * i));
      if (i + 1 < digits) {
        bytes += byte;
      } else if (byte != 0) {
        return std::nullopt;  // bits that no byte holds
      }
    }
    text.remove_prefix(4);
  }
  return bytes;
}

}  // namespace paktum
