#include "libs/transparency/policy.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "libs/transparency/cosignature.h"
#include "libs/transparency/tlog_proof.h"
#include "libs/transparency/tree.h"
#include "tests/unit/transparency/memory_tiles.h"

namespace paktum::transparency {
namespace {

class PolicyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* const name : {"X1", "X2", "X3", "Y1", "Y2", "Y3"}) {
      witnesses_.emplace(name,
                         *SigningKey::Generate(std::string("w/") + name, KeyType::kCosignature));
    }
  }

  [[nodiscard]] std::string LogLine() const { return "log " + log_.verifier().Text() + "\n"; }
  [[nodiscard]] std::string WitnessLine(const std::string& name) const {
    return "witness " + name + " " + witnesses_.at(name).verifier().Text() + "\n";
  }
  [[nodiscard]] std::string WitnessLines() const {
    std::string lines;
    for (const auto& [name, key] : witnesses_) lines += WitnessLine(name);
    return lines;
  }
  // The example of tlog-policy, with keys.
  [[nodiscard]] std::string Example() const {
    return LogLine() + "\n" + WitnessLine("X1") + WitnessLine("X2") + WitnessLine("X3") +
           "group X-witnesses 2 X1 X2 X3\n"
           "\n" +
           WitnessLine("Y1") + WitnessLine("Y2") + WitnessLine("Y3") +
           "group Y-witnesses any Y1 Y2 Y3\n"
           "\n"
           "group X-and-Y all X-witnesses Y-witnesses\n"
           "quorum X-and-Y\n";
  }

  [[nodiscard]] std::string Signed(const std::vector<std::string>& witnesses) const {
    Note note = SignCheckpoint(checkpoint_, log_);
    std::uint64_t time_s = 1000;
    for (const std::string& name : witnesses) {
      note.signatures.push_back(Cosign(note.text, witnesses_.at(name), time_s++));
    }
    return FormatNote(note);
  }

  static std::string MalformedLine(const std::string& text) {
    const Status status = Policy::Parse(text).status();
    EXPECT_EQ(status.reason(), "policy.malformed") << text;
    return status.details().empty() ? "" : status.details()[0].value;
  }

  SigningKey log_ = *SigningKey::Generate("lenti/log", KeyType::kNote);
  std::map<std::string, SigningKey> witnesses_;
  Checkpoint checkpoint_{"lenti/log", 7, LeafHash("x"), {}};
};

TEST_F(PolicyTest, TheExampleOfTheSpecificationNeedsTwoOfOneAndOneOfTheOther) {
  const Result<Policy> policy = Policy::Parse(Example());
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->logs().size(), 1U);
  EXPECT_EQ(policy->witnesses().size(), 6U);
  for (unsigned set = 0; set < 64; ++set) {
    std::vector<bool> cosigned;
    for (unsigned i = 0; i < 6; ++i) cosigned.push_back((set >> i & 1U) != 0);
    const int x = cosigned[0] + cosigned[1] + cosigned[2];
    const int y = cosigned[3] + cosigned[4] + cosigned[5];
    EXPECT_EQ(policy->HasQuorum(cosigned), x >= 2 && y >= 1) << set;
  }
}

TEST_F(PolicyTest, ACheckpointIsCheckedAgainstIt) {
  const Policy policy = *Policy::Parse(Example());
  const auto checked = policy.Check(Signed({"Y3", "X1", "X3"}));
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->checkpoint, checkpoint_);
  EXPECT_EQ(checked->log, 0U);
  ASSERT_EQ(checked->cosignatures.size(), 3U);
  EXPECT_EQ(policy.witnesses()[checked->cosignatures[0].witness].name, "X1");
  EXPECT_EQ(checked->cosignatures[0].time_s, 1001U);
  EXPECT_EQ(policy.witnesses()[checked->cosignatures[2].witness].name, "Y3");
  for (const std::vector<std::string>& few : std::vector<std::vector<std::string>>{
           {}, {"X1", "X2"}, {"X1", "Y1"}, {"Y1", "Y2", "Y3"}, {"X1", "X1", "Y1"}}) {
    const Status status = policy.Check(Signed(few)).status();
    EXPECT_EQ(status.reason(), "policy.no_quorum");
    EXPECT_EQ(status.code(), StatusCode::kPermissionDenied);
  }
  EXPECT_NE(policy.Check(Signed({"X2", "Y1"})).status().message().find("X2 Y1"), std::string::npos);
}

TEST_F(PolicyTest, TheLatestOfAWitnesssTimesCounts) {
  const Policy policy = *Policy::Parse(LogLine() + WitnessLine("X1") + "quorum X1\n");
  const auto checked = policy.Check(Signed({"X1", "X1", "Y1"}));
  ASSERT_TRUE(checked.ok()) << checked.status();
  ASSERT_EQ(checked->cosignatures.size(), 1U);
  EXPECT_EQ(checked->cosignatures[0].time_s, 1001U);
}

TEST_F(PolicyTest, AForgedCosignatureOfAKnownWitnessRefusesTheCheckpoint) {
  const Policy policy = *Policy::Parse(Example());
  Note note = *ParseNote(Signed({"X1", "X2", "X3", "Y1"}));
  note.signatures[3].bytes[20] = static_cast<char>(note.signatures[3].bytes[20] ^ 1);
  EXPECT_EQ(policy.Check(FormatNote(note)).status().reason(), "note.bad_signature");
}

TEST_F(PolicyTest, OnlyItsLogsCount) {
  const Policy none = *Policy::Parse("quorum none\n");
  EXPECT_EQ(none.Check(Signed({})).status().reason(), "note.untrusted");
  const SigningKey rotated = *SigningKey::Generate("lenti/log", KeyType::kNote);
  const Policy both = *Policy::Parse("log " + rotated.verifier().Text() +
                                     " https://log.example/\n" + LogLine() + "quorum none\n");
  EXPECT_EQ(both.logs()[0].url, "https://log.example/");
  EXPECT_EQ(both.Check(Signed({}))->log, 1U);
  const SigningKey other = *SigningKey::Generate("other/log", KeyType::kNote);
  const Policy wrong = *Policy::Parse("log " + other.verifier().Text() + "\nquorum none\n");
  EXPECT_EQ(wrong.Check(Signed({})).status().reason(), "note.untrusted");
}

TEST_F(PolicyTest, BlanksCommentsAndForeignBytesAreAllowed) {
  const std::string key = witnesses_.at("X1").verifier().Text();
  const std::string text = "  # comment: \xff \xc5\x91r\n\t\n \t witness\t\xff\xfe  " + key +
                           " \thttps://w.example/ \n\tquorum \xff\xfe\n#end\n";
  const Result<Policy> policy = Policy::Parse(text);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->witnesses()[0].name, "\xff\xfe");
  EXPECT_EQ(policy->witnesses()[0].url, "https://w.example/");
}

TEST_F(PolicyTest, AMistakeIsRefusedAndTheLineNamed) {
  const std::string w = WitnessLines();  // six lines
  const std::string log_key = log_.verifier().Text();
  const std::string witness_key = witnesses_.at("X1").verifier().Text();
  EXPECT_EQ(MalformedLine(""), "1");
  EXPECT_EQ(MalformedLine(w), "7");
  EXPECT_EQ(MalformedLine("quorum none"), "1");
  EXPECT_EQ(MalformedLine("quorum none\nquorum none\n"), "2");
  EXPECT_EQ(MalformedLine("quorum\n"), "1");
  EXPECT_EQ(MalformedLine("quorum X1\n" + w), "1");
  EXPECT_EQ(MalformedLine(w + "quorum X1 X2\n"), "7");
  EXPECT_EQ(MalformedLine(w + "quorum Z\n"), "7");
  EXPECT_EQ(MalformedLine("logs " + log_key + "\nquorum none\n"), "1");
  EXPECT_EQ(MalformedLine("log\nquorum none\n"), "1");
  EXPECT_EQ(MalformedLine("log " + log_key + " a b\nquorum none\n"), "1");
  EXPECT_EQ(MalformedLine("log " + log_key + "x\nquorum none\n"), "1");
  EXPECT_EQ(MalformedLine("log " + witness_key + "\nquorum none\n"), "1");
  EXPECT_EQ(MalformedLine(LogLine() + LogLine() + "quorum none\n"), "2");
  EXPECT_EQ(MalformedLine("witness X1\nquorum none\n"), "1");
  EXPECT_EQ(MalformedLine("witness X1 " + log_key + "\nquorum none\n"), "1");
  EXPECT_EQ(MalformedLine("witness none " + witness_key + "\nquorum none\n"), "1");
  EXPECT_EQ(MalformedLine(w + "witness X1 " +
                          SigningKey::Generate("w", KeyType::kCosignature)->verifier().Text() +
                          "\nquorum none\n"),
            "7");
  EXPECT_EQ(MalformedLine(w + "witness Z " + witness_key + "\nquorum none\n"), "7");
  for (const char* const group :
       {"group", "group g", "group g all", "group g 0 X1", "group g 2 X1", "group g 01 X1",
        "group g -1 X1", "group g some X1", "group g all Z", "group g all g", "group g all none",
        "group g all X1 X1", "group X1 all X2", "group none all X1"}) {
    EXPECT_EQ(MalformedLine(w + group + "\nquorum none\n"), "7") << group;
  }
  EXPECT_EQ(MalformedLine(w + "group g all X1\ngroup h all X1 X2\nquorum none\n"), "8");
  EXPECT_EQ(MalformedLine(w + "quorum none\r\n"), "7");
  EXPECT_EQ(MalformedLine("# \x7f\nquorum none\n"), "1");
}

TEST_F(PolicyTest, TheSameKeyUnderAnotherNameIsADuplicate) {
  const VerifierKey key = witnesses_.at("X1").verifier();
  const VerifierKey renamed =
      *VerifierKey::Create("other", KeyType::kCosignature, key.public_key());
  EXPECT_EQ(MalformedLine("witness a " + key.Text() + "\nwitness b " + renamed.Text() +
                          "\nquorum none\n"),
            "2");
}

TEST_F(PolicyTest, ItsSizeIsBounded) {
  EXPECT_EQ(Policy::Parse(std::string(kPolicyBytesMax + 1, '\n')).status().reason(),
            "policy.too_large");
  std::string lines;
  for (std::size_t i = 0; i < kPolicyEntriesMax; ++i) {
    lines += "log " +
             SigningKey::Generate("l/" + std::to_string(i), KeyType::kNote)->verifier().Text() +
             "\n";
  }
  EXPECT_TRUE(Policy::Parse(lines + "quorum none\n").ok());
  EXPECT_EQ(MalformedLine(lines + LogLine() + "quorum none\n"),
            std::to_string(kPolicyEntriesMax + 1));
}

class TlogProofTest : public PolicyTest {
 protected:
  void SetUp() override {
    PolicyTest::SetUp();
    leaves_ = testing::LeafHashes(300);
    testing::MemoryTiles tiles(leaves_);
    TileHashReader reader(tiles, leaves_.size());
    checkpoint_.size = leaves_.size();
    checkpoint_.root = *ReadRoot(reader, leaves_.size());
    proof_ = {std::nullopt, 257, *MakeInclusionProof(reader, 257, leaves_.size()),
              Signed({"X1", "X2", "Y1"})};
  }

  static std::string MalformedProofLine(const std::string& text) {
    const Status status = ParseTlogProof(text).status();
    EXPECT_EQ(status.reason(), "tlog_proof.malformed") << text;
    return status.details().empty() ? "" : status.details()[0].value;
  }

  std::vector<Hash> leaves_;
  TlogProof proof_;
};

TEST_F(TlogProofTest, ComesBackFromItsTextAndVerifies) {
  const Policy policy = *Policy::Parse(Example());
  for (const std::optional<std::string>& extra :
       {std::optional<std::string>(), std::optional<std::string>(""),
        std::optional<std::string>(std::string("\0bytes", 6))}) {
    proof_.extra = extra;
    const std::string text = FormatTlogProof(proof_);
    const Result<TlogProof> read = ParseTlogProof(text);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, proof_);
    const auto verified = VerifyTlogProof(*read, leaves_[257], policy);
    ASSERT_TRUE(verified.ok()) << verified.status();
    EXPECT_EQ(verified->checkpoint, checkpoint_);
  }
}

TEST_F(TlogProofTest, AProofOfSomethingElseIsRefused) {
  const Policy policy = *Policy::Parse(Example());
  EXPECT_EQ(VerifyTlogProof(proof_, leaves_[256], policy).status().reason(), "proof.not_included");
  TlogProof moved = proof_;
  moved.index = 256;
  EXPECT_EQ(VerifyTlogProof(moved, leaves_[257], policy).status().reason(), "proof.not_included");
  TlogProof unwitnessed = proof_;
  unwitnessed.checkpoint = Signed({"X1", "X2"});
  EXPECT_EQ(VerifyTlogProof(unwitnessed, leaves_[257], policy).status().reason(),
            "policy.no_quorum");
}

// The example of tlog-proof has its parts in this order; its keys and signatures are cut.
TEST_F(TlogProofTest, IsLaidOutAsInTheSpecification) {
  const std::string text =
      "c2sp.org/tlog-proof@v1\n"
      "extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6\n"
      "index 73894\n"
      "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n"
      "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n"
      "\n"
      "example.com/fancylog\n"
      "109482\n"
      "sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n"
      "\n"
      "— example.com/fancylog hI2DJwAAAAA=\n";
  const Result<TlogProof> proof = ParseTlogProof(text);
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_EQ(proof->extra, "age-v1.2.1-darwin-arm64.tar.gz");
  EXPECT_EQ(proof->index, 73894U);
  EXPECT_EQ(proof->inclusion.size(), 2U);
  EXPECT_EQ(proof->checkpoint, text.substr(text.find("example.com/fancylog")));
  EXPECT_EQ(FormatTlogProof(*proof), text);
}

TEST_F(TlogProofTest, AMalformedOneIsRefusedAndTheLineNamed) {
  const std::string head = "c2sp.org/tlog-proof@v1\n";
  const std::string hash = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n";
  EXPECT_EQ(MalformedProofLine(""), "1");
  EXPECT_EQ(MalformedProofLine("c2sp.org/tlog-proof@v2\nindex 0\n\nx\n"), "1");
  EXPECT_EQ(MalformedProofLine(head), "2");
  EXPECT_EQ(MalformedProofLine(head + "extra ?\nindex 0\n\nx\n"), "2");
  EXPECT_EQ(MalformedProofLine(head + "extra\nindex 0\n\nx\n"), "2");
  EXPECT_EQ(MalformedProofLine(head + "index 0\nextra QQ==\n\nx\n"), "3");
  EXPECT_EQ(MalformedProofLine(head + "extra QQ==\nextra QQ==\nindex 0\n\nx\n"), "3");
  for (const char* const index : {"", "00", "01", "-1", "x", "1 ", "9223372036854775807"}) {
    EXPECT_EQ(MalformedProofLine(head + "index " + index + "\n\nx\n"), "2") << index;
  }
  EXPECT_EQ(MalformedProofLine(head + "index 0\n" + hash.substr(1) + "\nx\n"), "3");
  EXPECT_EQ(MalformedProofLine(head + "index 0\n" + hash), "4");
  EXPECT_EQ(MalformedProofLine(head + "index 0\n\n"), "4");
  EXPECT_EQ(
      MalformedProofLine(head + "extra " + std::string((kProofExtraBytesMax + 3) / 3 * 4, 'A') +
                         "\nindex 0\n\nx\n"),
      "2");
  std::string hashes;
  for (std::size_t i = 0; i < kProofHashesMax; ++i) hashes += hash;
  EXPECT_TRUE(ParseTlogProof(head + "index 0\n" + hashes + "\nx\n").ok());
  EXPECT_EQ(MalformedProofLine(head + "index 0\n" + hashes + hash + "\nx\n"), "66");
  EXPECT_EQ(ParseTlogProof(std::string(kTlogProofBytesMax + 1, 'x')).status().reason(),
            "tlog_proof.too_large");
}

}  // namespace
}  // namespace paktum::transparency
