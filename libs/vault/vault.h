#pragma once
// Vault: the data keys of the persons of one office, and sealing with them
// (docs/formats/sealed.md).
//
// Keys        One random key a person, with a random 16-byte id, wrapped with XChaCha20-Poly1305
//             under the office's master key. Keys are in clear only while a call uses them, and are
//             wiped then.
// Durability  A key is on disk (fsync) before anything sealed with it is returned; a destroyed key
//             is gone from disk, and its fence is on disk, when Destroy returns OK.
// Erasure     After Destroy the person's parts can never be opened: the fence refuses the key id
//             even when an old copy of the key comes back. After restoring a vault from a backup,
//             Fence every erasure that the ledger knows.
// Threads     Every method may be called from any thread at the same time. One process at a time
//             opens a directory.
// Limits      kPlaintextBytesMax; content types up to kContentTypeBytesMax.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/base/uuid.h"
#include "libs/vault/secret_key.h"

namespace paktum::vault {

inline constexpr std::size_t kPlaintextBytesMax = std::size_t{48} * 1024;
inline constexpr std::size_t kContentTypeBytesMax = 200;
inline constexpr std::size_t kKeyIdBytes = 16;
inline constexpr std::size_t kNonceBytes = 24;

// The bytes of a paktum.event.v1.Sealed besides person and content type.
struct SealedPart {
  std::string key_id;      // kKeyIdBytes
  std::string nonce;       // kNonceBytes
  std::string ciphertext;  // with its 16-byte tag
};

// Seals what is personal.
class Sealer {
 public:
  virtual ~Sealer() = default;

  // Encrypts `plaintext` under the person's key, which is made with the first call. Person, content
  // type and key id are bound to the result. Thread-safe.
  // Errors: kFailedPrecondition "vault.erased"      the person was erased
  //         kInvalidArgument "vault.too_large"      over a limit
  //         kUnavailable "vault.not_written"        the key could not be stored; nothing was sealed
  //         kDataLoss "vault.damaged"
  virtual Result<SealedPart> Seal(const Uuid& person, std::string_view content_type,
                                  std::string_view plaintext) = 0;
};

class Vault final : public Sealer {
 public:
  // Opens the vault in `directory`, making it when there is none.
  // Errors: kInvalidArgument "vault.wrong_master_key"  it was made under another master key
  //         kUnavailable "vault.cannot_open"           the directory is in use or cannot be read
  //         kDataLoss "vault.damaged"
  static Result<std::unique_ptr<Vault>> Open(const std::filesystem::path& directory,
                                             SecretKey master);
  // The same with the master key of LoadOrCreateKeyFile(key_file), whose errors it returns too.
  static Result<std::unique_ptr<Vault>> Open(const std::filesystem::path& directory,
                                             const std::filesystem::path& key_file);

  ~Vault() override;
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;

  Result<SealedPart> Seal(const Uuid& person, std::string_view content_type,
                          std::string_view plaintext) override;

  // The plaintext. The caller wipes it (WipeString) when it is done.
  // Errors: kFailedPrecondition "vault.erased"    the key was destroyed
  //         kNotFound "vault.no_key"              this office never had that key
  //         kDataLoss "vault.cannot_open_part"    altered bytes, or another person or content type
  //         kDataLoss "vault.damaged"
  [[nodiscard]] Result<std::string> Unseal(const Uuid& person, std::string_view content_type,
                                           const SealedPart& part) const;

  // Destroys the person's key for ever and returns its id, for the event that records it. A person
  // without a key is fenced as well (nothing is returned): later sealing is refused. Repeating it
  // returns the same.
  // Errors: kUnavailable "vault.not_written"  try again; the key may still exist
  Result<std::optional<std::string>> Destroy(const Uuid& person);

  // Repeats an erasure that the ledger knows (person, key id) on a vault that may have come from a
  // backup. Errors: as Destroy.
  Status Fence(const Uuid& person, std::string_view key_id);

  // Whether the person was erased here.
  [[nodiscard]] Result<bool> IsErased(const Uuid& person) const;

 private:
  class Impl;
  explicit Vault(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::vault
