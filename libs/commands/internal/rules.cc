#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/hex.h"
#include "libs/base/uuid.h"
#include "libs/commands/input.h"
#include "libs/commands/internal/violations.h"
#include "libs/commands/json.h"
#include "paktum/options/v1/options.pb.h"

namespace paktum::commands {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using options::v1::Rule;

constexpr std::size_t kMaxLengthDefault = 200;
constexpr std::size_t kMaxItemsDefault = 50;
constexpr std::size_t kCodeBytesMax = 64;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlphanumeric(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsCode(std::string_view text) {
  return !text.empty() && text.size() <= kCodeBytesMax &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsAlphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

// "BK-05/123-4(2019)": what may stand beside letters and digits leaves no room for sentences.
bool IsReference(std::string_view text) {
  return !text.empty() && text.size() <= kCodeBytesMax && IsAlphanumeric(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return IsAlphanumeric(c) || std::string_view("._-/()").find(c) != std::string_view::npos;
         });
}

bool IsMonth(std::string_view text) {
  return text.size() == 7 && Date::Parse(std::string(text) + "-01").has_value();
}

// Dot-separated, non-empty parts of allowed characters.
bool IsDotted(std::string_view text, std::string_view allowed_marks) {
  char last = '.';
  for (const char c : text) {
    if (c == '.' && last == '.') return false;
    if (c != '.' && !IsAlphanumeric(c) && allowed_marks.find(c) == allowed_marks.npos) return false;
    last = c;
  }
  return last != '.';
}

// The dot-atom form of RFC 5322 with a host name behind the @: what people have.
bool IsEmail(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == text.npos || at > 64 || text.size() > kEmailBytesMax) return false;
  const std::string_view host = text.substr(at + 1);
  return IsDotted(text.substr(0, at), "!#$%&'*+/=?^_`{|}~-") && IsDotted(host, "-") &&
         host.find('.') != host.npos;
}

std::string LowerCase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// C0 and C1 control characters; line breaks and tabs are right in long texts.
bool IsControl(std::string_view character, bool long_text) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) {
    if (long_text && (first == '\n' || first == '\r' || first == '\t')) return false;
    return first < 0x20 || first == 0x7F;
  }
  return character.size() == 2 && first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

std::optional<Violation> CheckFreeText(const std::string& path, const Rule& rule,
                                       std::string_view text) {
  const std::size_t max = rule.max_length() == 0 ? kMaxLengthDefault : rule.max_length();
  std::size_t characters = 0;
  bool control = false;
  while (!text.empty()) {
    const std::size_t length = Utf8Length(text);
    if (length == 0) return violations::NotUtf8(path);
    control = control || IsControl(text.substr(0, length), max >= kLongTextCharacters);
    text.remove_prefix(length);
    ++characters;
  }
  if (control) return violations::ControlCharacter(path);
  if (characters > max) return violations::TooLong(path, max);
  return std::nullopt;
}

// Checks a string that is there, and normalises it in place.
std::optional<Violation> CheckString(const std::string& path, const Rule& rule, std::string& text) {
  switch (rule.format()) {
    case options::v1::FORMAT_UNSPECIFIED:
      return CheckFreeText(path, rule, text);
    case options::v1::FORMAT_DATE:
      if (!Date::Parse(text)) return violations::BadDate(path);
      return std::nullopt;
    case options::v1::FORMAT_UUID: {
      const std::optional<Uuid> id = Uuid::Parse(text);
      if (!id) return violations::BadUuid(path);
      text = id->ToString();
      return std::nullopt;
    }
    case options::v1::FORMAT_TAJ: {
      std::string taj = NormalisedTaj(text);
      if (taj.empty()) return violations::BadTaj(path);
      text = std::move(taj);
      return std::nullopt;
    }
    case options::v1::FORMAT_SHA256:
      if (text.size() != 64 || !FromHex(text)) return violations::BadSha256(path);
      text = LowerCase(text);
      return std::nullopt;
    case options::v1::FORMAT_EMAIL:
      if (!IsEmail(text)) return violations::BadEmail(path);
      return std::nullopt;
    case options::v1::FORMAT_CODE:
      if (!IsCode(text)) return violations::BadCode(path);
      return std::nullopt;
    case options::v1::FORMAT_REFERENCE:
      if (!IsReference(text)) return violations::BadReference(path);
      return std::nullopt;
    case options::v1::FORMAT_PERIOD:
      if (!HalfYear::Parse(text)) return violations::BadPeriod(path);
      return std::nullopt;
    case options::v1::FORMAT_MONTH:
      if (!IsMonth(text)) return violations::BadMonth(path);
      return std::nullopt;
    case options::v1::Format_INT_MIN_SENTINEL_DO_NOT_USE_:
    case options::v1::Format_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  PAKTUM_UNREACHABLE();
}

class RuleChecker {
 public:
  void Check(const std::string& path, Message& message) {
    const google::protobuf::Descriptor* descriptor = message.GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const FieldDescriptor& field = *descriptor->field(i);
      const std::string field_path = path.empty() ? field.name() : path + "." + field.name();
      CheckField(field_path, field, message);
    }
  }

  std::vector<Violation> Take() { return std::move(said_); }

 private:
  void Say(std::optional<Violation> violation) {
    if (violation && said_.size() < kViolationsMax) said_.push_back(*std::move(violation));
  }

  void CheckField(const std::string& path, const FieldDescriptor& field, Message& message) {
    const Rule& rule = field.options().GetExtension(options::v1::rule);
    const auto* reflection = message.GetReflection();
    if (!field.is_repeated()) return CheckSingle(path, field, rule, message);
    const int count = reflection->FieldSize(message, &field);
    if (count == 0 && rule.required()) return Say(violations::Required(path));
    const std::size_t max = rule.max_items() == 0 ? kMaxItemsDefault : rule.max_items();
    if (static_cast<std::size_t>(count) > max) return Say(violations::TooMany(path, max));
    for (int i = 0; i < count; ++i) {
      const std::string item_path = path + "[" + std::to_string(i) + "]";
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Check(item_path, *reflection->MutableRepeatedMessage(&message, &field, i));
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        std::string text = reflection->GetRepeatedString(message, &field, i);
        Say(IsBlank(text) ? violations::Required(item_path) : CheckString(item_path, rule, text));
        reflection->SetRepeatedString(&message, &field, i, std::move(text));
      }
    }
  }

  void CheckSingle(const std::string& path, const FieldDescriptor& field, const Rule& rule,
                   Message& message) {
    const auto* reflection = message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string text = reflection->GetString(message, &field);
        if (IsBlank(text)) {
          if (rule.required()) return Say(violations::Required(path));
          text.clear();
        } else {
          Say(CheckString(path, rule, text));
        }
        return reflection->SetString(&message, &field, std::move(text));
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number = reflection->GetEnumValue(message, &field);
        if (number == 0) {
          if (rule.required()) Say(violations::Required(path));
        } else if (field.enum_type()->FindValueByNumber(number) == nullptr) {
          Say(violations::UnknownValue(path, *field.enum_type()));
        }
        return;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (reflection->HasField(message, &field)) {
          Check(path, *reflection->MutableMessage(&message, &field));
        } else if (rule.required()) {
          Say(violations::Required(path));
        }
        return;
      case FieldDescriptor::CPPTYPE_UINT32:
        return CheckNumber(path, rule, reflection->GetUInt32(message, &field));
      case FieldDescriptor::CPPTYPE_UINT64: {
        const std::uint64_t number = reflection->GetUInt64(message, &field);
        constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
        if (number > static_cast<std::uint64_t>(kMax)) return Say(violations::TooLarge(path, kMax));
        return CheckNumber(path, rule, static_cast<std::int64_t>(number));
      }
      case FieldDescriptor::CPPTYPE_INT32:
        return CheckNumber(path, rule, reflection->GetInt32(message, &field));
      case FieldDescriptor::CPPTYPE_INT64:
        return CheckNumber(path, rule, reflection->GetInt64(message, &field));
      case FieldDescriptor::CPPTYPE_BOOL:
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        return;
    }
  }

  // Zero is "not given" in proto3: limits of an optional number hold only when there is one.
  void CheckNumber(const std::string& path, const Rule& rule, std::int64_t number) {
    if (number == 0) {
      if (rule.required()) Say(violations::Required(path));
      return;
    }
    if (rule.has_min() && number < rule.min()) return Say(violations::TooSmall(path, rule.min()));
    if (rule.has_max() && number > rule.max()) Say(violations::TooLarge(path, rule.max()));
  }

  std::vector<Violation> said_;
};

}  // namespace

std::string NormalisedTaj(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (!IsDigit(c) || digits.size() == 9) return {};
    digits.push_back(c);
  }
  if (digits.size() != 9) return {};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 3 : 7);
  return sum % 10 == digits[8] - '0' ? digits : std::string();
}

std::vector<Violation> CheckRules(Message& message) {
  RuleChecker checker;
  checker.Check("", message);
  return checker.Take();
}

}  // namespace paktum::commands
