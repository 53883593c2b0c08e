#include "libs/vault/vault.h"

#include <gmock/gmock.h>
#include <rocksdb/db.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "libs/vault/secret_box.h"
#include "tests/unit/vault/temporary_directory.h"

namespace paktum::vault {
namespace {

constexpr std::string_view kType = "paktum.sealed.v1.PersonDetails";

Uuid Person(std::uint64_t number) { return Uuid::V7From(1'500'000'000'000, 1, number); }
SecretKey Master(char fill = 'm') { return *SecretKey::FromBytes(std::string(32, fill)); }

class VaultTest : public testing::Test {
 protected:
  std::unique_ptr<Vault> Open(char master = 'm') {
    auto vault = Vault::Open(Directory(), Master(master));
    EXPECT_TRUE(vault.ok()) << vault.status();
    return *std::move(vault);
  }
  [[nodiscard]] std::filesystem::path Directory() const { return directory_.path() / "vault"; }
  // The database itself, while no vault is open.
  [[nodiscard]] std::unique_ptr<rocksdb::DB> Database() const {
    rocksdb::DB* db = nullptr;
    EXPECT_TRUE(rocksdb::DB::Open(rocksdb::Options(), Directory().string(), &db).ok());
    return std::unique_ptr<rocksdb::DB>(db);
  }
  static std::string KeyEntry(const Uuid& person) { return "k" + std::string(person.bytes()); }
  // Whether any file of the vault holds the bytes.
  [[nodiscard]] bool AnyFileHolds(const std::string& bytes) const {
    for (const auto& file : std::filesystem::recursive_directory_iterator(Directory())) {
      std::ifstream input(file.path(), std::ios::binary);
      const std::string all{std::istreambuf_iterator<char>(input),
                            std::istreambuf_iterator<char>()};
      if (all.find(bytes) != std::string::npos) return true;
    }
    return false;
  }

  TemporaryDirectory directory_;
};

TEST_F(VaultTest, WhatWasSealedOpensAgainAlsoAfterARestart) {
  auto vault = Open();
  const auto part = vault->Seal(Person(1), kType, "Minta Ilona");
  ASSERT_TRUE(part.ok()) << part.status();
  EXPECT_EQ(part->key_id.size(), kKeyIdBytes);
  EXPECT_EQ(part->nonce.size(), kNonceBytes);
  EXPECT_EQ(part->ciphertext.size(), std::string("Minta Ilona").size() + 16);
  EXPECT_EQ(*vault->Unseal(Person(1), kType, *part), "Minta Ilona");
  vault.reset();
  vault = Open();
  EXPECT_EQ(*vault->Unseal(Person(1), kType, *part), "Minta Ilona");
}

TEST_F(VaultTest, OnePersonHasOneKeyAndEachPartItsOwnNonce) {
  const auto vault = Open();
  const auto first = vault->Seal(Person(1), kType, "same");
  const auto second = vault->Seal(Person(1), kType, "same");
  const auto other = vault->Seal(Person(2), kType, "same");
  EXPECT_EQ(first->key_id, second->key_id);
  EXPECT_NE(first->nonce, second->nonce);
  EXPECT_NE(first->ciphertext, second->ciphertext);
  EXPECT_NE(first->key_id, other->key_id);
}

TEST_F(VaultTest, AnEmptyTextIsSealedToo) {
  const auto vault = Open();
  EXPECT_EQ(*vault->Unseal(Person(1), kType, *vault->Seal(Person(1), kType, "")), "");
}

TEST_F(VaultTest, EveryAlteredBitIsNoticed) {
  const auto vault = Open();
  const auto part = *vault->Seal(Person(1), kType, "secret");
  for (std::size_t i = 0; i < part.ciphertext.size() * 8; ++i) {
    SealedPart altered = part;
    altered.ciphertext[i / 8] = static_cast<char>(altered.ciphertext[i / 8] ^ (1 << (i % 8)));
    EXPECT_EQ(vault->Unseal(Person(1), kType, altered).status().reason(), "vault.cannot_open_part");
  }
  for (std::size_t i = 0; i < part.nonce.size(); ++i) {
    SealedPart altered = part;
    altered.nonce[i] = static_cast<char>(altered.nonce[i] ^ 1);
    EXPECT_EQ(vault->Unseal(Person(1), kType, altered).status().code(), StatusCode::kDataLoss);
  }
  SealedPart cut = part;
  cut.ciphertext.resize(5);
  EXPECT_EQ(vault->Unseal(Person(1), kType, cut).status().code(), StatusCode::kDataLoss);
  cut.nonce.clear();
  EXPECT_EQ(vault->Unseal(Person(1), kType, cut).status().code(), StatusCode::kDataLoss);
}

TEST_F(VaultTest, APartBelongsToItsPersonAndContentType) {
  const auto vault = Open();
  const auto part = *vault->Seal(Person(1), kType, "secret");
  EXPECT_EQ(vault->Unseal(Person(1), "paktum.sealed.v1.Note", part).status().reason(),
            "vault.cannot_open_part");
  ASSERT_TRUE(vault->Seal(Person(2), kType, "x").ok());
  EXPECT_EQ(vault->Unseal(Person(2), kType, part).status().reason(), "vault.no_key");
  EXPECT_EQ(vault->Unseal(Person(3), kType, part).status().reason(), "vault.no_key");
  SealedPart other_id = part;
  other_id.key_id = std::string(16, '\0');
  EXPECT_EQ(vault->Unseal(Person(1), kType, other_id).status().reason(), "vault.no_key");
}

TEST_F(VaultTest, AnotherMasterKeyOpensNothing) {
  ASSERT_TRUE(Open()->Seal(Person(1), kType, "secret").ok());
  const auto vault = Vault::Open(Directory(), Master('x'));
  ASSERT_FALSE(vault.ok());
  EXPECT_EQ(vault.status().reason(), "vault.wrong_master_key");
  EXPECT_EQ(vault.status().code(), StatusCode::kInvalidArgument);
}

TEST_F(VaultTest, ADestroyedKeyOpensNothingAndSealsNothing) {
  auto vault = Open();
  const auto part = *vault->Seal(Person(1), kType, "secret");
  const auto kept = *vault->Seal(Person(2), kType, "other");
  const auto destroyed = vault->Destroy(Person(1));
  ASSERT_TRUE(destroyed.ok()) << destroyed.status();
  EXPECT_EQ(**destroyed, part.key_id);
  EXPECT_TRUE(*vault->IsErased(Person(1)));
  EXPECT_FALSE(*vault->IsErased(Person(2)));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(vault->Unseal(Person(1), kType, part).status().reason(), "vault.erased");
    EXPECT_EQ(vault->Seal(Person(1), kType, "again").status().reason(), "vault.erased");
    EXPECT_EQ(*vault->Unseal(Person(2), kType, kept), "other");
    vault.reset();
    vault = Open();
  }
}

TEST_F(VaultTest, DestroyingTwiceSaysTheSame) {
  const auto vault = Open();
  const auto part = *vault->Seal(Person(1), kType, "secret");
  EXPECT_EQ(**vault->Destroy(Person(1)), part.key_id);
  EXPECT_EQ(**vault->Destroy(Person(1)), part.key_id);
  EXPECT_FALSE(vault->Destroy(Person(9))->has_value());
  EXPECT_EQ(vault->Seal(Person(9), kType, "x").status().reason(), "vault.erased");
}

TEST_F(VaultTest, NoFileHoldsTheKeyOnceItIsDestroyed) {
  auto vault = Open();
  ASSERT_TRUE(vault->Seal(Person(1), kType, "secret").ok());
  vault.reset();
  std::string wrapped;
  ASSERT_TRUE(Database()->Get({}, KeyEntry(Person(1)), &wrapped).ok());
  const std::string secret_bytes = wrapped.substr(kKeyIdBytes);
  ASSERT_TRUE(AnyFileHolds(secret_bytes));
  vault = Open();
  ASSERT_TRUE(vault->Destroy(Person(1)).ok());
  EXPECT_FALSE(AnyFileHolds(secret_bytes));
}

TEST_F(VaultTest, TheFenceRefusesAKeyThatComesBack) {
  auto vault = Open();
  const auto part = *vault->Seal(Person(1), kType, "secret");
  vault.reset();
  std::string wrapped;
  ASSERT_TRUE(Database()->Get({}, KeyEntry(Person(1)), &wrapped).ok());
  vault = Open();
  ASSERT_TRUE(vault->Destroy(Person(1)).ok());
  vault.reset();
  ASSERT_TRUE(Database()->Put({}, KeyEntry(Person(1)), wrapped).ok());
  vault = Open();
  EXPECT_EQ(vault->Unseal(Person(1), kType, part).status().reason(), "vault.erased");
  EXPECT_EQ(vault->Seal(Person(1), kType, "again").status().reason(), "vault.erased");
}

TEST_F(VaultTest, AVaultFromABackupTakesTheErasuresOfTheLedger) {
  auto vault = Open();
  const auto part = *vault->Seal(Person(1), kType, "secret");
  ASSERT_TRUE(vault->Fence(Person(1), part.key_id).ok());
  EXPECT_EQ(vault->Unseal(Person(1), kType, part).status().reason(), "vault.erased");
  vault.reset();
  EXPECT_EQ(Open()->Seal(Person(1), kType, "again").status().reason(), "vault.erased");
}

TEST_F(VaultTest, ADamagedKeyIsReportedAndNothingIsSealedWithANewOne) {
  auto vault = Open();
  ASSERT_TRUE(vault->Seal(Person(1), kType, "secret").ok());
  vault.reset();
  {
    const auto db = Database();
    std::string wrapped;
    ASSERT_TRUE(db->Get({}, KeyEntry(Person(1)), &wrapped).ok());
    wrapped.back() = static_cast<char>(wrapped.back() ^ 1);
    ASSERT_TRUE(db->Put({}, KeyEntry(Person(1)), wrapped).ok());
  }
  vault = Open();
  EXPECT_EQ(vault->Seal(Person(1), kType, "x").status().reason(), "vault.damaged");
}

TEST_F(VaultTest, LimitsAreKept) {
  const auto vault = Open();
  EXPECT_TRUE(vault->Seal(Person(1), kType, std::string(kPlaintextBytesMax, 'x')).ok());
  EXPECT_EQ(
      vault->Seal(Person(1), kType, std::string(kPlaintextBytesMax + 1, 'x')).status().reason(),
      "vault.too_large");
  EXPECT_EQ(
      vault->Seal(Person(1), std::string(kContentTypeBytesMax + 1, 't'), "x").status().reason(),
      "vault.too_large");
}

TEST_F(VaultTest, TwoProcessesCannotOpenOneVault) {
  const auto vault = Open();
  EXPECT_EQ(Vault::Open(Directory(), Master()).status().reason(), "vault.cannot_open");
}

TEST_F(VaultTest, ManyThreadsMakeOneKeyAPerson) {
  const auto vault = Open();
  std::vector<std::thread> threads;
  std::vector<std::string> ids(4);
  for (std::size_t t = 0; t < ids.size(); ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < 20; ++i) {
        const auto part = vault->Seal(Person(i), kType, "x");
        if (part.ok() && vault->Unseal(Person(i), kType, *part).ok()) ids[t] += part->key_id;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& id : ids) EXPECT_EQ(id, ids.front());
  EXPECT_EQ(ids.front().size(), 20 * kKeyIdBytes);
}

TEST_F(VaultTest, TheKeyFileIsMadeWithTheVault) {
  const auto key_file = directory_.path() / "keys" / "master.key";
  auto vault = Vault::Open(Directory(), key_file);
  ASSERT_TRUE(vault.ok()) << vault.status();
  const auto part = *(*vault)->Seal(Person(1), kType, "secret");
  (*vault).reset();
  vault = Vault::Open(Directory(), key_file);
  ASSERT_TRUE(vault.ok()) << vault.status();
  EXPECT_EQ(*(*vault)->Unseal(Person(1), kType, part), "secret");
}

TEST(SecretBox, OpensOnlyWithItsKeyItsContextAndItsBytes) {
  const SecretBox box(Master());
  const std::string sealed = box.Encrypt("outbox/7", "a command");
  EXPECT_EQ(*box.Decrypt("outbox/7", sealed), "a command");
  EXPECT_NE(box.Encrypt("outbox/7", "a command"), sealed);
  EXPECT_EQ(box.Decrypt("outbox/8", sealed).status().reason(), "box.cannot_open");
  EXPECT_EQ(SecretBox(Master('x')).Decrypt("outbox/7", sealed).status().code(),
            StatusCode::kDataLoss);
  std::string altered = sealed;
  altered[30] = static_cast<char>(altered[30] ^ 1);
  EXPECT_FALSE(box.Decrypt("outbox/7", altered).ok());
  EXPECT_FALSE(box.Decrypt("outbox/7", "").ok());
  EXPECT_FALSE(box.Decrypt("outbox/7", sealed.substr(0, 30)).ok());
}

}  // namespace
}  // namespace paktum::vault
