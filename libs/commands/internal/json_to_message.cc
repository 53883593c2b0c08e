#include "libs/commands/internal/json_to_message.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "libs/base/check.h"
#include "libs/commands/internal/violations.h"

namespace paktum::commands {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A number as JSON may write it ("12", "12.0", "1.2e1"); nothing when it is not whole or too large.
template <typename Number>
std::optional<Number> WholeNumber(const std::string& text) {
  Number number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && rest == end) return number;
  if (text.find_first_of(".eE") == std::string::npos) return std::nullopt;
  char* parsed_to = nullptr;
  const double value = std::strtod(text.c_str(), &parsed_to);
  constexpr double kExactMax = 9007199254740992.0;  // 2^53: whole numbers are exact up to here
  if (parsed_to != text.c_str() + text.size() || std::trunc(value) != value) return std::nullopt;
  if (std::abs(value) > kExactMax ||
      value > static_cast<double>(std::numeric_limits<Number>::max()))
    return std::nullopt;
  if (value < static_cast<double>(std::numeric_limits<Number>::min())) return std::nullopt;
  return static_cast<Number>(value);
}

class Filler {
 public:
  void Fill(const Json& object, const std::string& path, Message& message) {
    for (const auto& [name, value] : object.members()) {
      const FieldDescriptor* field = FieldOf(message, name);
      if (field == nullptr) {
        Say(violations::UnknownField(path, name, value.place().line, value.place().column));
        continue;
      }
      const std::string field_path = path.empty() ? field->name() : path + "." + field->name();
      if (value.kind() == Json::Kind::kNull) continue;
      if (!field->is_repeated()) {
        FillOne(value, field_path, *field, message);
      } else if (value.kind() != Json::Kind::kArray) {
        Say(violations::WrongType(field_path, {"felsorolás ([…])", "an array ([…])"}));
      } else {
        for (std::size_t i = 0; i < value.items().size() && said_.size() < kViolationsMax; ++i) {
          FillOne(value.items()[i], field_path + "[" + std::to_string(i) + "]", *field, message);
        }
      }
    }
  }

  std::vector<Violation> Take() { return std::move(said_); }

 private:
  static const FieldDescriptor* FieldOf(const Message& message, const std::string& name) {
    const google::protobuf::Descriptor* descriptor = message.GetDescriptor();
    if (const FieldDescriptor* field = descriptor->FindFieldByName(name)) return field;
    for (int i = 0; i < descriptor->field_count(); ++i) {
      if (descriptor->field(i)->json_name() == name) return descriptor->field(i);
    }
    return nullptr;
  }

  void Say(Violation violation) {
    if (said_.size() < kViolationsMax) said_.push_back(std::move(violation));
  }

  void FillOne(const Json& value, const std::string& path, const FieldDescriptor& field,
               Message& message) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return FillString(value, path, field, message);
      case FieldDescriptor::CPPTYPE_UINT32:
        return FillNumber<std::uint32_t>(value, path, field, message,
                                         &google::protobuf::Reflection::SetUInt32,
                                         &google::protobuf::Reflection::AddUInt32);
      case FieldDescriptor::CPPTYPE_UINT64:
        return FillNumber<std::uint64_t>(value, path, field, message,
                                         &google::protobuf::Reflection::SetUInt64,
                                         &google::protobuf::Reflection::AddUInt64);
      case FieldDescriptor::CPPTYPE_INT32:
        return FillNumber<std::int32_t>(value, path, field, message,
                                        &google::protobuf::Reflection::SetInt32,
                                        &google::protobuf::Reflection::AddInt32);
      case FieldDescriptor::CPPTYPE_INT64:
        return FillNumber<std::int64_t>(value, path, field, message,
                                        &google::protobuf::Reflection::SetInt64,
                                        &google::protobuf::Reflection::AddInt64);
      case FieldDescriptor::CPPTYPE_BOOL:
        return FillBool(value, path, field, message);
      case FieldDescriptor::CPPTYPE_ENUM:
        return FillEnum(value, path, field, message);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return FillNested(value, path, field, message);
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        PAKTUM_UNREACHABLE();  // no command has such a field
    }
    PAKTUM_UNREACHABLE();
  }

  void FillString(const Json& value, const std::string& path, const FieldDescriptor& field,
                  Message& message) {
    if (value.kind() != Json::Kind::kString) {
      return Say(violations::WrongType(path, {"szöveg", "a string"}));
    }
    const auto* reflection = message.GetReflection();
    if (field.is_repeated()) {
      reflection->AddString(&message, &field, value.text());
    } else {
      reflection->SetString(&message, &field, value.text());
    }
  }

  template <typename Number, typename Set, typename Add>
  void FillNumber(const Json& value, const std::string& path, const FieldDescriptor& field,
                  Message& message, Set set, Add add) {
    const bool written = value.kind() == Json::Kind::kNumber || value.kind() == Json::Kind::kString;
    const std::optional<Number> number =
        written ? WholeNumber<Number>(value.text()) : std::optional<Number>();
    if (!number) {
      return Say(violations::WholeNumber(path, std::to_string(std::numeric_limits<Number>::min()),
                                         std::to_string(std::numeric_limits<Number>::max())));
    }
    const auto* reflection = message.GetReflection();
    if (field.is_repeated()) {
      (reflection->*add)(&message, &field, *number);
    } else {
      (reflection->*set)(&message, &field, *number);
    }
  }

  void FillBool(const Json& value, const std::string& path, const FieldDescriptor& field,
                Message& message) {
    if (value.kind() != Json::Kind::kBool) {
      return Say(violations::WrongType(path, {"true vagy false", "true or false"}));
    }
    const auto* reflection = message.GetReflection();
    if (field.is_repeated()) {
      reflection->AddBool(&message, &field, value.boolean());
    } else {
      reflection->SetBool(&message, &field, value.boolean());
    }
  }

  void FillEnum(const Json& value, const std::string& path, const FieldDescriptor& field,
                Message& message) {
    const google::protobuf::EnumDescriptor* known = field.enum_type();
    const google::protobuf::EnumValueDescriptor* code = nullptr;
    if (value.kind() == Json::Kind::kString) {
      code = known->FindValueByName(value.text());
    } else if (value.kind() == Json::Kind::kNumber) {
      const std::optional<int> number = WholeNumber<int>(value.text());
      if (number) code = known->FindValueByNumber(*number);
    }
    if (code == nullptr) return Say(violations::UnknownValue(path, *known));
    const auto* reflection = message.GetReflection();
    if (field.is_repeated()) {
      reflection->AddEnum(&message, &field, code);
    } else {
      reflection->SetEnum(&message, &field, code);
    }
  }

  void FillNested(const Json& value, const std::string& path, const FieldDescriptor& field,
                  Message& message) {
    if (value.kind() != Json::Kind::kObject) {
      return Say(violations::WrongType(path, {"objektum ({…})", "an object ({…})"}));
    }
    const auto* reflection = message.GetReflection();
    Message* nested = field.is_repeated() ? reflection->AddMessage(&message, &field)
                                          : reflection->MutableMessage(&message, &field);
    Fill(value, path, *nested);
  }

  std::vector<Violation> said_;
};

}  // namespace

std::vector<Violation> FillMessage(const Json& object, Message& message) {
  PAKTUM_CHECK(object.kind() == Json::Kind::kObject);
  Filler filler;
  filler.Fill(object, "", message);
  return filler.Take();
}

}  // namespace paktum::commands
