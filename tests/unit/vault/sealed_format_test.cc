// The worked example of docs/formats/sealed.md, computed with libsodium alone.
#include <gtest/gtest.h>
#include <sodium.h>

#include <fstream>
#include <iterator>
#include <map>
#include <regex>

#include "libs/base/hex.h"
#include "libs/base/uuid.h"
#include "libs/vault/identity_index.h"
#include "libs/vault/internal/aead.h"
#include "libs/vault/shared_vault.h"
#include "tests/unit/vault/key_ring.h"

namespace paktum::vault {
namespace {

// "name = value" lines of the page's example.
std::map<std::string, std::string> Example() {
  std::ifstream input(PAKTUM_SOURCE_DIR "/docs/formats/sealed.md");
  const std::string page{std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
  std::map<std::string, std::string> values;
  const std::regex line(R"((?:^|\n)([a-z_]+) += (\S+))");
  for (std::sregex_iterator it(page.begin(), page.end(), line), end; it != end; ++it) {
    values[(*it)[1]] = (*it)[2];
  }
  return values;
}

const unsigned char* Raw(const std::string& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

TEST(SealedFormat, ThePagesExampleIsTrue) {
  auto example = Example();
  const std::string key = *FromHex(example["data_key"]);
  const std::string key_id = *FromHex(example["key_id"]);
  const std::string nonce = *FromHex(example["nonce"]);
  const std::string person(Uuid::Parse(example["person"])->bytes());
  const std::string bound = "paktum.sealed.v1:" + person + key_id + example["content_type"];
  EXPECT_EQ(ToHex(bound), example["bound"]);
  const std::string plaintext = *FromHex(example["plaintext"]);
  std::string ciphertext(plaintext.size() + 16, '\0');
  ASSERT_EQ(crypto_aead_xchacha20poly1305_ietf_encrypt(
                reinterpret_cast<unsigned char*>(ciphertext.data()), nullptr, Raw(plaintext),
                plaintext.size(), Raw(bound), bound.size(), nullptr, Raw(nonce), Raw(key)),
            0);
  EXPECT_EQ(ToHex(ciphertext), example["ciphertext"]);
  const auto secret = SecretKey::FromBytes(key);
  EXPECT_EQ(internal::AeadDecrypt(*secret, nonce, bound, ciphertext), plaintext);
}

// A key as the store keeps it, and a part sealed with it, opened by hand.
TEST(SealedFormat, TheVaultWrapsAndSealsAsThePageSays) {
  const KeyRing ring;
  MemoryKeyStore store;
  SharedVault vault(store, ring.Of("charity"), {{"pact", {"charity", "government_office"}}});
  const Deadline soon = DeadlineIn(std::chrono::seconds(5));
  const auto part = vault.Seal(Person(1), "text/plain", "hello", soon).value();
  const StoredKey stored = **store.Find({Person(1), "text/plain"}, soon);
  EXPECT_EQ(stored.made_by, "charity");
  ASSERT_EQ(stored.wrapped.size(), 2U);
  const WrappedKey& wrapped = stored.wrapped.back();
  EXPECT_EQ(wrapped.member, "government_office");

  const UnsealKeys reader = ring.Of("government_office");
  const std::string secret(reader.own.front().bytes());
  std::string plain(wrapped.box.size() - 16, '\0');
  ASSERT_EQ(
      crypto_box_open_easy(reinterpret_cast<unsigned char*>(plain.data()), Raw(wrapped.box),
                           wrapped.box.size(), Raw(wrapped.nonce), Raw(wrapped.maker), Raw(secret)),
      0);
  const std::string person(Person(1).person.bytes());
  const std::string head = person + stored.key_id + "\x04" + "pact" + "\x0a" + "text/plain";
  ASSERT_EQ(plain.substr(0, head.size()), head);
  const std::string key = plain.substr(head.size());
  ASSERT_EQ(key.size(), 32U);

  const std::string bound = "paktum.sealed.v1:" + person + part.key_id + "text/plain";
  std::string clear(5, '\0');
  ASSERT_EQ(
      crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(clear.data()), nullptr, nullptr, Raw(part.ciphertext),
          part.ciphertext.size(), Raw(bound), bound.size(), Raw(part.nonce), Raw(key)),
      0);
  EXPECT_EQ(clear, "hello");
}

TEST(SealedFormat, TheIdentityHashOfThePageIsTrue) {
  auto example = Example();
  const IdentityIndex index(*SecretKey::FromBytes(*FromHex(example["index_key"])));
  EXPECT_EQ(index.Hash(example["taj"]), example["identity_hash"]);
}

}  // namespace
}  // namespace paktum::vault
