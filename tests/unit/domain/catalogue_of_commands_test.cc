#include <google/protobuf/descriptor.h>

#include <filesystem>
#include <set>

#include "paktum/options/v1/options.pb.h"
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

// Every message of paktum.command.v1 that carries the option `command`.
std::set<std::string> DeclaredCommands() {
  std::set<std::string> names;
  const std::filesystem::path folder = PAKTUM_SOURCE_DIR "/proto/paktum/command/v1";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto* const file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(
        "paktum/command/v1/" + entry.path().filename().string());
    EXPECT_NE(file, nullptr) << entry.path();
    for (int i = 0; file != nullptr && i < file->message_type_count(); ++i) {
      const auto* const message = file->message_type(i);
      if (message->options().HasExtension(options::v1::command)) names.insert(message->name());
    }
  }
  return names;
}

TEST(Commands, EveryDeclaredCommandHasAHandler) {
  std::set<std::string> handled;
  for (const CommandHandler& handler : AllCommands()) handled.insert(handler.descriptor->name());
  EXPECT_EQ(handled, DeclaredCommands());
  EXPECT_EQ(handled.size(), AllCommands().size()) << "a command has two handlers";
}

TEST(Commands, AreFoundByTheirShortName) {
  ASSERT_NE(FindCommand("EnrolParticipant"), nullptr);
  EXPECT_EQ(FindCommand("EnrolParticipant")->descriptor->full_name(),
            "paktum.command.v1.EnrolParticipant");
  EXPECT_EQ(FindCommand("paktum.command.v1.EnrolParticipant"), nullptr);
  EXPECT_EQ(FindCommand(""), nullptr);
}

TEST(Commands, ThingsAndEventsOfOneCommandHaveDifferentIds) {
  const Uuid command = Uuid::V7From(1, 2, 3);
  for (std::uint32_t index = 0; index < 1024; ++index) {
    EXPECT_NE(IdOfNewThing(command), command.Derived(index));
  }
  EXPECT_EQ(IdOfNewThing(command), IdOfNewThing(command));
}

TEST(EffectiveEvents, LeaveOutWhatIsVoidedAndTheVoidingItself) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Service(id));
  const Position service = pact.last();
  pact.Given(Void(service), "charity");
  const LoadedStream stream = pact.Stream("participant/" + id);
  EXPECT_EQ(stream.events.size(), 3U);
  const auto effective = EffectiveEvents(stream);
  ASSERT_EQ(effective.size(), 1U);
  EXPECT_TRUE(effective.front()->event.has_participant_registered());
}

}  // namespace
}  // namespace paktum::domain
