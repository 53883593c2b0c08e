#include "libs/vault/secret_box.h"

#include "libs/vault/internal/aead.h"

namespace paktum::vault {
namespace {

std::string Bound(std::string_view context) { return "paktum.box.v1:" + std::string(context); }

}  // namespace

std::string SecretBox::Encrypt(std::string_view context, std::string_view plaintext) const {
  const std::string nonce = internal::RandomBytes(internal::kAeadNonceBytes);
  return nonce + internal::AeadEncrypt(key_, nonce, Bound(context), plaintext);
}

Result<std::string> SecretBox::Decrypt(std::string_view context, std::string_view box) const {
  if (box.size() >= internal::kAeadNonceBytes) {
    auto plaintext = internal::AeadDecrypt(key_, box.substr(0, internal::kAeadNonceBytes),
                                           Bound(context), box.substr(internal::kAeadNonceBytes));
    if (plaintext) return *std::move(plaintext);
  }
  return DataLoss("box.cannot_open", "the entry was altered, moved or made under another key");
}

}  // namespace paktum::vault
