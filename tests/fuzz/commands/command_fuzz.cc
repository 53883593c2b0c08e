// Input of the offices: the first line names a command (any other text picks one), the rest is the
// JSON body. What passes has one form only; what is refused never shows a personal value.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <string>
#include <variant>
#include <vector>

#include "libs/base/check.h"
#include "libs/commands/input.h"
#include "libs/commands/json.h"
#include "paktum/options/v1/options.pb.h"
#include "tests/fuzz/fuzz_input.h"

namespace paktum::commands {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// No text of ours holds either of them.
constexpr std::string_view kMark = "\u27e6secret\u27e7";
constexpr std::string_view kMarkDigits = "7319946287319";

const CommandKind& KindOf(std::string_view line) {
  if (const CommandKind* kind = FindCommand(line)) return *kind;
  const auto& all = AllCommands();
  return all[line.empty() ? 0 : static_cast<unsigned char>(line.front()) % all.size()];
}

const FieldDescriptor* FieldOf(const Descriptor& message, const std::string& name) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor* field = message.field(i);
    if (field->name() == name || field->json_name() == name) return field;
  }
  return nullptr;
}

bool IsPersonal(const FieldDescriptor* field) {
  return field != nullptr && field->options().GetExtension(options::v1::rule).personal();
}

// The value with a mark in every text and number that belongs to a personal field. `message` is the
// type of an object, when it is known.
Json Marked(const Json& value, const Descriptor* message, bool personal) {
  switch (value.kind()) {
    case Json::Kind::kNull:
    case Json::Kind::kBool:
      return value;
    case Json::Kind::kNumber:
      return personal ? Json::NumberText(std::string(kMarkDigits)) : value;
    case Json::Kind::kString:
      return personal ? Json::String(std::string(kMark) + value.text() + std::string(kMark))
                      : value;
    case Json::Kind::kArray: {
      std::vector<Json> items;
      for (const Json& item : value.items()) items.push_back(Marked(item, message, personal));
      return Json::Array(std::move(items));
    }
    case Json::Kind::kObject: {
      std::vector<Json::Member> members;
      for (const auto& [name, member] : value.members()) {
        const FieldDescriptor* field = message == nullptr ? nullptr : FieldOf(*message, name);
        members.emplace_back(name,
                             Marked(member, field == nullptr ? nullptr : field->message_type(),
                                    personal || IsPersonal(field)));
      }
      return Json::Object(std::move(members));
    }
  }
  PAKTUM_UNREACHABLE();
}

bool Shows(const std::string& text) {
  return text.find(kMark) != std::string::npos || text.find(kMarkDigits) != std::string::npos;
}

void CheckPersonalValuesStayHidden(const CommandKind& kind, std::string_view json) {
  const auto parsed = ParseJson(json);
  if (!std::holds_alternative<Json>(parsed)) return;
  if (Shows(std::string(json))) return;
  const Json& body = std::get<Json>(parsed);
  const std::string marked = Marked(body, kind.descriptor, false).ToText();
  for (const Violation& violation : ReadCommand(kind, marked).violations) {
    PAKTUM_CHECK(!Shows(violation.field) && !Shows(violation.code));
    PAKTUM_CHECK(!Shows(violation.text.hu) && !Shows(violation.text.en));
  }
}

void CheckOneForm(const CommandKind& kind, Message& message) {
  const std::string bytes = CanonicalBytes(message);
  const auto again = FromCanonicalBytes(bytes);
  PAKTUM_CHECK(again.ok() && CanonicalBytes(**again) == bytes);
  PAKTUM_CHECK(CheckRules(message).empty());
  PAKTUM_CHECK(CanonicalBytes(message) == bytes);

  std::string json;
  PAKTUM_CHECK(google::protobuf::util::MessageToJsonString(message, &json).ok());
  const CheckedCommand read = ReadCommand(kind, json);
  PAKTUM_CHECK(read.violations.empty() && CanonicalBytes(*read.message) == bytes);
}

void CheckJsonWriter(std::string_view json) {
  const auto parsed = ParseJson(json);
  if (!std::holds_alternative<Json>(parsed)) return;
  const std::string written = std::get<Json>(parsed).ToText();
  const auto again = ParseJson(written);
  PAKTUM_CHECK(std::holds_alternative<Json>(again));
  PAKTUM_CHECK(std::get<Json>(again).ToText() == written);
}

void CheckCommand(const CommandKind& kind, std::string_view json) {
  CheckedCommand checked = ReadCommand(kind, json);
  PAKTUM_CHECK((checked.message == nullptr) == !checked.violations.empty());
  PAKTUM_CHECK(checked.violations.size() <= kViolationsMax);
  for (const Violation& violation : checked.violations) {
    PAKTUM_CHECK(violation.code.starts_with("input."));
    PAKTUM_CHECK(!violation.text.hu.empty() && !violation.text.en.empty());
  }
  if (checked.message) CheckOneForm(kind, *checked.message);
  CheckPersonalValuesStayHidden(kind, json);
}

}  // namespace
}  // namespace paktum::commands

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view json = paktum::fuzz::Text(data, size);
  const paktum::commands::CommandKind& kind =
      paktum::commands::KindOf(paktum::fuzz::TakeLine(json));
  paktum::commands::CheckCommand(kind, json);
  paktum::commands::CheckJsonWriter(json);
  return 0;
}
