// Bytes of every stored version of every event. A file that exists is never edited: it stands for
// records that lie in somebody's ledger. A new kind, or a kind that gained a field, gets a new file
// <type>.<n>.golden: run this test with PAKTUM_WRITE_GOLDEN=1 once and commit what it wrote.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "libs/base/hex.h"
#include "libs/events/catalogue.h"

namespace paktum::events {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void FillMessage(Message& message);

// Gives the field a value that depends on its number only.
void FillField(Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const int number = field.number();
  const std::string text = "text-" + std::to_string(number);
  const bool repeated = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      repeated ? reflection.AddString(&message, &field, text)
               : reflection.SetString(&message, &field, text);
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      reflection.SetUInt32(&message, &field, static_cast<std::uint32_t>(number) + 300);
      return;
    case FieldDescriptor::CPPTYPE_UINT64:
      repeated ? reflection.AddUInt64(&message, &field, 70'000)
               : reflection.SetUInt64(&message, &field, 70'000);
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection.SetInt64(&message, &field, 6'450'000 + number);
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection.SetBool(&message, &field, true);
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      repeated ? reflection.AddEnumValue(&message, &field, 1)
               : reflection.SetEnumValue(&message, &field, 1);
      return;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      FillMessage(repeated ? *reflection.AddMessage(&message, &field)
                           : *reflection.MutableMessage(&message, &field));
      return;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      break;
  }
  FAIL() << field.full_name() << ": no event uses this type; add it here with a golden value";
}

void FillMessage(Message& message) {
  const google::protobuf::Descriptor& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    if (descriptor.field(i)->real_containing_oneof() == nullptr) {
      FillField(message, *descriptor.field(i));
    }
  }
}

event::v1::Event FullEvent(const EventKind& kind) {
  event::v1::Event event;
  FillMessage(event);
  const google::protobuf::OneofDescriptor& body =
      *event::v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body.field_count(); ++i) {
    if (body.field(i)->message_type() == kind.descriptor) {
      FillMessage(*event.GetReflection()->MutableMessage(&event, body.field(i)));
    }
  }
  return event;
}

struct Golden {
  std::string bytes;
  std::string text;
};

std::filesystem::path DirectoryOfGoldens() {
  return std::filesystem::path(PAKTUM_SOURCE_DIR) / "tests/golden/events/data";
}

std::vector<std::filesystem::path> FilesOf(const EventKind& kind) {
  std::vector<std::filesystem::path> files;
  for (int version = 1;; ++version) {
    const auto path =
        DirectoryOfGoldens() / (kind.type + "." + std::to_string(version) + ".golden");
    if (!std::filesystem::exists(path)) return files;
    files.push_back(path);
  }
}

Golden ReadGolden(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string hex;
  std::getline(file, hex);
  std::ostringstream text;
  text << file.rdbuf();
  return {FromHex(hex).value_or(""), text.str()};
}

std::string TextOf(const Message& message) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(message, &text);
  return text;
}

TEST(GoldenEvents, EveryKindsPresentFormHasAGoldenFile) {
  for (const EventKind& kind : AllKinds()) {
    const event::v1::Event event = FullEvent(kind);
    std::vector<std::filesystem::path> files = FilesOf(kind);
    const bool known =
        !files.empty() && ReadGolden(files.back()).bytes == event.SerializeAsString();
    if (!known && std::getenv("PAKTUM_WRITE_GOLDEN") != nullptr) {
      std::filesystem::create_directories(DirectoryOfGoldens());
      std::ofstream(DirectoryOfGoldens() /
                    (kind.type + "." + std::to_string(files.size() + 1) + ".golden"))
          << ToHex(event.SerializeAsString()) << "\n"
          << TextOf(event);
      continue;
    }
    EXPECT_TRUE(known) << kind.type
                       << ": its newest golden file does not hold all of its fields (or a stored "
                          "form changed); see the head of this file";
  }
}

TEST(GoldenEvents, EveryStoredVersionStillReadsAsItWasMeant) {
  for (const EventKind& kind : AllKinds()) {
    for (const auto& path : FilesOf(kind)) {
      const Golden golden = ReadGolden(path);
      const auto event = ParseEvent(golden.bytes);
      ASSERT_TRUE(event.ok()) << path;
      EXPECT_EQ(TypeOf(*event), kind.type) << path;
      EXPECT_EQ(TextOf(*event), golden.text) << path;
      EXPECT_EQ(event->SerializeAsString(), golden.bytes) << path;
    }
  }
}

TEST(GoldenEvents, EveryGoldenFileBelongsToAKindOfTheCatalogue) {
  std::size_t known = 0;
  for (const EventKind& kind : AllKinds()) known += FilesOf(kind).size();
  std::size_t present = 0;
  for (const auto& entry : std::filesystem::directory_iterator(DirectoryOfGoldens())) {
    present += entry.path().extension() == ".golden" ? 1U : 0U;
  }
  EXPECT_EQ(present, known) << "a kind was renamed or removed: stored events need it";
}

}  // namespace
}  // namespace paktum::events
