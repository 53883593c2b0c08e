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
#include "libs/vault/vault.h"
#include "tests/unit/vault/temporary_directory.h"

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

TEST(SealedFormat, TheVaultSealsAsThePageSays) {
  const TemporaryDirectory directory;
  const std::string master(32, 'm');
  auto vault = Vault::Open(directory.path() / "vault", *SecretKey::FromBytes(master));
  ASSERT_TRUE(vault.ok()) << vault.status();
  const Uuid person = Uuid::V7From(1'500'000'000'000, 2, 3);
  const auto part = *(*vault)->Seal(person, "text/plain", "hello");
  (*vault).reset();
  // What stands on disk, opened by hand.
  std::string wrapped;
  for (const auto& file : std::filesystem::directory_iterator(directory.path() / "vault")) {
    std::ifstream input(file.path(), std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
    if (const auto at = all.find("k" + std::string(person.bytes())); at != std::string::npos) {
      const auto value = all.find(part.key_id, at);
      ASSERT_NE(value, std::string::npos);
      wrapped = all.substr(value, 16 + 24 + 48);
    }
  }
  ASSERT_EQ(wrapped.size(), 88U);
  const std::string nonce = wrapped.substr(16, 24);
  const std::string bound = "paktum.vault.key.v1:" + std::string(person.bytes()) + part.key_id;
  std::string key(32, '\0');
  ASSERT_EQ(crypto_aead_xchacha20poly1305_ietf_decrypt(
                reinterpret_cast<unsigned char*>(key.data()), nullptr, nullptr, Raw(wrapped) + 40,
                48, Raw(bound), bound.size(), Raw(nonce), Raw(master)),
            0);
  const std::string part_bound =
      "paktum.sealed.v1:" + std::string(person.bytes()) + part.key_id + "text/plain";
  std::string clear(5, '\0');
  ASSERT_EQ(
      crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(clear.data()), nullptr, nullptr, Raw(part.ciphertext),
          part.ciphertext.size(), Raw(part_bound), part_bound.size(), Raw(part.nonce), Raw(key)),
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
