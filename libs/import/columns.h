#pragma once
// Columns: how a command looks as a row of a spreadsheet. Pure and thread-safe.
//
// A column stands for each field of the command; a command about participants that does not give
// the number itself has one more, kTajColumn, which may be filled in instead of the id.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/commands/command_catalogue.h"
#include "libs/plan/plan.h"

namespace google::protobuf {
class EnumDescriptor;
class FieldDescriptor;
}  // namespace google::protobuf

namespace paktum::imports {

using commands::Text;

enum class Language : std::uint8_t { kHungarian, kEnglish };

inline const std::string& In(const Text& text, Language language) {
  return language == Language::kHungarian ? text.hu : text.en;
}

inline constexpr std::string_view kTajColumn = "participant_taj";

// A value that a column takes, with its texts.
struct Choice {
  std::string code;
  Text text;
};

struct Column {
  std::string name;                                          // of the field, or kTajColumn
  const google::protobuf::FieldDescriptor* field = nullptr;  // nullptr for kTajColumn
  Text heading;                                              // unique within the command
  bool required = false;
  bool person = false;            // ids of participants; a TAJ number is taken as well
  std::vector<Choice> choices{};  // codes of the enum or of the plan; empty: anything of the format
  bool only_choices = false;      // nothing else is taken (enums)
};

// The values of an enum but for its zero value, in their order.
std::vector<Choice> ChoicesOf(const google::protobuf::EnumDescriptor& codes);

// The columns of a command in the order of its fields.
std::vector<Column> ColumnsOf(const commands::CommandKind& kind, const plan::Plan& plan);

// What is right in the column, one sentence in both languages: "Nap: 2019.03.31. vagy 2019-03-31."
Text ExpectedIn(const Column& column);

// For comparing headings: mended, without case, accents, spaces, underscores and asterisks.
std::string HeadingKey(std::string_view heading);

}  // namespace paktum::imports
