#pragma once
// Signing keys of members (docs/formats/signature.md): Ed25519 keys that sign appends.
//
//   sign.key   its seed, 64 hexadecimal digits and a line end, mode 0600
//   sign.pub   the public key, 64 hexadecimal digits and a line end
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace paktum::access {

inline constexpr std::size_t kPublicKeyBytes = 32;
inline constexpr std::size_t kSignatureBytes = 64;
using PublicKey = std::array<std::uint8_t, kPublicKeyBytes>;

// 64 lower-case hexadecimal digits.
std::string TextOf(const PublicKey& key);
// Errors: kInvalidArgument "sign_key.malformed".
Result<PublicKey> ParsePublicKey(std::string_view text);

// The id of a key, 8 bytes: the first of the SHA-256 of the public key.
std::string SignerOf(const PublicKey& key);

// Whether the key signed the message. Pure and thread-safe.
bool Verifies(const PublicKey& key, std::string_view message, std::string_view signature);

// The secret half, in memory that is locked where the system allows it and wiped at the end.
// Movable. Sign may be called from several threads at the same time.
class SignKey {
 public:
  // From the system's random source.
  static SignKey Random();
  // The text of a key file. The caller wipes his copy. Errors: kInvalidArgument
  // "sign_key.malformed".
  static Result<SignKey> Parse(std::string_view text);
  // Errors: kNotFound "file.missing"; kPermissionDenied "file.too_open"; kInvalidArgument
  // "file.malformed", "sign_key.malformed"; kUnavailable "file.unreadable"
  // (libs/base/secret_file.h).
  static Result<SignKey> Load(const std::string& path);

  // The text of its key file. The caller wipes it.
  [[nodiscard]] std::string SecretText() const;
  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  // 64 bytes; same message, same signature.
  [[nodiscard]] std::string Sign(std::string_view message) const;

 private:
  static constexpr std::size_t kSecretBytes = 64;  // seed and public key, as libsodium keeps them
  using Secret = std::array<std::uint8_t, kSecretBytes>;
  struct Wipe {
    void operator()(Secret* secret) const;
  };
  explicit SignKey(const std::uint8_t* seed);

  PublicKey public_key_{};
  std::unique_ptr<Secret, Wipe> secret_;
};

}  // namespace paktum::access
