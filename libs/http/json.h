#pragma once
// JSON text, written. (Protobuf messages have their own JSON mapping; this is for the small answers
// that are no message.)
#include <cstdint>
#include <string>
#include <string_view>

namespace paktum::http {

// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
std::string JsonString(std::string_view text);

// Whether the bytes are well-formed UTF-8.
bool IsUtf8(std::string_view text);

// Builds one object: JsonObject().Text("code", code).Number("status", 404).Raw("errors", "[]").
class JsonObject {
 public:
  JsonObject& Text(std::string_view name, std::string_view value);
  JsonObject& Number(std::string_view name, std::int64_t value);
  JsonObject& Bool(std::string_view name, bool value);
  // `json` must be a complete JSON value.
  JsonObject& Raw(std::string_view name, std::string_view json);
  [[nodiscard]] std::string ToString() const;

 private:
  void Name(std::string_view name);
  std::string members_;
};

// Builds one array of complete JSON values.
class JsonArray {
 public:
  JsonArray& Raw(std::string_view json);
  JsonArray& Text(std::string_view value);
  [[nodiscard]] std::string ToString() const;

 private:
  std::string values_;
};

}  // namespace paktum::http
