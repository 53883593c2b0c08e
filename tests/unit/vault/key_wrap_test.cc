#include "libs/vault/key_wrap.h"

#include <gtest/gtest.h>

#include <fstream>

#include "libs/base/hex.h"
#include "libs/vault/unseal_directory.h"
#include "tests/unit/vault/key_ring.h"
#include "tests/unit/vault/temporary_directory.h"

namespace paktum::vault {
namespace {

const std::vector<std::string> kServing{"charity", "government_office"};
const std::string kDetails = DetailsOf(1).content_type;

class KeyWrapTest : public testing::Test {
 protected:
  KeyRing ring_;
  UnsealKeys charity_ = ring_.Of("charity");
  UnsealKeys office_ = ring_.Of("government_office");
  NewKey made_ = MakeKey(DetailsOf(1), kServing, charity_).value();
};

TEST_F(KeyWrapTest, EveryServingMemberOpensTheSameKey) {
  EXPECT_EQ(made_.stored.wrapped.size(), 2U);
  for (const UnsealKeys* keys : {&charity_, &office_}) {
    const auto opened = OpenKey(DetailsOf(1), made_.stored, *keys);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->id, made_.key.id);
    EXPECT_EQ(opened->secret.bytes(), made_.key.secret.bytes());
  }
}

TEST_F(KeyWrapTest, WhoIsNotServedOpensNothing) {
  EXPECT_EQ(OpenKey(DetailsOf(1), made_.stored, ring_.Of("pact_office")).status().reason(),
            "vault.no_key");
  UnsealKeys thief = ring_.Of("pact_office");
  thief.member = "charity";  // another's name without its secret
  EXPECT_EQ(OpenKey(DetailsOf(1), made_.stored, thief).status().reason(), "vault.no_key");
}

// What the keeper of the boxes could try.
TEST_F(KeyWrapTest, AKeyOfSomebodyElsesMakingIsRefused) {
  KeyRing operators;  // a ring of the keeper's own
  UnsealKeys forger = operators.Of("charity");
  forger.members = office_.members;  // it knows the public keys
  NewKey forged = MakeKey(DetailsOf(1), kServing, forger).value();
  EXPECT_EQ(OpenKey(DetailsOf(1), forged.stored, office_).status().reason(), "vault.key_forged");
  // The name of the true maker's public key does not help: the box is authenticated.
  for (WrappedKey& wrapped : forged.stored.wrapped) {
    wrapped.maker = made_.stored.wrapped.front().maker;
  }
  EXPECT_EQ(OpenKey(DetailsOf(1), forged.stored, office_).status().reason(), "vault.key_forged");
}

TEST_F(KeyWrapTest, KeysOfTwoKindsAreNotExchanged) {
  const KeyRef note{Person(1), "paktum.sealed.v1.Note"};
  EXPECT_EQ(OpenKey(note, made_.stored, office_).status().reason(), "vault.key_forged");
}

TEST_F(KeyWrapTest, KeysOfTwoPersonsAreNotExchanged) {
  EXPECT_EQ(OpenKey(DetailsOf(2), made_.stored, office_).status().reason(), "vault.key_forged");
  EXPECT_EQ(
      OpenKey({{"other", Person(1).person}, kDetails}, made_.stored, office_).status().reason(),
      "vault.key_forged");
  StoredKey renamed = made_.stored;
  renamed.key_id = std::string(kKeyIdBytes, 'x');
  EXPECT_EQ(OpenKey(DetailsOf(1), renamed, office_).status().reason(), "vault.key_forged");
}

TEST_F(KeyWrapTest, AMemberThatDoesNotServeMakesNoKeys) {
  StoredKey stored = made_.stored;
  stored.made_by = "pact_office";
  EXPECT_EQ(OpenKey(DetailsOf(1), stored, office_).status().reason(), "vault.key_forged");
}

TEST_F(KeyWrapTest, AlteredBoxesAreNoticed) {
  for (WrappedKey& wrapped : made_.stored.wrapped) {
    wrapped.box[20] = static_cast<char>(wrapped.box[20] ^ 1);
  }
  EXPECT_EQ(OpenKey(DetailsOf(1), made_.stored, office_).status().code(), StatusCode::kDataLoss);
}

TEST_F(KeyWrapTest, KeysMadeBeforeAnExchangeOfKeysStillOpen) {
  // The charity gets a new pair: the others keep its earlier public key behind the new one.
  UnsealKeys renewed = ring_.Of("charity");
  renewed.own.insert(renewed.own.begin(), SecretKey::Random());
  const std::string fresh = PublicKeyOf(renewed.own.front());
  auto& known = office_.members["charity"];
  known.insert(known.begin(), fresh);
  renewed.members = office_.members;
  EXPECT_TRUE(OpenKey(DetailsOf(1), made_.stored, renewed).ok());
  EXPECT_TRUE(OpenKey(DetailsOf(1), made_.stored, office_).ok());
  const NewKey later = MakeKey(DetailsOf(2), kServing, renewed).value();
  EXPECT_EQ(later.stored.wrapped.front().recipient, fresh);
  EXPECT_TRUE(OpenKey(DetailsOf(2), later.stored, office_).ok());
}

TEST(UnsealDirectory, HoldsTheSecretsOfOneMemberAndThePublicKeysOfAll) {
  const TemporaryDirectory directory;
  const auto shared = SharedUnsealKeys(directory.path() / "plain", "charity", kServing);
  ASSERT_TRUE(shared.ok()) << shared.status();
  std::filesystem::create_directories(directory.path() / "charity" / "unseal");
  std::filesystem::copy(directory.path() / "plain" / "charity.unseal.key",
                        directory.path() / "charity" / "unseal.key");
  std::filesystem::copy(directory.path() / "plain" / "government_office.unseal.key",
                        directory.path() / "charity" / "unseal-2025.key");
  for (const auto& [member, keys] : shared->members) {
    std::ofstream(directory.path() / "charity" / "unseal" / (member + ".pub"))
        << ToHex(keys.front()) << "\n";
  }
  const auto loaded = LoadUnsealKeys(directory.path() / "charity", "charity");
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->members, shared->members);
  ASSERT_EQ(loaded->own.size(), 2U);
  EXPECT_EQ(loaded->own.front().bytes(), shared->own.front().bytes()) << "the present one first";

  std::ofstream(directory.path() / "charity" / "unseal" / "x.pub") << "abc\n";
  EXPECT_EQ(LoadUnsealKeys(directory.path() / "charity", "charity").status().reason(),
            "unseal.malformed");
}

}  // namespace
}  // namespace paktum::vault
