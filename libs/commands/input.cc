#include "libs/commands/input.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>

#include "libs/commands/internal/json_to_message.h"
#include "libs/commands/internal/violations.h"
#include "libs/commands/json.h"
#include "paktum/command/v1/evidence.pb.h"

namespace paktum::commands {
namespace {

using google::protobuf::Message;

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor* descriptor) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
}

// What is wrong with the command inside a correction, as if it had been sent by itself.
void AddReplacementViolations(const command::v1::CorrectEvent& correction,
                              std::vector<Violation>& violations) {
  if (correction.command().empty() || correction.fields_json().empty()) return;
  const CommandKind* const kind = FindCommand(correction.command());
  if (kind == nullptr || kind->name == correction.GetDescriptor()->name()) {
    return violations.push_back(violations::UnknownCommand("command"));
  }
  for (Violation& violation : ReadCommand(*kind, correction.fields_json()).violations) {
    if (violations.size() >= kViolationsMax) return;
    violation.field = violation.field.empty() ? "fields_json" : "fields_json." + violation.field;
    violations.push_back(std::move(violation));
  }
}

}  // namespace

CheckedCommand ReadCommand(const CommandKind& kind, std::string_view json) {
  const std::variant<Json, JsonError> parsed = ParseJson(json);
  if (const auto* body = std::get_if<Json>(&parsed)) return ReadCommand(kind, *body);
  const auto& error = std::get<JsonError>(parsed);
  CheckedCommand checked;
  checked.violations.push_back(
      violations::Malformed(error.what_hu, error.what_en, error.place.line, error.place.column));
  return checked;
}

CheckedCommand ReadCommand(const CommandKind& kind, const Json& body) {
  CheckedCommand checked;
  if (body.kind() != Json::Kind::kObject) {
    checked.violations.push_back(violations::NotAnObject());
    return checked;
  }
  std::unique_ptr<Message> message = NewMessage(kind.descriptor);
  checked.violations = FillMessage(body, *message);
  for (Violation& violation : CheckRules(*message)) {
    // A field that could not be read is empty now: it is named once, for its type.
    bool named = checked.violations.size() >= kViolationsMax;
    for (const Violation& other : checked.violations)
      named = named || other.field == violation.field;
    if (!named) checked.violations.push_back(std::move(violation));
  }
  if (const auto* correction = dynamic_cast<const command::v1::CorrectEvent*>(message.get())) {
    AddReplacementViolations(*correction, checked.violations);
  }
  if (checked.violations.empty()) checked.message = std::move(message);
  return checked;
}

std::string CanonicalBytes(const Message& message) {
  std::string bytes = message.GetDescriptor()->full_name();
  bytes.push_back('\0');
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&out);
  out.Trim();
  return bytes;
}

Result<std::unique_ptr<Message>> FromCanonicalBytes(std::string_view bytes) {
  const std::size_t end_of_name = bytes.find('\0');
  if (end_of_name != bytes.npos) {
    const std::string name(bytes.substr(0, end_of_name));
    for (const CommandKind& kind : AllCommands()) {
      if (kind.descriptor->full_name() != name) continue;
      std::unique_ptr<Message> message = NewMessage(kind.descriptor);
      const std::string_view body = bytes.substr(end_of_name + 1);
      if (message->ParseFromArray(body.data(), static_cast<int>(body.size()))) return message;
    }
  }
  return DataLoss("command.unreadable", "these bytes hold no command of this build");
}

}  // namespace paktum::commands
