#include "libs/commands/json.h"

#include <set>

#include "libs/base/check.h"

namespace paktum::commands {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

void AppendUtf8(std::string& out, std::uint32_t code_point) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

void WriteString(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20) {
      out += "\\u00";
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 0xF]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

}  // namespace

std::size_t Utf8Length(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (first == 0xE0 && byte(1) < 0xA0) return 0;  // longer than needed
  if (first == 0xED && byte(1) > 0x9F) return 0;  // half of a surrogate pair
  if (first == 0xF0 && byte(1) < 0x90) return 0;  // longer than needed
  if (first == 0xF4 && byte(1) > 0x8F) return 0;  // above U+10FFFF
  return length;
}

Json Json::Bool(bool value) {
  Json json;
  json.kind_ = Kind::kBool;
  json.boolean_ = value;
  return json;
}

Json Json::Number(std::int64_t value) { return NumberText(std::to_string(value)); }

Json Json::NumberText(std::string text) {
  Json json;
  json.kind_ = Kind::kNumber;
  json.text_ = std::move(text);
  return json;
}

Json Json::String(std::string value) {
  Json json;
  json.kind_ = Kind::kString;
  json.text_ = std::move(value);
  return json;
}

Json Json::Array(std::vector<Json> items) {
  Json json;
  json.kind_ = Kind::kArray;
  json.items_ = std::move(items);
  return json;
}

Json Json::Object(std::vector<Member> members) {
  Json json;
  json.kind_ = Kind::kObject;
  json.members_ = std::move(members);
  return json;
}

const Json* Json::Find(std::string_view name) const {
  for (const Member& member : members_) {
    if (member.first == name) return &member.second;
  }
  return nullptr;
}

Json& Json::Add(Json item) {
  PAKTUM_CHECK(kind_ == Kind::kArray);
  items_.push_back(std::move(item));
  return *this;
}

Json& Json::Set(std::string name, Json value) {
  PAKTUM_CHECK(kind_ == Kind::kObject);
  members_.emplace_back(std::move(name), std::move(value));
  return *this;
}

std::string Json::ToText() const {
  std::string out;
  Write(out);
  return out;
}

void Json::Write(std::string& out) const {
  switch (kind_) {
    case Kind::kNull:
      out += "null";
      return;
    case Kind::kBool:
      out += boolean_ ? "true" : "false";
      return;
    case Kind::kNumber:
      out += text_;
      return;
    case Kind::kString:
      WriteString(out, text_);
      return;
    case Kind::kArray: {
      out.push_back('[');
      for (std::size_t i = 0; i < items_.size(); ++i) {
        if (i > 0) out.push_back(',');
        items_[i].Write(out);
      }
      out.push_back(']');
      return;
    }
    case Kind::kObject: {
      out.push_back('{');
      for (std::size_t i = 0; i < members_.size(); ++i) {
        if (i > 0) out.push_back(',');
        WriteString(out, members_[i].first);
        out.push_back(':');
        members_[i].second.Write(out);
      }
      out.push_back('}');
      return;
    }
  }
  PAKTUM_UNREACHABLE();
}

// Recursive descent, depth bounded. A failed step sets error_ and every caller leaves.
class JsonParser {
 public:
  explicit JsonParser(std::string_view text) : text_(text) {}

  std::variant<Json, JsonError> Parse() {
    Json value;
    SkipSpace();
    if (ParseValue(value, 1)) {
      SkipSpace();
      if (at_ == text_.size()) return value;
      Fail("a JSON érték után további szöveg áll", "there is more text behind the JSON value");
    }
    return error_;
  }

 private:
  bool Fail(const char* what_hu, const char* what_en) {
    error_ = {Place(at_), what_hu, what_en};
    return false;
  }

  // Offsets only grow, so the lines are counted on from the last place asked for.
  TextPlace Place(std::size_t offset) {
    for (; counted_ < offset && counted_ < text_.size(); ++counted_) {
      if (text_[counted_] == '\n') {
        ++line_;
        line_start_ = counted_ + 1;
      }
    }
    return {line_, offset - line_start_ + 1};
  }

  void SkipSpace() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }

  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool ParseWord(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) {
      return Fail("JSON érték kellene itt", "a JSON value is expected here");
    }
    at_ += word.size();
    return true;
  }

  bool ParseValue(Json& value, std::size_t depth) {
    if (depth > kJsonDepthMax) return Fail("túl mélyen egymásba ágyazott", "nested too deeply");
    if (at_ >= text_.size()) return Fail("a szöveg itt véget ér", "the text ends here");
    value.place_ = Place(at_);
    const char c = text_[at_];
    if (c == '{') return ParseObject(value, depth);
    if (c == '[') return ParseArray(value, depth);
    if (c == '"') {
      value.kind_ = Json::Kind::kString;
      return ParseString(value.text_);
    }
    if (c == '-' || IsDigit(c)) return ParseNumber(value);
    value.kind_ = c == 'n' ? Json::Kind::kNull : Json::Kind::kBool;
    value.boolean_ = c == 't';
    return ParseWord(c == 't' ? "true" : c == 'f' ? "false" : "null");
  }

  bool ParseObject(Json& value, std::size_t depth) {
    value.kind_ = Json::Kind::kObject;
    ++at_;
    SkipSpace();
    if (Take('}')) return true;
    std::set<std::string> names;
    while (true) {
      SkipSpace();
      if (at_ >= text_.size() || text_[at_] != '"') {
        return Fail("idézőjeles mezőnév kellene itt", "a quoted field name is expected here");
      }
      const std::size_t name_at = at_;
      std::string name;
      if (!ParseString(name)) return false;
      if (!names.insert(name).second) {
        at_ = name_at;
        return Fail("ez a mezőnév már szerepelt", "this field name stands twice");
      }
      SkipSpace();
      if (!Take(':')) return Fail("kettőspont kellene itt", "a colon is expected here");
      SkipSpace();
      Json member;
      if (!ParseValue(member, depth + 1)) return false;
      value.members_.emplace_back(std::move(name), std::move(member));
      SkipSpace();
      if (Take('}')) return true;
      if (!Take(',')) {
        return Fail("vessző vagy } kellene itt", "a comma or } is expected here");
      }
    }
  }

  bool ParseArray(Json& value, std::size_t depth) {
    value.kind_ = Json::Kind::kArray;
    ++at_;
    SkipSpace();
    if (Take(']')) return true;
    while (true) {
      SkipSpace();
      Json item;
      if (!ParseValue(item, depth + 1)) return false;
      value.items_.push_back(std::move(item));
      SkipSpace();
      if (Take(']')) return true;
      if (!Take(',')) {
        return Fail("vessző vagy ] kellene itt", "a comma or ] is expected here");
      }
    }
  }

  bool TakeDigits() {
    const std::size_t start = at_;
    while (at_ < text_.size() && IsDigit(text_[at_])) ++at_;
    return at_ > start;
  }

  bool ParseNumber(Json& value) {
    value.kind_ = Json::Kind::kNumber;
    const std::size_t start = at_;
    bool good = true;
    Take('-');
    if (!Take('0')) good = TakeDigits();
    if (good && Take('.')) good = TakeDigits();
    if (good && (Take('e') || Take('E'))) {
      if (!Take('+')) Take('-');
      good = TakeDigits();
    }
    if (!good) return Fail("számjegy kellene itt", "a digit is expected here");
    value.text_ = text_.substr(start, at_ - start);
    return true;
  }

  bool ParseHex4(std::uint32_t& code) {
    code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = at_ < text_.size() ? text_[at_] : '\0';
      const std::size_t digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(c);
      if (digit == std::string_view::npos) {
        return Fail("négy hexadecimális jegy kellene itt", "four hexadecimal digits are expected");
      }
      code = code * 16 + static_cast<std::uint32_t>(digit % 16);
    }
    return true;
  }

  bool ParseUnicodeEscape(std::string& out) {
    std::uint32_t code = 0;
    if (!ParseHex4(code)) return false;
    if (code >= 0xD800 && code <= 0xDFFF) {
      std::uint32_t low = 0;
      const bool pair = code < 0xDC00 && Take('\\') && Take('u');
      if (pair && !ParseHex4(low)) return false;
      if (!pair || low < 0xDC00 || low > 0xDFFF) {
        return Fail("fél helyettesítő pár", "half of a surrogate pair");
      }
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    AppendUtf8(out, code);
    return true;
  }

  bool ParseEscape(std::string& out) {
    static constexpr std::string_view kNames = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c == 'u') {
      ++at_;
      return ParseUnicodeEscape(out);
    }
    const std::size_t which = kNames.find(c);
    if (which == kNames.npos) return Fail("ismeretlen \\ jelölés", "unknown \\ escape");
    ++at_;
    out.push_back(kMeanings[which]);
    return true;
  }

  bool ParseString(std::string& out) {
    ++at_;  // the opening quotation mark
    while (true) {
      if (at_ >= text_.size()) return Fail("a szöveg itt véget ér", "the text ends here");
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c == '\\') {
        ++at_;
        if (!ParseEscape(out)) return false;
        continue;
      }
      if (static_cast<unsigned char>(c) < 0x20) {
        return Fail("vezérlőkarakter a szövegben", "a control character inside a string");
      }
      const std::size_t length = Utf8Length(text_.substr(at_, 4));
      if (length == 0) return Fail("nem érvényes UTF-8", "not valid UTF-8");
      out.append(text_.substr(at_, length));
      at_ += length;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t counted_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
  JsonError error_;
};

std::variant<Json, JsonError> ParseJson(std::string_view text) { return JsonParser(text).Parse(); }

}  // namespace paktum::commands
