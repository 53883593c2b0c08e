#include "libs/tabular/internal/encoding.h"

#include <iconv.h>

#include <cstdint>
#include <utility>

namespace paktum::tabular {
namespace {

Status NotText() {
  return InvalidArgument("table.not_a_table",
                         "this file is neither text (CSV) nor an XLSX workbook: save it as one");
}

// Well-formed UTF-8 (RFC 3629); bytes with a length of their own, so no library call reads further.
bool IsUtf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<std::uint8_t>(text[at]);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4 || more >= text.size() - at) return false;
    const auto second = static_cast<std::uint8_t>(text[at + 1]);
    const bool too_long = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool no_character = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
    if (too_long || no_character) return false;
    for (std::size_t i = 1; i <= more; ++i) {
      if ((static_cast<std::uint8_t>(text[at + i]) & 0xC0) != 0x80) return false;
    }
    at += more + 1;
  }
  return true;
}

Result<std::string> Convert(std::string_view bytes, const char* encoding) {
  const iconv_t converter = ::iconv_open("UTF-8", encoding);
  if (converter == reinterpret_cast<iconv_t>(-1)) {
    return Unavailable("table.no_encoding", std::string("this system cannot read ") + encoding);
  }
  std::string text(bytes.size() * 3, '\0');  // a character of either encoding takes at most 3 bytes
  auto* in = const_cast<char*>(bytes.data());
  std::size_t in_left = bytes.size();
  char* out = text.data();
  std::size_t out_left = text.size();
  const std::size_t done = ::iconv(converter, &in, &in_left, &out, &out_left);
  ::iconv_close(converter);
  if (done == static_cast<std::size_t>(-1)) return NotText();
  text.resize(text.size() - out_left);
  return text;
}

}  // namespace

Result<std::string> ToUtf8(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return Convert(bytes.substr(2), "UTF-16LE");
  if (bytes.starts_with("\xFE\xFF")) return Convert(bytes.substr(2), "UTF-16BE");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.find('\0') != std::string_view::npos) return NotText();
  if (IsUtf8(bytes)) return std::string(bytes);
  return Convert(bytes, "WINDOWS-1250");
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kNoBreak = "\xC2\xA0";
  while (true) {
    if (text.starts_with(kNoBreak)) {
      text.remove_prefix(kNoBreak.size());
    } else if (text.ends_with(kNoBreak)) {
      text.remove_suffix(kNoBreak.size());
    } else if (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
      text.remove_prefix(1);
    } else if (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
      text.remove_suffix(1);
    } else {
      return text;
    }
  }
}

}  // namespace paktum::tabular
