#include "libs/transparency/keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "libs/base/base64.h"
#include "libs/base/hex.h"

namespace paktum::transparency {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr const char* kSecret =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

TEST(VerifierKey, ComesBackFromItsText) {
  const Result<VerifierKey> key = VerifierKey::Parse(kKey);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->name(), "PeterNeumann");
  EXPECT_EQ(key->type(), KeyType::kNote);
  EXPECT_EQ(key->id(), 0xc74f20a3U);
  EXPECT_EQ(key->Text(), kKey);
}

TEST(VerifierKey, NoOtherTextIsAKey) {
  const std::string text = kKey;
  for (std::size_t from = 0; from <= text.size(); ++from) {
    for (std::size_t count = 0; from + count <= text.size(); ++count) {
      if (count == text.size()) continue;
      EXPECT_FALSE(VerifierKey::Parse(text.substr(from, count)).ok()) << from << " " << count;
    }
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    ++changed[i];
    EXPECT_FALSE(VerifierKey::Parse(changed).ok()) << changed;
  }
  EXPECT_FALSE(VerifierKey::Parse(text + "\n").ok());
  EXPECT_FALSE(VerifierKey::Parse("PeterNeumann+C74F20A3+" + text.substr(22)).ok());
  // A key of a wrong length and one of an unknown type, with the ids that they would have.
  EXPECT_EQ(VerifierKey::Parse(
                "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")
                .status()
                .reason(),
            "key.malformed");
  EXPECT_EQ(VerifierKey::Parse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
                .status()
                .reason(),
            "key.unknown_type");
}

TEST(VerifierKey, UseIsPartOfTheId) {
  const VerifierKey note = *VerifierKey::Parse(kKey);
  const VerifierKey witness =
      *VerifierKey::Create("PeterNeumann", KeyType::kCosignature, note.public_key());
  EXPECT_NE(note.id(), witness.id());
  EXPECT_EQ(*VerifierKey::Parse(witness.Text()), witness);
}

TEST(VerifierKey, NamesHaveNoSpacesAndNoPlus) {
  for (const std::string name : {"a", "lenti.example/log", "őr/ű", "a\x7f", "\xf0\x9f\x98\x80"}) {
    EXPECT_TRUE(IsKeyName(name)) << name;
  }
  for (const std::string name :
       {"", "a b", "a+b", "a\tb", "a\nb", "\x01", "a\xc2\xa0", "\xc2\x85", "\xe1\x9a\x80",
        "\xe2\x80\x80", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x81\x9f",
        "\xe3\x80\x80", "\xff", "a\xe2\x80"}) {
    EXPECT_FALSE(IsKeyName(name)) << ToHex(name);
    EXPECT_EQ(SigningKey::Generate(name, KeyType::kNote).status().reason(), "key.name");
  }
  EXPECT_TRUE(IsKeyName(std::string(kKeyNameBytesMax, 'x')));
  EXPECT_FALSE(IsKeyName(std::string(kKeyNameBytesMax + 1, 'x')));
}

TEST(SigningKey, ComesBackFromItsText) {
  const Result<SigningKey> key = SigningKey::Parse(kSecret);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->SecretText(), kSecret);
  EXPECT_EQ(key->verifier().Text(), kKey);
}

TEST(SigningKey, NoOtherTextIsOneAndErrorsDoNotShowTheSecret) {
  const std::string text = kSecret;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    ++changed[i];
    const Status status = SigningKey::Parse(changed).status();
    EXPECT_FALSE(status.ok()) << changed;
    EXPECT_EQ(status.ToString().find(text.substr(text.size() - 20)), std::string::npos);
    EXPECT_FALSE(SigningKey::Parse(text.substr(0, i)).ok()) << i;
    EXPECT_FALSE(i > 0 && SigningKey::Parse(text.substr(i)).ok()) << i;
  }
  EXPECT_FALSE(SigningKey::Parse(kKey).ok());
}

// RFC 8032, section 7.1, test 3.
TEST(SigningKey, SignsAsTheRfcDoes) {
  const std::string seed =
      *FromHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  const std::string public_key =
      *FromHex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  PublicKey bytes;
  std::copy(public_key.begin(), public_key.end(), bytes.begin());
  const VerifierKey verifier = *VerifierKey::Create("rfc", KeyType::kNote, bytes);
  const std::string id = verifier.Text().substr(4, 8);
  const Result<SigningKey> key =
      SigningKey::Parse("PRIVATE+KEY+rfc+" + id + "+" + ToBase64("\x01" + seed));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->verifier(), verifier);
  const SignatureBytes signature = key->Sign(*FromHex("af82"));
  EXPECT_EQ(ToHex({reinterpret_cast<const char*>(signature.data()), signature.size()}),
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  EXPECT_TRUE(verifier.Verifies(*FromHex("af82"), signature));
  EXPECT_FALSE(verifier.Verifies(*FromHex("af83"), signature));
}

TEST(SigningKey, EveryOneIsAnother) {
  const SigningKey one = *SigningKey::Generate("w", KeyType::kCosignature);
  const SigningKey two = *SigningKey::Generate("w", KeyType::kCosignature);
  EXPECT_NE(one.verifier().public_key(), two.verifier().public_key());
  EXPECT_EQ(SigningKey::Parse(one.SecretText())->verifier(), one.verifier());
}

class KeyFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = ::testing::TempDir() + "key_file_XXXXXX";
    ASSERT_NE(mkdtemp(root_.data()), nullptr);
    path_ = root_ + "/keys/log.key";
  }
  void TearDown() override { fs::remove_all(root_); }

  void Write(const std::string& text) const {
    std::ofstream(path_, std::ios::trunc | std::ios::binary) << text;
  }

  std::string root_;
  std::string path_;
};

TEST_F(KeyFileTest, IsMadeOnceAndReadAgain) {
  const Result<SigningKey> made = CreateSigningKeyFile(path_, "lenti/log", KeyType::kNote);
  ASSERT_TRUE(made.ok()) << made.status();
  struct stat about {};
  ASSERT_EQ(stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  const Result<SigningKey> read = LoadSigningKeyFile(path_);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->verifier(), made->verifier());
  EXPECT_EQ(CreateSigningKeyFile(path_, "lenti/log", KeyType::kNote).status().reason(),
            "file.exists");
  EXPECT_EQ(LoadSigningKeyFile(path_)->verifier(), made->verifier());
}

TEST_F(KeyFileTest, WhatIsNoKeyFileIsRefused) {
  EXPECT_EQ(LoadSigningKeyFile(path_).status().reason(), "file.missing");
  ASSERT_TRUE(CreateSigningKeyFile(path_, "lenti/log", KeyType::kNote).ok());
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  EXPECT_EQ(LoadSigningKeyFile(path_).status().reason(), "file.too_open");
  ASSERT_EQ(chmod(path_.c_str(), 0600), 0);
  for (const std::string& text : {std::string(), std::string(kSecret), std::string(kKey) + "\n",
                                  std::string(kSecret) + "\n\n", std::string("\n")}) {
    Write(text);
    EXPECT_EQ(LoadSigningKeyFile(path_).status().reason(), "key.malformed") << text;
  }
  Write(std::string(kSecret) + "\n");
  EXPECT_EQ(LoadSigningKeyFile(path_)->verifier().Text(), kKey);
}

}  // namespace
}  // namespace paktum::transparency
