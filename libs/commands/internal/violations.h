#pragma once
// The texts of input violations, by code. None of them holds what was typed.
#include <cstdint>
#include <string>

#include "libs/commands/input.h"

namespace google::protobuf {
class EnumDescriptor;
}  // namespace google::protobuf

namespace paktum::commands::violations {

Violation Malformed(const std::string& what_hu, const std::string& what_en, std::size_t line,
                    std::size_t column);
Violation NotAnObject();
// `field` as given when it looks like a name, otherwise only its place is told.
Violation UnknownField(const std::string& path, const std::string& name, std::size_t line,
                       std::size_t column);
Violation WrongType(const std::string& field, const Text& expected);
Violation WholeNumber(const std::string& field, const std::string& low, const std::string& high);
Violation UnknownValue(const std::string& field, const google::protobuf::EnumDescriptor& known);
Violation Required(const std::string& field);
Violation TooLong(const std::string& field, std::size_t max_characters);
Violation ControlCharacter(const std::string& field);
Violation NotUtf8(const std::string& field);
Violation TooSmall(const std::string& field, std::int64_t min);
Violation TooLarge(const std::string& field, std::int64_t max);
Violation TooMany(const std::string& field, std::size_t max_items);
Violation BadDate(const std::string& field);
Violation BadUuid(const std::string& field);
Violation BadTaj(const std::string& field);
Violation BadSha256(const std::string& field);
Violation BadEmail(const std::string& field);
Violation BadCode(const std::string& field);
Violation UnknownCommand(const std::string& field);
Violation BadReference(const std::string& field);
Violation BadPeriod(const std::string& field);
Violation BadMonth(const std::string& field);

}  // namespace paktum::commands::violations
