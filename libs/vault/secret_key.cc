#include "libs/vault/secret_key.h"

#include <sodium.h>

#include <algorithm>

#include "libs/base/check.h"

namespace paktum::vault {

SecretKey::SecretKey() {
  PAKTUM_CHECK(sodium_init() >= 0);
  bytes_.reset(new std::array<unsigned char, kSize>());
  sodium_mlock(bytes_->data(), kSize);  // where the limits forbid it the key may be swapped out
}

void SecretKey::Wipe::operator()(std::array<unsigned char, kSize>* bytes) const {
  sodium_munlock(bytes->data(), kSize);  // wipes, also where locking had failed
  sodium_memzero(bytes->data(), kSize);
  delete bytes;
}

SecretKey SecretKey::Random() {
  SecretKey key;
  randombytes_buf(key.bytes_->data(), kSize);
  return key;
}

Result<SecretKey> SecretKey::FromBytes(std::string_view bytes) {
  if (bytes.size() != kSize) {
    return InvalidArgument("key.size", "a key has exactly 32 bytes");
  }
  SecretKey key;
  std::copy(bytes.begin(), bytes.end(), key.bytes_->begin());
  return key;
}

SecretKey SecretKey::Derive(std::string_view purpose) const {
  const std::string input = "paktum.key.v1:" + std::string(purpose);
  SecretKey derived;
  PAKTUM_CHECK(crypto_generichash(derived.bytes_->data(), kSize,
                                  reinterpret_cast<const unsigned char*>(input.data()),
                                  input.size(), bytes_->data(), kSize) == 0);
  return derived;
}

std::string_view SecretKey::bytes() const {
  PAKTUM_CHECK(bytes_ != nullptr);  // moved from
  return {reinterpret_cast<const char*>(bytes_->data()), kSize};
}

void WipeString(std::string& secret) {
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace paktum::vault
