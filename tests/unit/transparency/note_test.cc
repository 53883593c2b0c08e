#include "libs/transparency/note.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace paktum::transparency {
namespace {

// The example of signed-note, "Verifier keys".
constexpr const char* kExampleKey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr const char* kExampleNote =
    "This is an example message.\n"
    "\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuw"
    "HjG1Yu72IneyaQM=\n";

TEST(Note, TheExampleOfTheSpecificationVerifies) {
  const Result<VerifierKey> key = VerifierKey::Parse(kExampleKey);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->name(), "example.com/foo");
  EXPECT_EQ(key->id(), 0x530d903aU);
  EXPECT_EQ(key->type(), KeyType::kNote);
  EXPECT_EQ(key->Text(), kExampleKey);
  const Result<Note> note = ParseNote(kExampleNote);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->text, "This is an example message.\n");
  EXPECT_EQ(FormatNote(*note), kExampleNote);
  const auto verified = VerifyNote(*note, {&*key, 1});
  ASSERT_TRUE(verified.ok()) << verified.status();
  ASSERT_EQ(verified->size(), 1U);
}

}  // namespace
}  // namespace paktum::transparency
