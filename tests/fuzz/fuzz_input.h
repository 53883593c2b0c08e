#pragma once
// The bytes of libFuzzer as text, and as several texts.
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace paktum::fuzz {

inline std::string_view Text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Takes the first line, without its line break, off `text`; all of it when there is no break.
inline std::string_view TakeLine(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(line.size() < text.size() ? line.size() + 1 : line.size());
  return line;
}

}  // namespace paktum::fuzz
