#include "libs/access/sign_key.h"

#include <sodium.h>

#include <algorithm>
#include <optional>

#include "libs/base/check.h"
#include "libs/base/hex.h"
#include "libs/base/secret_file.h"

namespace paktum::access {
namespace {

static_assert(kPublicKeyBytes == crypto_sign_PUBLICKEYBYTES);
static_assert(kSignatureBytes == crypto_sign_BYTES);

constexpr std::size_t kSignerBytes = 8;
constexpr std::size_t kKeyDigits = 64;
constexpr std::size_t kKeyFileBytesMax = 1024;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void WipeText(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

// The 32 bytes of 64 digits, which a line end may follow.
std::optional<std::string> KeyBytes(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text.size() == kKeyDigits ? FromHex(text) : std::nullopt;
}

}  // namespace

std::string TextOf(const PublicKey& key) {
  return ToHex({reinterpret_cast<const char*>(key.data()), key.size()});
}

Result<PublicKey> ParsePublicKey(std::string_view text) {
  const auto bytes = KeyBytes(text);
  if (!bytes) {
    return InvalidArgument("sign_key.malformed", "a public key is 64 hexadecimal digits");
  }
  PublicKey key;
  std::copy(bytes->begin(), bytes->end(), key.begin());
  if (crypto_core_ed25519_is_valid_point(key.data()) != 1) {
    return InvalidArgument("sign_key.malformed", "these digits are no Ed25519 public key");
  }
  return key;
}

std::string SignerOf(const PublicKey& key) {
  std::array<char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), key.data(), key.size());
  return {hash.data(), kSignerBytes};
}

bool Verifies(const PublicKey& key, std::string_view message, std::string_view signature) {
  return signature.size() == kSignatureBytes &&
         crypto_sign_verify_detached(Bytes(signature), Bytes(message), message.size(),
                                     key.data()) == 0;
}

void SignKey::Wipe::operator()(Secret* secret) const {
  sodium_munlock(secret->data(), secret->size());  // wipes it too
  delete secret;
}

SignKey::SignKey(const std::uint8_t* seed) : secret_(new Secret()) {
  static_assert(kSecretBytes == crypto_sign_SECRETKEYBYTES);
  sodium_mlock(secret_->data(), secret_->size());  // where the limits forbid it it may be swapped
  PAKTUM_CHECK(crypto_sign_seed_keypair(public_key_.data(), secret_->data(), seed) == 0);
}

SignKey SignKey::Random() {
  PAKTUM_CHECK(sodium_init() >= 0);
  std::array<std::uint8_t, crypto_sign_SEEDBYTES> seed{};
  randombytes_buf(seed.data(), seed.size());
  SignKey key(seed.data());
  sodium_memzero(seed.data(), seed.size());
  return key;
}

Result<SignKey> SignKey::Parse(std::string_view text) {
  PAKTUM_CHECK(sodium_init() >= 0);
  auto seed = KeyBytes(text);
  if (!seed) {
    return InvalidArgument("sign_key.malformed", "a signing key is 64 hexadecimal digits");
  }
  SignKey key(Bytes(*seed));
  WipeText(*seed);
  return key;
}

Result<SignKey> SignKey::Load(const std::string& path) {
  PAKTUM_ASSIGN_OR_RETURN(std::string text, ReadSecretFile(path, kKeyFileBytesMax));
  Result<SignKey> key = Parse(text);
  WipeText(text);
  if (key.ok()) return key;
  return Status(key.status().code(), key.status().reason(), path + ": " + key.status().message());
}

std::string SignKey::SecretText() const {
  std::string seed(secret_->begin(), secret_->begin() + crypto_sign_SEEDBYTES);
  std::string text = ToHex(seed) + "\n";
  WipeText(seed);
  return text;
}

std::string SignKey::Sign(std::string_view message) const {
  std::string signature(kSignatureBytes, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, Bytes(message),
                       message.size(), secret_->data());
  return signature;
}

}  // namespace paktum::access
