// Logs written by this project, read by a verifier that shares no code with it (verifier/, in Go,
// with golang.org/x/mod/sumdb): it must agree on what is right and refuse what is not.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "libs/transparency/checkpoint.h"
#include "tests/interop/transparency/log_directory.h"

namespace paktum::transparency {
namespace {

using testing::LogDirectory;

struct Verdict {
  int exit_status = -1;
  std::string output;
};

// Arguments hold neither quotes nor other characters of the shell's.
Verdict RunVerifier(const std::string& arguments) {
  const std::string command =
      std::string(PAKTUM_BIN_DIR) + "/../tests/tlog_verify " + arguments + " 2>&1";
  Verdict verdict;
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return verdict;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    verdict.output.append(buffer.data(), count);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) verdict.exit_status = WEXITSTATUS(status);
  return verdict;
}

std::string Arguments(const LogDirectory& log, const std::vector<std::uint64_t>& records,
                      bool old) {
  std::string arguments = "-dir " + log.path() + " -log " + log.log().verifier().Text() +
                          " -witness " + log.witness().verifier().Text();
  std::string list;
  for (const std::uint64_t record : records) {
    list += (list.empty() ? "" : ",") + std::to_string(record);
  }
  if (!list.empty()) arguments += " -records " + list;
  if (old) arguments += " -old " + log.Of("checkpoint.old");
  return arguments;
}

class LedgerOf : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(LedgerOf, RecordsIsVerified) {
  const std::uint64_t size = GetParam();
  std::vector<std::uint64_t> records;
  for (const std::uint64_t record : {std::uint64_t{0}, size / 3, size / 2, size - 1}) {
    if (records.empty() || record > records.back()) records.push_back(record);
  }
  for (const std::uint64_t old_size : {std::uint64_t{1}, size / 2, size - 1, size}) {
    if (old_size == 0) continue;
    LogDirectory log;
    log.Write(size, old_size, records);
    const Verdict verdict = RunVerifier(Arguments(log, records, /*old=*/true));
    EXPECT_EQ(verdict.exit_status, 0) << verdict.output;
    EXPECT_EQ(verdict.output.find("ok: " + std::to_string(size) + " records"), 0U)
        << verdict.output;
  }
}

INSTANTIATE_TEST_SUITE_P(Interop, LedgerOf,
                         ::testing::Values(1, 2, 3, 255, 256, 257, 65'537, 100'000));

class TamperedLog : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kSize = 700;
  static constexpr std::uint64_t kOldSize = 300;

  void SetUp() override { log_.Write(kSize, kOldSize, records_); }

  [[nodiscard]] Verdict Verify() const {
    return RunVerifier(Arguments(log_, records_, /*old=*/true));
  }

  // A finding, with this text in it; right again when the file is as it was.
  void ExpectFound(const std::string& file, const std::function<std::string(std::string)>& change,
                   const std::string& text) const {
    const std::string before = log_.ReadFile(file);
    log_.WriteFile(file, change(before));
    const Verdict verdict = Verify();
    EXPECT_EQ(verdict.exit_status, 1) << file << ": " << verdict.output;
    EXPECT_NE(verdict.output.find(text), std::string::npos) << file << ": " << verdict.output;
    log_.WriteFile(file, before);
  }

  LogDirectory log_;
  std::vector<std::uint64_t> records_{0, 299, 511, 699};
};

std::string FlipLast(std::string bytes) {
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  return bytes;
}

std::string Cut(std::string bytes) {
  bytes.pop_back();
  return bytes;
}

// One character of base 64 in the middle of the last line becomes another.
std::string ChangeLastLine(std::string text) {
  char& digit = text[text.size() - 20];
  digit = digit == 'A' ? 'B' : 'A';
  return text;
}

TEST_F(TamperedLog, UntouchedIsVerified) {
  const Verdict verdict = Verify();
  EXPECT_EQ(verdict.exit_status, 0) << verdict.output;
}

TEST_F(TamperedLog, EntriesThatWereChangedCutOrAddedAreFound) {
  ExpectFound("tile/entries/001", FlipLast, "the entries give the root");
  ExpectFound("tile/entries/002.p/188", Cut, "is cut");
  ExpectFound(
      "tile/entries/002.p/188", [](std::string bytes) { return bytes + '\0'; },
      "more than its 188 entries");
  const std::string other = log_.ReadFile("tile/entries/001");
  ExpectFound(
      "tile/entries/000", [&](const std::string&) { return other; }, "the entries give the root");
  ExpectFound(
      "tile/entries/000", [](const std::string&) { return ""; }, "is missing");
}

TEST_F(TamperedLog, TilesThatWereChangedAreFound) {
  for (const char* const tile :
       {"tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"}) {
    ExpectFound(tile, FlipLast, "is not the tile of the entries");
    ExpectFound(tile, Cut, "is not the tile of the entries");
  }
}

TEST_F(TamperedLog, ACheckpointOfOtherContentsOrKeysIsFound) {
  ExpectFound("checkpoint", ChangeLastLine, "invalid signature");
  ExpectFound(
      "checkpoint",
      [](std::string note) { return note.replace(note.find("\n700\n"), 5, "\n699\n"); },
      "invalid signature");
  ExpectFound(
      "checkpoint", [&](const std::string&) { return log_.CheckpointOf(kSize, /*forked=*/true); },
      "the entries give the root");
  ExpectFound(
      "checkpoint", [&](const std::string&) { return log_.CheckpointOf(kOldSize); }, "");
  // Without the witness's line, and by another log.
  ExpectFound(
      "checkpoint",
      [](const std::string& text) {
        Note note = *ParseNote(text);
        note.signatures.pop_back();
        return FormatNote(note);
      },
      "not signed by paktum.example/charity");
  const LogDirectory stranger;
  ExpectFound(
      "checkpoint", [&](const std::string&) { return stranger.CheckpointOf(kSize); },
      "no verifiable signatures");
}

TEST_F(TamperedLog, ARewrittenHistoryIsFound) {
  ExpectFound(
      "checkpoint.old",
      [&](const std::string&) { return log_.CheckpointOf(kOldSize, /*forked=*/true); },
      "the log was rewritten after 300 records");
  ExpectFound(
      "checkpoint.old", [&](const std::string&) { return log_.CheckpointOf(kSize + 1); },
      "the log shrank");
  ExpectFound(
      "checkpoint.old",
      [&](const std::string&) { return log_.CheckpointOf(kSize, /*forked=*/true); }, "two roots");
}

TEST_F(TamperedLog, ProofsOfSomethingElseAreFound) {
  for (const std::uint64_t record : records_) {
    ExpectFound(
        "proof/" + std::to_string(record) + ".tlog-proof",
        [](std::string text) {
          char& digit = text[text.find('\n', 25) + 2];  // in the first hash
          digit = digit == 'A' ? 'B' : 'A';
          return text;
        },
        "tlog-proof");
  }
  const std::string other = log_.ReadFile("proof/511.tlog-proof");
  ExpectFound(
      "proof/299.tlog-proof", [&](const std::string&) { return other; }, "is not the index");
  ExpectFound("proof/consistency", ChangeLastLine, "proof/consistency");
}

TEST(GoNote, OurKeyFileSignsANoteThatWeVerify) {
  const LogDirectory log;
  log.WriteFile("log.key", log.log().SecretText() + "\n");
  log.WriteFile("text", "two lines\nof text\n");
  const Verdict signed_note = RunVerifier("-sign " + log.Of("log.key") + " < " + log.Of("text"));
  ASSERT_EQ(signed_note.exit_status, 0) << signed_note.output;
  const Result<Note> note = ParseNote(signed_note.output);
  ASSERT_TRUE(note.ok()) << note.status();
  const std::vector<VerifierKey> keys{log.log().verifier()};
  EXPECT_TRUE(VerifyNote(*note, keys).ok());
  EXPECT_EQ(*note, (Note{"two lines\nof text\n", {SignNote("two lines\nof text\n", log.log())}}));
}

}  // namespace
}  // namespace paktum::transparency
