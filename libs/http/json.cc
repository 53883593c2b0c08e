#include "libs/http/json.h"

namespace paktum::http {
namespace {

// Length of the well-formed UTF-8 sequence at the beginning of `text`; 0 when there is none.
std::size_t SequenceLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return 0;
  }
  const unsigned char second = byte(1);
  if (lead == 0xe0 && second < 0xa0) return 0;  // overlong
  if (lead == 0xed && second > 0x9f) return 0;  // surrogates
  if (lead == 0xf0 && second < 0x90) return 0;  // overlong
  if (lead == 0xf4 && second > 0x8f) return 0;  // beyond U+10FFFF
  return length;
}

void AppendEscaped(std::string& json, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (c) {
    case '"':
      json += "\\\"";
      return;
    case '\\':
      json += "\\\\";
      return;
    case '\n':
      json += "\\n";
      return;
    case '\t':
      json += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20) {
    json += c;
    return;
  }
  json += "\\u00";
  json += kDigits[byte >> 4U];
  json += kDigits[byte & 0x0fU];
}

}  // namespace

std::string JsonString(std::string_view text) {
  std::string json = "\"";
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    if (length == 1) {
      AppendEscaped(json, text.front());
    } else if (length == 0) {
      json += "\xEF\xBF\xBD";  // U+FFFD
    } else {
      json += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return json + "\"";
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void JsonObject::Name(std::string_view name) {
  if (!members_.empty()) members_ += ",";
  members_ += JsonString(name) + ":";
}

JsonObject& JsonObject::Text(std::string_view name, std::string_view value) {
  return Raw(name, JsonString(value));
}

JsonObject& JsonObject::Number(std::string_view name, std::int64_t value) {
  return Raw(name, std::to_string(value));
}

JsonObject& JsonObject::Bool(std::string_view name, bool value) {
  return Raw(name, value ? "true" : "false");
}

JsonObject& JsonObject::Raw(std::string_view name, std::string_view json) {
  Name(name);
  members_ += json;
  return *this;
}

std::string JsonObject::ToString() const { return "{" + members_ + "}"; }

JsonArray& JsonArray::Raw(std::string_view json) {
  if (!values_.empty()) values_ += ",";
  values_ += json;
  return *this;
}

JsonArray& JsonArray::Text(std::string_view value) { return Raw(JsonString(value)); }

std::string JsonArray::ToString() const { return "[" + values_ + "]"; }

}  // namespace paktum::http
