#pragma once
// XChaCha20-Poly1305 (IETF construction of libsodium) over strings.
#include <optional>
#include <string>
#include <string_view>

#include "libs/vault/secret_key.h"

namespace paktum::vault::internal {

inline constexpr std::size_t kAeadNonceBytes = 24;
inline constexpr std::size_t kAeadTagBytes = 16;

std::string RandomBytes(std::size_t count);

// Ciphertext with its tag.
std::string AeadEncrypt(const SecretKey& key, std::string_view nonce, std::string_view bound,
                        std::string_view plaintext);

// Nothing when key, nonce, bound bytes or ciphertext are not those of the encryption.
std::optional<std::string> AeadDecrypt(const SecretKey& key, std::string_view nonce,
                                       std::string_view bound, std::string_view ciphertext);

}  // namespace paktum::vault::internal
