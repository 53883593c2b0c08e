#include "libs/vault/internal/aead.h"

#include <sodium.h>

#include "libs/base/check.h"

namespace paktum::vault::internal {
namespace {

static_assert(kAeadNonceBytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(kAeadTagBytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(SecretKey::kSize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* Raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string RandomBytes(std::size_t count) {
  PAKTUM_CHECK(sodium_init() >= 0);
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string AeadEncrypt(const SecretKey& key, std::string_view nonce, std::string_view bound,
                        std::string_view plaintext) {
  PAKTUM_CHECK(nonce.size() == kAeadNonceBytes);
  std::string ciphertext(plaintext.size() + kAeadTagBytes, '\0');
  unsigned long long written = 0;
  PAKTUM_CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(
                   reinterpret_cast<unsigned char*>(ciphertext.data()), &written, Raw(plaintext),
                   plaintext.size(), Raw(bound), bound.size(), nullptr, Raw(nonce),
                   Raw(key.bytes())) == 0);
  PAKTUM_CHECK(written == ciphertext.size());
  return ciphertext;
}

std::optional<std::string> AeadDecrypt(const SecretKey& key, std::string_view nonce,
                                       std::string_view bound, std::string_view ciphertext) {
  if (nonce.size() != kAeadNonceBytes || ciphertext.size() < kAeadTagBytes) return std::nullopt;
  std::string plaintext(ciphertext.size() - kAeadTagBytes, '\0');
  unsigned long long written = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(plaintext.data()), &written, nullptr, Raw(ciphertext),
          ciphertext.size(), Raw(bound), bound.size(), Raw(nonce), Raw(key.bytes())) != 0) {
    return std::nullopt;
  }
  PAKTUM_CHECK(written == plaintext.size());
  return plaintext;
}

}  // namespace paktum::vault::internal
