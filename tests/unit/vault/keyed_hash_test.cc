#include <gtest/gtest.h>

#include "libs/base/hex.h"
#include "libs/vault/identity_index.h"

namespace paktum::vault {
namespace {

SecretKey Key(char fill) { return *SecretKey::FromBytes(std::string(32, fill)); }

TEST(IdentityIndex, TheSameNumberAndKeyGiveTheSameHash) {
  const IdentityIndex index(Key('i'));
  const std::string hash = index.Hash("123456788");
  EXPECT_EQ(hash.size(), 64U);
  EXPECT_TRUE(FromHex(hash).has_value());
  EXPECT_EQ(IdentityIndex(Key('i')).Hash("123456788"), hash);
}

TEST(IdentityIndex, AnotherNumberOrKeyGivesAnotherHash) {
  const IdentityIndex index(Key('i'));
  EXPECT_NE(index.Hash("123456788"), index.Hash("123456789"));
  EXPECT_NE(index.Hash("123456788"), IdentityIndex(Key('j')).Hash("123456788"));
}

TEST(KeyedDigest, StandsForTheBytesUnderItsKey) {
  EXPECT_EQ(KeyedDigest(Key('d'), "abc").size(), 32U);
  EXPECT_EQ(KeyedDigest(Key('d'), "abc"), KeyedDigest(Key('d'), "abc"));
  EXPECT_NE(KeyedDigest(Key('d'), "abc"), KeyedDigest(Key('d'), "abd"));
  EXPECT_NE(KeyedDigest(Key('d'), "abc"), KeyedDigest(Key('e'), "abc"));
  EXPECT_NE(ToHex(KeyedDigest(Key('d'), "123456788")), IdentityIndex(Key('d')).Hash("123456788"))
      << "one key, two purposes: never the same hash";
}

}  // namespace
}  // namespace paktum::vault
