#pragma once
// Keys that sign notes and checkpoints: Ed25519 keys with a name and a use (C2SP signed-note,
// "Signatures" and "Verifier keys").
//
// A signature line carries the key's name and a 32-bit id; the id says which of several keys of
// that name to try and proves nothing by itself.
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace paktum::transparency {

// Signature type bytes that signed-note assigns; keys of any other type are refused.
enum class KeyType : std::uint8_t {
  kNote = 0x01,         // Ed25519 over the text of a note: a log signs its checkpoints with it
  kCosignature = 0x04,  // Ed25519 over a checkpoint and a time: a witness (tlog-cosignature)
};

inline constexpr std::size_t kKeyNameBytesMax = 255;
inline constexpr std::size_t kPublicKeyBytes = 32;
inline constexpr std::size_t kSignatureBytes = 64;
using PublicKey = std::array<std::uint8_t, kPublicKeyBytes>;
using SignatureBytes = std::array<std::uint8_t, kSignatureBytes>;

// Whether the text may be a key's name: 1 to kKeyNameBytesMax bytes of UTF-8 without Unicode
// spaces, control characters and '+'. A schema-less URL is recommended: "lenti.example/log".
bool IsKeyName(std::string_view text);

// The public half. A value: not synchronised.
class VerifierKey {
 public:
  // Reads "<name>+<id, 8 hexadecimal digits>+<base64 of type and public key>".
  // Errors: kInvalidArgument "key.malformed"; "key.unknown_type" for a type not in KeyType.
  static Result<VerifierKey> Parse(std::string_view vkey);
  // Errors: kInvalidArgument "key.name".
  static Result<VerifierKey> Create(std::string_view name, KeyType type, const PublicKey& key);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] KeyType type() const { return type_; }
  // SHA-256(name ‖ 0x0A ‖ type ‖ public key), the first four bytes, big-endian.
  [[nodiscard]] std::uint32_t id() const { return id_; }
  [[nodiscard]] const PublicKey& public_key() const { return key_; }
  // The text that Parse reads.
  [[nodiscard]] std::string Text() const;

  // Whether these bytes were signed by this key. `message` is what the key's type signs: the text
  // of a note, or CosignedMessage() of a checkpoint. VerifyNote() knows which.
  [[nodiscard]] bool Verifies(std::string_view message, const SignatureBytes& signature) const;

  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;

 private:
  VerifierKey() = default;
  std::string name_;
  KeyType type_ = KeyType::kNote;
  std::uint32_t id_ = 0;
  PublicKey key_{};
};

// The secret half: kept in memory that is locked where the system allows it and wiped at the end.
// Movable. Sign may be called from several threads at the same time.
class SigningKey {
 public:
  // From the system's random source. Errors: kInvalidArgument "key.name".
  static Result<SigningKey> Generate(std::string_view name, KeyType type);
  // Reads "PRIVATE+KEY+<name>+<id>+<base64 of type and 32-byte seed>", the form of
  // golang.org/x/mod/sumdb/note. The caller wipes his copy.
  // Errors: as VerifierKey::Parse; none of them shows a part of the secret.
  static Result<SigningKey> Parse(std::string_view text);
  // That text. The caller wipes it.
  [[nodiscard]] std::string SecretText() const;

  // The same secret under another name: a service that keeps several logs signs for each of them
  // under its own. Errors: kInvalidArgument "key.name".
  [[nodiscard]] Result<SigningKey> Named(std::string_view name) const;

  [[nodiscard]] const VerifierKey& verifier() const { return verifier_; }
  [[nodiscard]] SignatureBytes Sign(std::string_view message) const;

 private:
  static constexpr std::size_t kSeedBytes = 32;
  static constexpr std::size_t kSecretBytes = 64;  // as libsodium keeps it: seed, then public key
  using Secret = std::array<std::uint8_t, kSecretBytes>;
  struct Wipe {
    void operator()(Secret* secret) const;
  };
  SigningKey(VerifierKey verifier, std::unique_ptr<Secret, Wipe> secret);
  static Result<SigningKey> FromSeed(std::string_view name, KeyType type, const std::uint8_t* seed);

  VerifierKey verifier_;
  std::unique_ptr<Secret, Wipe> secret_;
};

// A key file: SecretText() and a line end, mode 0600.

// Errors: kNotFound "file.missing"; kPermissionDenied "file.too_open"; kInvalidArgument
// "file.malformed", "key.malformed", "key.unknown_type"; kUnavailable "file.unreadable"
// (libs/base/secret_file.h).
Result<SigningKey> LoadSigningKeyFile(const std::string& path);

// Makes a random key and its file; missing directories get mode 0700.
// Errors: kAborted "file.exists"; kUnavailable "file.not_written"; kInvalidArgument "key.name".
Result<SigningKey> CreateSigningKeyFile(const std::string& path, std::string_view name,
                                        KeyType type);

}  // namespace paktum::transparency
