#pragma once
// The commands: every message of paktum.command.v1 that carries the `command` option. All functions
// are pure and thread-safe; what they return lives as long as the process.
#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class Descriptor;
}  // namespace google::protobuf

namespace paktum::commands {

// A text for people in the two languages of the product.
struct Text {
  std::string hu;
  std::string en;
  friend bool operator==(const Text&, const Text&) = default;
};

// One kind of command.
struct CommandKind {
  const google::protobuf::Descriptor* descriptor;
  std::string name;                  // "EnrolParticipant": the name in the URL
  Text title;                        // "Programba léptetés" / "Enrol a participant"
  std::vector<std::string> offices;  // services that take it, "government_office"

  [[nodiscard]] bool TakenBy(std::string_view office) const;
};

// All kinds, by name.
const std::vector<CommandKind>& AllCommands();

// The kind of this name, or nullptr.
const CommandKind* FindCommand(std::string_view name);

// The kinds that this office takes, by name.
std::vector<const CommandKind*> CommandsOf(std::string_view office);

}  // namespace paktum::commands
