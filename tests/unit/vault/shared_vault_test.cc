#include "libs/vault/shared_vault.h"

#include <gmock/gmock.h>

#include <thread>

#include "libs/vault/internal/aead.h"
#include "libs/vault/secret_box.h"
#include "tests/unit/vault/key_ring.h"

namespace paktum::vault {
namespace {

constexpr std::string_view kType = "paktum.sealed.v1.PersonDetails";
constexpr std::string_view kNote = "paktum.sealed.v1.Note";
const SharedVault::Serving kServing{{"pact", {"charity", "government_office"}}};

Deadline Soon() { return DeadlineIn(std::chrono::seconds(5)); }

class SharedVaultTest : public testing::Test {
 protected:
  std::unique_ptr<SharedVault> Of(const std::string& member) {
    return std::make_unique<SharedVault>(store_, ring_.Of(member), kServing);
  }
  Result<SealedPart> Seal(SharedVault& vault, std::uint64_t person, std::string_view text) {
    return vault.Seal(Person(person), kType, text, Soon());
  }
  Result<std::string> Unseal(SharedVault& vault, std::uint64_t person, const SealedPart& part) {
    return vault.Unseal(Person(person), kType, part, Soon());
  }

  KeyRing ring_;
  MemoryKeyStore store_;
};

TEST_F(SharedVaultTest, WhatOneServingMemberSealedTheOtherOpens) {
  const auto charity = Of("charity");
  const auto office = Of("government_office");
  const auto part = Seal(*charity, 1, "Minta Ilona");
  ASSERT_TRUE(part.ok()) << part.status();
  EXPECT_EQ(*Unseal(*office, 1, *part), "Minta Ilona");
  const auto back = Seal(*office, 1, "note");
  EXPECT_EQ(back->key_id, part->key_id) << "one person, one key a kind";
  EXPECT_EQ(*Unseal(*charity, 1, *back), "note");
}

TEST_F(SharedVaultTest, AMemberThatDoesNotServeOpensNothing) {
  const auto charity = Of("charity");
  const auto part = *Seal(*charity, 1, "secret");
  // The pact office has a key pair of its own here, and everything that the store holds.
  const auto pact_office = Of("pact_office");
  EXPECT_EQ(Unseal(*pact_office, 1, part).status().reason(), "vault.no_key");
  EXPECT_EQ(NoSealer().Seal(Person(1), kType, "x", Soon()).status().reason(), "vault.not_entitled");
}

TEST_F(SharedVaultTest, AMemberDestroysWhatItAloneKeepsAndNothingElse) {
  const auto charity = Of("charity");
  constexpr const char* kName = "paktum.sealed.v1.StaffName";
  const auto name = charity->Seal(Person(5), kName, "Kis Éva", Soon());
  ASSERT_TRUE(name.ok()) << name.status();
  ASSERT_TRUE(charity->DestroyOwn(Person(5), Soon()).ok());
  EXPECT_EQ(charity->Unseal(Person(5), kName, *name, Soon()).status().reason(), "vault.erased");
  EXPECT_EQ(charity->Seal(Person(5), kName, "again", Soon()).status().reason(), "vault.erased");
  const auto part = *Seal(*charity, 1, "Minta Ilona");
  EXPECT_TRUE(charity->DestroyOwn(Person(1), Soon()).ok());
  EXPECT_EQ(*Unseal(*charity, 1, part), "Minta Ilona") << "others keep this one too";
  EXPECT_TRUE(NoSealer().DestroyOwn(Person(1), Soon()).ok());
}

TEST_F(SharedVaultTest, AnotherPactHasNoKeysHere) {
  const auto charity = Of("charity");
  const PersonRef elsewhere{"other", Person(1).person};
  EXPECT_EQ(charity->Seal(elsewhere, kType, "x", Soon()).status().reason(), "vault.not_entitled");
}

TEST_F(SharedVaultTest, EveryPartHasItsOwnNonceAndPersonsHaveDifferentKeys) {
  const auto charity = Of("charity");
  const auto first = *Seal(*charity, 1, "same");
  const auto second = *Seal(*charity, 1, "same");
  EXPECT_NE(first.nonce, second.nonce);
  EXPECT_NE(first.ciphertext, second.ciphertext);
  EXPECT_NE(Seal(*charity, 2, "same")->key_id, first.key_id);
}

TEST_F(SharedVaultTest, EveryAlteredBitIsNoticed) {
  const auto charity = Of("charity");
  const auto part = *Seal(*charity, 1, "secret");
  for (std::size_t i = 0; i < part.ciphertext.size() * 8; ++i) {
    SealedPart altered = part;
    altered.ciphertext[i / 8] = static_cast<char>(altered.ciphertext[i / 8] ^ (1 << (i % 8)));
    EXPECT_EQ(Unseal(*charity, 1, altered).status().reason(), "vault.cannot_open_part");
  }
  SealedPart cut = part;
  cut.ciphertext.resize(5);
  EXPECT_EQ(Unseal(*charity, 1, cut).status().code(), StatusCode::kDataLoss);
  cut.nonce.clear();
  EXPECT_EQ(Unseal(*charity, 1, cut).status().code(), StatusCode::kDataLoss);
}

TEST_F(SharedVaultTest, APartBelongsToItsPersonAndContentType) {
  const auto charity = Of("charity");
  const auto part = *Seal(*charity, 1, "secret");
  ASSERT_TRUE(Seal(*charity, 2, "x").ok());
  EXPECT_EQ(Unseal(*charity, 2, part).status().reason(), "vault.no_key");
  EXPECT_EQ(Unseal(*charity, 3, part).status().reason(), "vault.no_key");
  EXPECT_EQ(charity->Unseal(Person(1), kNote, part, Soon()).status().reason(), "vault.no_key");
  ASSERT_TRUE(charity->Seal(Person(1), kNote, "x", Soon()).ok());
  EXPECT_EQ(charity->Unseal(Person(1), kNote, part, Soon()).status().reason(), "vault.no_key")
      << "each kind has a key of its own";
}

TEST_F(SharedVaultTest, ADestroyedKeySealsAndOpensNothingOnceItIsForgotten) {
  const auto charity = Of("charity");
  const auto part = *Seal(*charity, 1, "secret");
  const auto note = *charity->Seal(Person(1), kNote, "secret", Soon());
  const auto kept = *Seal(*charity, 2, "other");
  const Uuid erasure = *Uuid::Parse("00000000-0000-7000-8000-000000000009");
  ASSERT_TRUE(store_.Destroy(Person(1), erasure, Soon()).ok());
  charity->Forget(Person(1));
  EXPECT_EQ(Unseal(*charity, 1, part).status().reason(), "vault.erased");
  EXPECT_EQ(charity->Unseal(Person(1), kNote, note, Soon()).status().reason(), "vault.erased");
  EXPECT_EQ(Seal(*charity, 1, "again").status().reason(), "vault.erased");
  EXPECT_EQ(*Unseal(*charity, 2, kept), "other");
  EXPECT_EQ(Unseal(*Of("government_office"), 1, part).status().reason(), "vault.erased");
}

TEST_F(SharedVaultTest, NothingIsSealedWithAnotherKeyWhileTheStoreIsAway) {
  class AwayStore final : public KeyStore {
   public:
    Result<std::optional<StoredKey>> Find(const KeyRef&, Deadline) override { return Away(); }
    Result<StoredKey> Create(const KeyRef&, const StoredKey&, Deadline) override { return Away(); }
    Result<std::vector<std::string>> Destroy(const PersonRef&, const Uuid&, Deadline) override {
      return Away();
    }
    Result<bool> IsErased(const PersonRef&, Deadline) override { return Away(); }

   private:
    static Status Away() { return Unavailable("vault.away", "away"); }
  } away;
  SharedVault vault(away, ring_.Of("charity"), kServing);
  EXPECT_EQ(Seal(vault, 1, "x").status().code(), StatusCode::kUnavailable);
}

TEST_F(SharedVaultTest, WithoutThePublicKeyOfAServingMemberNothingIsSealed) {
  UnsealKeys keys = ring_.Of("charity");
  keys.members.erase("government_office");
  SharedVault vault(store_, std::move(keys), kServing);
  const auto sealed = Seal(vault, 1, "x");
  EXPECT_EQ(sealed.status().reason(), "vault.member_key_missing");
  EXPECT_EQ(sealed.status().code(), StatusCode::kUnavailable) << "the command waits";
}

TEST_F(SharedVaultTest, LimitsAreKept) {
  const auto charity = Of("charity");
  EXPECT_TRUE(Seal(*charity, 1, std::string(kPlaintextBytesMax, 'x')).ok());
  EXPECT_EQ(Seal(*charity, 1, std::string(kPlaintextBytesMax + 1, 'x')).status().reason(),
            "vault.too_large");
  EXPECT_EQ(charity->Seal(Person(1), std::string(kContentTypeBytesMax + 1, 't'), "x", Soon())
                .status()
                .reason(),
            "vault.too_large");
  for (std::uint64_t i = 0; i < kKeysRestingMax + 20; ++i) ASSERT_TRUE(Seal(*charity, i, "x").ok());
  EXPECT_EQ(*Unseal(*charity, 1, *Seal(*charity, 1, "still")), "still");
}

TEST_F(SharedVaultTest, ThoseWhoSealAtOnceUseOneKeyAPerson) {
  const auto charity = Of("charity");
  const auto office = Of("government_office");
  std::vector<std::thread> threads;
  std::vector<std::string> ids(4);
  for (std::size_t t = 0; t < ids.size(); ++t) {
    threads.emplace_back([&, t] {
      SharedVault& vault = t % 2 == 0 ? *charity : *office;
      for (std::uint64_t i = 0; i < 20; ++i) {
        const auto part = Seal(vault, i, "x");
        if (part.ok() && Unseal(vault, i, *part).ok()) ids[t] += part->key_id;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& id : ids) EXPECT_EQ(id, ids.front());
  EXPECT_EQ(ids.front().size(), 20 * kKeyIdBytes);
}

TEST(SecretBox, OpensOnlyWithItsKeyItsContextAndItsBytes) {
  const SecretBox box(*SecretKey::FromBytes(std::string(32, 'm')));
  const std::string sealed = box.Encrypt("outbox/7", "a command");
  EXPECT_EQ(*box.Decrypt("outbox/7", sealed), "a command");
  EXPECT_NE(box.Encrypt("outbox/7", "a command"), sealed);
  EXPECT_EQ(box.Decrypt("outbox/8", sealed).status().reason(), "box.cannot_open");
  EXPECT_EQ(SecretBox(*SecretKey::FromBytes(std::string(32, 'x')))
                .Decrypt("outbox/7", sealed)
                .status()
                .code(),
            StatusCode::kDataLoss);
  std::string altered = sealed;
  altered[30] = static_cast<char>(altered[30] ^ 1);
  EXPECT_FALSE(box.Decrypt("outbox/7", altered).ok());
  EXPECT_FALSE(box.Decrypt("outbox/7", "").ok());
  EXPECT_FALSE(box.Decrypt("outbox/7", sealed.substr(0, 30)).ok());
}

}  // namespace
}  // namespace paktum::vault
