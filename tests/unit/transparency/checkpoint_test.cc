#include "libs/transparency/checkpoint.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/base/base64.h"
#include "libs/transparency/cosignature.h"

namespace paktum::transparency {
namespace {

// The example of tlog-checkpoint and tlog-cosignature; their keys are not published.
constexpr const char* kText =
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
constexpr const char* kSignatures =
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGz"
    "Gku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1n"
    "PZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

std::string MalformedLine(const std::string& text) {
  const Status status = ParseCheckpoint(text).status();
  EXPECT_EQ(status.reason(), "checkpoint.malformed") << text;
  return status.details().empty() ? "" : status.details()[0].value;
}

TEST(Checkpoint, TheExampleOfTheSpecificationIsReadAndWrittenAgain) {
  const Result<Note> note = ParseNote(std::string(kText) + "\n" + kSignatures);
  ASSERT_TRUE(note.ok()) << note.status();
  const Result<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20852163U);
  EXPECT_EQ(ToBase64(View(checkpoint->root)), "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
  EXPECT_EQ(FormatCheckpoint(*checkpoint), kText);
  // The witness's line: its key's id, the time of the specification's signed message, 64 bytes.
  EXPECT_EQ(note->signatures[1].key_id, 0x8d66cf3fU);
  EXPECT_EQ(note->signatures[1].bytes.size(), 72U);
  EXPECT_EQ(note->signatures[1].bytes.substr(0, 8), std::string("\0\0\0\0\x64\x18\x50\xcb", 8));
  EXPECT_EQ(0x641850cb, 1679315147);
  EXPECT_EQ(CosignedMessage(note->text, 1679315147),
            "cosignature/v1\n"
            "time 1679315147\n" +
                std::string(kText));
}

TEST(Checkpoint, AMalformedOneIsRefusedAndTheLineNamed) {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  EXPECT_EQ(MalformedLine(""), "1");
  EXPECT_EQ(MalformedLine("\n5\n" + root), "1");
  EXPECT_EQ(MalformedLine("o\n"), "2");
  EXPECT_EQ(MalformedLine("o\n5\n"), "3");
  for (const char* const size : {"", "05", "00", "-1", "+5", " 5", "5 ", "0x5", "5.0",
                                 "9223372036854775808", "99999999999999999999"}) {
    EXPECT_EQ(MalformedLine("o\n" + std::string(size) + "\n" + root), "2") << size;
  }
  EXPECT_EQ(MalformedLine("o\n5\n" + root.substr(0, root.size() - 1)), "3");
  EXPECT_EQ(MalformedLine("o\n5\n" + root.substr(4)), "3");
  EXPECT_EQ(MalformedLine("o\n5\nAAAA" + root), "3");
  EXPECT_EQ(MalformedLine("o\n5\n" + root + "\n"), "4");
  EXPECT_EQ(MalformedLine("o\n5\n" + root + "extension"), "4");
  EXPECT_EQ(MalformedLine("o\n0\n" + root), "3");
  EXPECT_TRUE(ParseCheckpoint("o\n9223372036854775807\n" + root).ok());
  EXPECT_TRUE(ParseCheckpoint("o\n0\n" + ToBase64(View(EmptyRoot())) + "\n").ok());
}

TEST(Checkpoint, ExtensionLinesAreKept) {
  const std::string text = std::string(kText) + "one\ntwo three\n";
  const Result<Checkpoint> checkpoint = ParseCheckpoint(text);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->extensions, (std::vector<std::string>{"one", "two three"}));
  EXPECT_EQ(FormatCheckpoint(*checkpoint), text);
}

class SignedCheckpointTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::vector<VerifierKey> Keys() const {
    return {log_.verifier(), other_.verifier(), witness_.verifier()};
  }

  SigningKey log_ = *SigningKey::Generate("lenti/log", KeyType::kNote);
  SigningKey other_ = *SigningKey::Generate("other/log", KeyType::kNote);
  SigningKey witness_ = *SigningKey::Generate("lenti/charity", KeyType::kCosignature);
  Checkpoint checkpoint_{"lenti/log", 7, LeafHash("x"), {}};
};

TEST_F(SignedCheckpointTest, IsOpenedWithTheKeysOfLogAndWitness) {
  Note note = SignCheckpoint(checkpoint_, log_);
  note.signatures.push_back(Cosign(note.text, witness_, 1'700'000'000));
  const auto opened = OpenCheckpoint(FormatNote(note), Keys());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint, checkpoint_);
  EXPECT_EQ(opened->note, note);
  ASSERT_EQ(opened->signatures.size(), 2U);
  EXPECT_EQ(opened->signatures[1].key, 2U);
  EXPECT_EQ(opened->signatures[1].time_s, 1'700'000'000U);
}

TEST_F(SignedCheckpointTest, NeedsTheKeyOfItsOrigin) {
  Note note{FormatCheckpoint(checkpoint_), {}};
  note.signatures.push_back(SignNote(note.text, other_));
  EXPECT_EQ(OpenCheckpoint(FormatNote(note), Keys()).status().reason(), "checkpoint.not_by_log");
  note.signatures[0] = Cosign(note.text, witness_, 1);
  EXPECT_EQ(OpenCheckpoint(FormatNote(note), Keys()).status().reason(), "checkpoint.not_by_log");
  note.signatures[0] = SignNote(note.text, *SigningKey::Generate("lenti/log", KeyType::kNote));
  EXPECT_EQ(OpenCheckpoint(FormatNote(note), Keys()).status().reason(), "note.untrusted");
}

TEST_F(SignedCheckpointTest, ACosignatureIsOfOneTextAndOneTime) {
  const std::string text = FormatCheckpoint(checkpoint_);
  const NoteSignature signature = Cosign(text, witness_, 1'700'000'000);
  EXPECT_EQ(VerifyCosignature(text, signature, witness_.verifier()), 1'700'000'000U);
  Checkpoint larger = checkpoint_;
  ++larger.size;
  EXPECT_EQ(VerifyCosignature(FormatCheckpoint(larger), signature, witness_.verifier()),
            std::nullopt);
  for (std::size_t bit = 0; bit < signature.bytes.size() * 8; ++bit) {
    NoteSignature changed = signature;
    changed.bytes[bit / 8] = static_cast<char>(changed.bytes[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(VerifyCosignature(text, changed, witness_.verifier()), std::nullopt) << bit;
  }
  const SigningKey another = *SigningKey::Generate("lenti/charity", KeyType::kCosignature);
  EXPECT_EQ(VerifyCosignature(text, signature, another.verifier()), std::nullopt);
  // The signature of the log's key over the same text is no cosignature, whatever its length.
  NoteSignature plain = signature;
  plain.bytes.resize(64);
  EXPECT_EQ(VerifyCosignature(text, plain, witness_.verifier()), std::nullopt);
  const NoteSignature last = Cosign(text, witness_, kCosignatureTimeMax);
  EXPECT_EQ(VerifyCosignature(text, last, witness_.verifier()), kCosignatureTimeMax);
}

}  // namespace
}  // namespace paktum::transparency
