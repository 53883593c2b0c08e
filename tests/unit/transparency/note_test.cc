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

// Keys, text and signatures of golang.org/x/mod/sumdb/note.
constexpr const char* kPeterSecret =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr const char* kPeterKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr const char* kEnochKey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
constexpr const char* kText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr const char* kPeterLine =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6K"
    "E6RyyBwJnAM=\n";
constexpr const char* kEnochLine =
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1"
    "RvMc+QQ=\n";

VerifierKey Key(const char* text) { return *VerifierKey::Parse(text); }

std::string Text(const std::string& signatures) { return std::string(kText) + "\n" + signatures; }

std::string MalformedLine(const std::string& note) {
  const Status status = ParseNote(note).status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << note;
  EXPECT_EQ(status.reason(), "note.malformed") << note;
  return status.details().empty() ? "" : status.details()[0].value;
}

TEST(Note, TheExampleOfTheSpecificationVerifies) {
  const VerifierKey key = Key(kExampleKey);
  const Result<Note> note = ParseNote(kExampleNote);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->text, "This is an example message.\n");
  ASSERT_EQ(note->signatures.size(), 1U);
  EXPECT_EQ(note->signatures[0].name, "example.com/foo");
  EXPECT_EQ(note->signatures[0].key_id, 0x530d903aU);
  EXPECT_EQ(note->signatures[0].bytes.size(), kSignatureBytes);
  EXPECT_EQ(FormatNote(*note), kExampleNote);
  EXPECT_TRUE(VerifyNote(*note, {&key, 1}).ok());
}

TEST(Note, TheTextEndsAtTheLastEmptyLine) {
  // The example of signed-note, "Note".
  const std::string text =
      "Ognuno sta solo sul cuor della terra\n"
      "trafitto da un raggio di sole:\n"
      "\n"
      "ed è subito sera.\n";
  const Result<Note> note =
      ParseNote(text +
                "\n— quasimodo.example/salvatore "
                "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFS"
                "QU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n");
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->text, text);
  EXPECT_EQ(note->signatures[0].name, "quasimodo.example/salvatore");
}

TEST(Note, TheSameKeySignsTheSameBytesAsTheGoLibrary) {
  const Result<SigningKey> key = SigningKey::Parse(kPeterSecret);
  ASSERT_TRUE(key.ok()) << key.status();
  const Note note{kText, {SignNote(kText, *key)}};
  EXPECT_EQ(FormatNote(note), Text(kPeterLine));
}

TEST(Note, SignaturesOfUnknownKeysAreIgnoredAndThoseOfKnownKeysFound) {
  const Result<Note> note = ParseNote(Text(std::string(kPeterLine) + kEnochLine));
  ASSERT_TRUE(note.ok());
  const std::vector<VerifierKey> enoch{Key(kEnochKey)};
  const auto one = VerifyNote(*note, enoch);
  ASSERT_TRUE(one.ok()) << one.status();
  ASSERT_EQ(one->size(), 1U);
  EXPECT_EQ((*one)[0].key, 0U);
  EXPECT_EQ((*one)[0].signature, 1U);
  EXPECT_EQ((*one)[0].time_s, 0U);
  const std::vector<VerifierKey> both{Key(kEnochKey), Key(kPeterKey)};
  const auto two = VerifyNote(*note, both);
  ASSERT_TRUE(two.ok());
  ASSERT_EQ(two->size(), 2U);
  EXPECT_EQ((*two)[0].key, 1U);
  EXPECT_EQ((*two)[1].key, 0U);
  const std::vector<VerifierKey> other{Key(kExampleKey)};
  EXPECT_EQ(VerifyNote(*note, other).status().reason(), "note.untrusted");
  EXPECT_EQ(VerifyNote(*note, {}).status().reason(), "note.untrusted");
}

TEST(Note, ASignatureThatNamesAKnownKeyAndIsNotItsRefusesTheNote) {
  const std::vector<VerifierKey> keys{Key(kPeterKey), Key(kEnochKey)};
  Note note = *ParseNote(Text(std::string(kPeterLine) + kEnochLine));
  for (std::size_t i = 0; i < kSignatureBytes; ++i) {
    Note forged = note;
    forged.signatures[1].bytes[i] = static_cast<char>(forged.signatures[1].bytes[i] ^ 1);
    EXPECT_EQ(VerifyNote(forged, keys).status().reason(), "note.bad_signature") << i;
  }
  Note changed = note;
  changed.text[0] = 'i';
  EXPECT_EQ(VerifyNote(changed, keys).status().reason(), "note.bad_signature");
  Note longer = note;
  longer.signatures[0].bytes += 'x';
  EXPECT_EQ(VerifyNote(longer, keys).status().reason(), "note.bad_signature");
  // A good signature does not excuse a bad one of the same key.
  Note again = note;
  again.signatures.push_back(again.signatures[0]);
  again.signatures.back().bytes[0] = static_cast<char>(again.signatures.back().bytes[0] ^ 1);
  EXPECT_EQ(VerifyNote(again, keys).status().reason(), "note.bad_signature");
  // The id or the name of another key makes it an unknown key's.
  Note renamed = note;
  renamed.signatures[0].name = "PeterNeuman";
  renamed.signatures[1].key_id ^= 1U;
  EXPECT_EQ(VerifyNote(renamed, keys).status().reason(), "note.untrusted");
}

TEST(Note, TwoKeysOfOneNameAndIdAreRefused) {
  const Note note = *ParseNote(Text(kPeterLine));
  const std::vector<VerifierKey> keys{Key(kPeterKey), Key(kEnochKey), Key(kPeterKey)};
  EXPECT_EQ(VerifyNote(note, keys).status().reason(), "note.ambiguous_key");
}

TEST(Note, AMalformedNoteIsRefusedAndTheLineNamed) {
  const std::string peter = kPeterLine;
  EXPECT_EQ(MalformedLine(""), "1");
  EXPECT_EQ(MalformedLine("text\n"), "2");
  EXPECT_EQ(MalformedLine("text\n" + peter), "3");
  EXPECT_EQ(MalformedLine("text\n\n"), "3");
  EXPECT_EQ(MalformedLine("text\n\n" + peter.substr(0, peter.size() - 1)), "3");
  EXPECT_EQ(MalformedLine("text\n\n" + peter + "x\n"), "4");
  EXPECT_EQ(MalformedLine("text\n\n" + peter + peter.substr(3)), "4");  // no dash
  EXPECT_EQ(MalformedLine("text\n\n\n\n" + peter + "\n" + peter + "y"),
            "8");  // the last empty line
  EXPECT_EQ(MalformedLine("te\txt\n\n" + peter), "1");
  EXPECT_EQ(MalformedLine("text\nte\rxt\n\n" + peter), "2");
  EXPECT_EQ(MalformedLine(std::string("text\n\0\n\n", 8) + peter), "2");
  EXPECT_EQ(MalformedLine("text\n\xff\n\n" + peter), "2");
  EXPECT_EQ(MalformedLine("text\n\xc0\x80\n\n" + peter), "2");          // overlong
  EXPECT_EQ(MalformedLine("text\n\xed\xa0\x80\n\n" + peter), "2");      // a surrogate
  EXPECT_EQ(MalformedLine("text\n\xf4\x90\x80\x80\n\n" + peter), "2");  // beyond U+10FFFF
  EXPECT_EQ(MalformedLine("text\n\n— PeterNeumann \n"), "3");
  EXPECT_EQ(MalformedLine("text\n\n— PeterNeumann AAAAAA==\n"), "3");  // an id alone
  EXPECT_EQ(MalformedLine("text\n\n— Peter+Neumann AAAAAAA=\n"), "3");
  EXPECT_EQ(MalformedLine("text\n\n— Peter\xe2\x80\xafNeumann AAAAAAA=\n"), "3");  // U+202F
  EXPECT_EQ(MalformedLine("text\n\n—  AAAAAAA=\n"), "3");
  EXPECT_EQ(MalformedLine("text\n\n— PeterNeumann AAAAAAA\n"), "3");
  EXPECT_EQ(MalformedLine("text\n\n— PeterNeumann  AAAAAAA=\n"), "3");
  EXPECT_TRUE(ParseNote("text\n\n— PeterNeumann AAAAAAA=\n").ok());
}

TEST(Note, SignaturesAndBytesAreBounded) {
  std::string lines;
  for (std::size_t i = 0; i < kNoteSignaturesMax; ++i) lines += kPeterLine;
  EXPECT_EQ(ParseNote(Text(lines))->signatures.size(), kNoteSignaturesMax);
  EXPECT_EQ(MalformedLine(Text(lines + kPeterLine)), "104");
  const std::string tail = std::string("\n\n") + kPeterLine;
  std::string largest(kNoteBytesMax - tail.size(), 'x');
  EXPECT_TRUE(ParseNote(largest + tail).ok());
  EXPECT_EQ(ParseNote("x" + largest + tail).status().reason(), "note.too_large");
}

TEST(Note, SignatureLinesAloneAreRead) {
  const auto lines = ParseSignatureLines(std::string(kPeterLine) + kEnochLine);
  ASSERT_TRUE(lines.ok()) << lines.status();
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_EQ(FormatSignatureLine((*lines)[1]), kEnochLine);
  for (const char* const text : {"", "\n", "text\n", "— PeterNeumann AAAAAAA="}) {
    EXPECT_EQ(ParseSignatureLines(text).status().reason(), "note.malformed") << text;
  }
}

}  // namespace
}  // namespace paktum::transparency
