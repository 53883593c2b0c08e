#pragma once
// Json: a JSON value (RFC 8259) with its place in the text it came from, so that an error can name
// line and column without showing what stands there.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace paktum::commands {

inline constexpr std::size_t kJsonDepthMax = 16;

// Where something stands in a text; both from 1, columns in bytes.
struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;
};

class Json {
 public:
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };
  using Member = std::pair<std::string, Json>;

  Json() = default;  // null
  static Json Bool(bool value);
  static Json Number(std::int64_t value);
  static Json NumberText(std::string text);  // `text` must be a JSON number
  static Json String(std::string value);     // UTF-8
  static Json Array(std::vector<Json> items = {});
  static Json Object(std::vector<Member> members = {});

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool boolean() const { return boolean_; }
  // A string's characters (UTF-8, unescaped) or a number as it was written.
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::vector<Json>& items() const { return items_; }
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] TextPlace place() const { return place_; }
  // The member of this name, or nullptr.
  [[nodiscard]] const Json* Find(std::string_view name) const;

  // For building: appends to an array, sets a new member of an object; returns itself.
  Json& Add(Json item);
  Json& Set(std::string name, Json value);

  [[nodiscard]] std::string ToText() const;  // one line, members in their order

 private:
  friend class JsonParser;
  void Write(std::string& out) const;

  Kind kind_ = Kind::kNull;
  bool boolean_ = false;
  std::string text_;
  std::vector<Json> items_;
  std::vector<Member> members_;
  TextPlace place_;
};

// Why a text is no JSON. `what` is one of the fixed texts below the parser's control: it never
// holds a piece of the input.
struct JsonError {
  TextPlace place;
  std::string what_hu;
  std::string what_en;
};

// Strict RFC 8259: UTF-8 without byte order mark, no comments, no trailing commas, nothing behind
// the value, a name at most once in an object, at most kJsonDepthMax levels.
std::variant<Json, JsonError> ParseJson(std::string_view text);

// The length of the UTF-8 character at the start of `text`; 0 when there is no valid one.
std::size_t Utf8Length(std::string_view text);

}  // namespace paktum::commands
