#pragma once
// SecretBox: encrypts bytes at rest (outbox entries) under one key with XChaCha20-Poly1305.
// Thread-safe.
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/vault/secret_key.h"

namespace paktum::vault {

class SecretBox {
 public:
  explicit SecretBox(SecretKey key) : key_(std::move(key)) {}

  // nonce (24 random bytes) ‖ ciphertext ‖ tag. `context` is bound and must be the same to open:
  // the name of the entry, so that two entries cannot be exchanged.
  [[nodiscard]] std::string Encrypt(std::string_view context, std::string_view plaintext) const;

  // Errors: kDataLoss "box.cannot_open" for another key, another context or altered bytes.
  [[nodiscard]] Result<std::string> Decrypt(std::string_view context, std::string_view box) const;

 private:
  SecretKey key_;
};

}  // namespace paktum::vault
