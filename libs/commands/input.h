#pragma once
// From a JSON body to a checked command: shape by the descriptors, content by the `rule` options.
//
// Everything wrong is reported at once, each with the field's path, a stable code and a text in
// both languages. A text never repeats what was typed. Pure, thread-safe.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/commands/command_catalogue.h"
#include "libs/commands/json.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace paktum::commands {

// Codes: input.json (the body is no JSON object), input.unknown_field, input.type, input.required,
// input.date, input.uuid, input.taj, input.sha256, input.email, input.code, input.reference,
// input.period, input.month, input.too_long,
// input.control_character, input.not_utf8, input.too_small, input.too_large, input.too_many,
// input.unknown_value.
struct Violation {
  std::string field;  // "participant_id", "resolutions[2].subject"; empty = the whole body
  std::string code;
  Text text;
  friend bool operator==(const Violation&, const Violation&) = default;
};

inline constexpr std::size_t kViolationsMax = 100;  // more are not listed
inline constexpr std::size_t kEmailBytesMax = 254;  // RFC 5321 path limit
// Line breaks and tabs may stand in texts that may be at least this long.
inline constexpr std::size_t kLongTextCharacters = 1000;

struct CheckedCommand {
  std::unique_ptr<google::protobuf::Message> message;  // set when there is no violation
  std::vector<Violation> violations;
};

// Reads protobuf JSON (field names as in the .proto files or in lowerCamelCase; 64-bit numbers as
// numbers or strings; enum values by name or number; null = absent). Unknown fields are violations.
// Then CheckRules. The command inside a CorrectEvent is read and checked too; its fields are named
// "fields_json.participant_id".
CheckedCommand ReadCommand(const CommandKind& kind, std::string_view json);
// The same for a value that is JSON already.
CheckedCommand ReadCommand(const CommandKind& kind, const Json& body);

// Checks `rule` options, nested messages included, and brings what is right into its one form: TAJ
// without separators, UUID and SHA-256 in lower case.
std::vector<Violation> CheckRules(google::protobuf::Message& message);

// The 9 digits of a TAJ number whose check digit is right (the sum of digits 1, 3, 5, 7 times 3 and
// digits 2, 4, 6, 8 times 7, modulo 10, is digit 9); separators (space, dash) are dropped.
// Empty when it is none.
std::string NormalisedTaj(std::string_view text);

// The same command in the same bytes, always: type name, NUL, deterministic protobuf serialisation.
// What a content digest is made of.
std::string CanonicalBytes(const google::protobuf::Message& message);

// The command back from its canonical bytes.
// Errors: kDataLoss "command.unreadable" when they are none.
Result<std::unique_ptr<google::protobuf::Message>> FromCanonicalBytes(std::string_view bytes);

}  // namespace paktum::commands
