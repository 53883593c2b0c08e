#include "libs/access/sign_key.h"

#include <sys/stat.h>

#include "libs/base/hex.h"
#include "tests/unit/access/access_testing.h"

namespace paktum::access {
namespace {

// RFC 8032, section 7.1, test 2.
constexpr char kSeed[] = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
constexpr char kPublic[] = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
constexpr char kSignature[] =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

TEST(SignKey, IsEd25519OfRfc8032) {
  const auto key = SignKey::Parse(kSeed);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(TextOf(key->public_key()), kPublic);
  EXPECT_EQ(ToHex(key->Sign("r")), kSignature);
  EXPECT_TRUE(Verifies(key->public_key(), "r", key->Sign("r")));
  EXPECT_FALSE(Verifies(key->public_key(), "s", key->Sign("r")));
  EXPECT_FALSE(Verifies(key->public_key(), "r", key->Sign("r").substr(1)));
  EXPECT_FALSE(Verifies(key->public_key(), "r", ""));
}

TEST(SignKey, ItsIdIsTheBeginningOfTheHashOfThePublicKey) {
  const auto key = ParsePublicKey(kPublic);
  ASSERT_TRUE(key.ok()) << key.status();
  // printf %s PUBLIC | xxd -r -p | sha256sum | cut -c1-16
  EXPECT_EQ(ToHex(SignerOf(*key)), "39f713d0a644253f");
}

TEST(SignKey, TheTextOfAKeyGivesTheKeyAgain) {
  const SignKey key = SignKey::Random();
  const auto again = SignKey::Parse(key.SecretText());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->public_key(), key.public_key());
  EXPECT_EQ(*ParsePublicKey(TextOf(key.public_key()) + "\n"), key.public_key());
  EXPECT_NE(SignKey::Random().public_key(), key.public_key());
}

TEST(SignKey, WhatIsNoKeyIsRefused) {
  for (const std::string text : {"", "12", "zz", "PRIVATE+KEY+a+00000000+AAAA"}) {
    EXPECT_EQ(SignKey::Parse(text).status().reason(), "sign_key.malformed") << text;
    EXPECT_EQ(ParsePublicKey(text).status().reason(), "sign_key.malformed") << text;
  }
  // 32 bytes that are no point of the curve, and the point of order 1.
  EXPECT_FALSE(ParsePublicKey("02" + std::string(62, '0')).ok());
  EXPECT_FALSE(ParsePublicKey("01" + std::string(62, '0')).ok());
}

TEST(SignKey, AFileThatOthersMayReadIsRefused) {
  const TestDirectory directory;
  const std::string path = directory.Put("sign.key", std::string(kSeed) + "\n");
  ASSERT_TRUE(SignKey::Load(path).ok());
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  EXPECT_EQ(SignKey::Load(path).status().reason(), "file.too_open");
  EXPECT_EQ(SignKey::Load(path + "x").status().reason(), "file.missing");
  const auto wrong = SignKey::Load(directory.Put("other.key", "secret words\n"));
  EXPECT_EQ(wrong.status().reason(), "sign_key.malformed");
  EXPECT_EQ(wrong.status().message().find("secret words"), std::string::npos);
}

}  // namespace
}  // namespace paktum::access
