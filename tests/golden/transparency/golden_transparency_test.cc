// The formats of docs/formats/transparency.md, byte for byte: each file of data/ is what this code
// makes of the example, and stands in the page as it is. A file is never edited: it stands for what
// somebody keeps. After a new example is added, run with PAKTUM_WRITE_GOLDEN=1 once.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "libs/base/base64.h"
#include "libs/base/hex.h"
#include "libs/transparency/cosignature.h"
#include "libs/transparency/tlog_proof.h"
#include "tests/unit/transparency/memory_tiles.h"

namespace paktum::transparency {
namespace {

constexpr const char* kData = PAKTUM_SOURCE_DIR "/tests/golden/transparency/data/";
constexpr const char* kPage = PAKTUM_SOURCE_DIR "/docs/formats/transparency.md";
constexpr const char* kOrigin = "paktum.example/log/lenti";
constexpr std::uint64_t kTimeS = 1'540'454'400;
constexpr std::uint64_t kOldSize = 3;
constexpr std::uint64_t kIndex = 4;

std::string Read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The key whose 32-byte seed is this byte 32 times, and whose id was computed by other means.
SigningKey ExampleKey(const std::string& name, KeyType type, const std::string& id, char seed) {
  const std::string data = std::string(1, static_cast<char>(type)) + std::string(32, seed);
  return *SigningKey::Parse("PRIVATE+KEY+" + name + "+" + id + "+" + ToBase64(data));
}

std::string HexLines(const std::string& bytes, std::size_t each) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += each) text += ToHex(bytes.substr(i, each)) + "\n";
  return text;
}

class GoldenTransparency : public ::testing::Test {
 protected:
  GoldenTransparency() {
    TileBuilder builder;
    for (const std::string& entry : entries_) {
      leaves_.push_back(LeafHash(entry));
      builder.Append(leaves_.back());
      AppendEntry(bundle_, entry);
    }
    tile_ = builder.Partial().front();
    Note note = SignCheckpoint({kOrigin, entries_.size(), builder.Root(), {}}, log_);
    signed_ = FormatNote(note);
    note.signatures.push_back(Cosign(note.text, charity_, kTimeS));
    cosigned_ = FormatNote(note);
    policy_ = "log " + log_.verifier().Text() + "\n" + "witness charity " +
              charity_.verifier().Text() + "\n" + "witness pact_office " +
              office_.verifier().Text() + "\n" + "group offices 1 charity pact_office\n" +
              "quorum offices\n";
    testing::MemoryTiles tiles(leaves_);
    TileHashReader reader(tiles, leaves_.size());
    proof_ = FormatTlogProof(
        {std::nullopt, kIndex, *MakeInclusionProof(reader, kIndex, leaves_.size()), cosigned_});
    const Proof consistency = *MakeConsistencyProof(reader, kOldSize, leaves_.size());
    for (const Hash& hash : consistency) consistency_ += ToBase64(View(hash)) + "\n";
  }

  // What each file of data/ holds.
  [[nodiscard]] std::map<std::string, std::string> Files() const {
    return {{"checkpoint", signed_},
            {"checkpoint.cosigned", cosigned_},
            {"cosigned_message", CosignedMessage(ParseNote(signed_)->text, kTimeS)},
            {"policy", policy_},
            {"entry.tlog-proof", proof_},
            {"consistency", consistency_},
            {"tile.hex", HexLines(tile_.bytes, kHashBytes)},
            {"entries.hex", HexLines(bundle_, 4)}};
  }

  std::vector<std::string> entries_{"r1", "r2", "r3", "r4", "r5"};
  SigningKey log_ = ExampleKey(kOrigin, KeyType::kNote, "9fbc1dae", 1);
  SigningKey charity_ = ExampleKey("paktum.example/charity", KeyType::kCosignature, "0c22c14a", 2);
  SigningKey office_ =
      ExampleKey("paktum.example/pact_office", KeyType::kCosignature, "4363f3b9", 3);
  std::vector<Hash> leaves_;
  std::string bundle_;
  Tile tile_;
  std::string signed_;
  std::string cosigned_;
  std::string policy_;
  std::string proof_;
  std::string consistency_;
};

TEST_F(GoldenTransparency, TheExampleIsMadeByteForByte) {
  for (const auto& [name, text] : Files()) {
    if (std::getenv("PAKTUM_WRITE_GOLDEN") != nullptr) {
      std::ofstream(kData + name, std::ios::binary) << text;
    }
    EXPECT_EQ(Read(kData + name), text) << name;
  }
}

TEST_F(GoldenTransparency, ThePageShowsTheExample) {
  const std::string page = Read(kPage);
  for (const auto& [name, text] : Files()) {
    EXPECT_NE(page.find("```\n" + text + "```\n"), std::string::npos) << name << "\n" << text;
  }
  for (const SigningKey* const key : {&log_, &charity_, &office_}) {
    EXPECT_NE(page.find(key->verifier().Text()), std::string::npos) << key->verifier().Text();
  }
  EXPECT_NE(page.find(log_.SecretText()), std::string::npos) << log_.SecretText();
  EXPECT_NE(page.find(TilePath(tile_.id)), std::string::npos) << TilePath(tile_.id);
}

TEST_F(GoldenTransparency, WhatWasKeptIsStillBelieved) {
  const Policy policy = *Policy::Parse(Read(std::string(kData) + "policy"));
  const auto witnessed = policy.Check(Read(std::string(kData) + "checkpoint.cosigned"));
  ASSERT_TRUE(witnessed.ok()) << witnessed.status();
  EXPECT_EQ(witnessed->cosignatures.size(), 1U);
  EXPECT_EQ(witnessed->cosignatures[0].time_s, kTimeS);
  const auto proof = ParseTlogProof(Read(std::string(kData) + "entry.tlog-proof"));
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_TRUE(VerifyTlogProof(*proof, LeafHash("r5"), policy).ok());
  EXPECT_EQ(VerifyTlogProof(*proof, LeafHash("r4"), policy).status().reason(),
            "proof.not_included");
  EXPECT_EQ(policy.Check(Read(std::string(kData) + "checkpoint")).status().reason(),
            "policy.no_quorum");
}

}  // namespace
}  // namespace paktum::transparency
