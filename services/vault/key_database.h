#pragma once
// KeyDatabase: the vault's keys on disk: a RocksDB of its own (docs/formats/sealed.md).
//
// Nothing in it opens anything: keys are wrapped for members whose secrets are elsewhere.
// Durability  What returned OK is on disk (fsync). A destroyed key is gone from every file of the
//             directory when Fence returns OK.
// Fences      A fence stays for ever: a fenced person gets no key again, and a fenced key id is
//             never given out, also when an old copy of its key came back.
// Threads     Every method may be called from any thread. One process at a time opens a directory.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/strong.h"
#include "libs/vault/key_store.h"

namespace paktum::vault_service {

class KeyDatabase {
 public:
  // Makes the directory (mode 0700) when there is none.
  // Errors: kUnavailable "vault.cannot_open"  in use, or cannot be read
  //         kInvalidArgument "vault.older_form"  of a version that had one key a person
  //         kDataLoss "vault.damaged"
  static Result<std::unique_ptr<KeyDatabase>> Open(const std::filesystem::path& directory);
  ~KeyDatabase();
  KeyDatabase(const KeyDatabase&) = delete;
  KeyDatabase& operator=(const KeyDatabase&) = delete;

  // The key that is kept; nothing when there is none. Errors: kFailedPrecondition "vault.erased";
  // kDataLoss "vault.damaged".
  [[nodiscard]] Result<std::optional<vault::StoredKey>> Find(const vault::KeyRef& key) const;

  // Keeps the key unless there is one, and returns the one that is kept.
  // Errors: as Find; kUnavailable "vault.not_written".
  Result<vault::StoredKey> Create(const vault::KeyRef& key, const vault::StoredKey& proposed);

  // Whether the person has keys and all of them are of kinds that their maker alone keeps, made by
  // this member (any, when empty). Errors: kDataLoss "vault.damaged".
  [[nodiscard]] Result<bool> KeptOnlyBy(const vault::PersonRef& person,
                                        const std::string& maker) const;

  // Destroys the person's keys and fences the person and these key ids, besides those it had.
  // Returns all fenced ids of the person. Without effect on the disk when it is all so already.
  // Errors: kUnavailable "vault.not_written": try again, keys may still be there; kDataLoss.
  Result<std::vector<std::string>> Fence(const vault::PersonRef& person,
                                         const std::vector<std::string>& key_ids);

  [[nodiscard]] Result<bool> IsErased(const vault::PersonRef& person) const;

  // How far the erasures of the pact's ledger have been taken over.
  [[nodiscard]] Result<Position> Followed(const std::string& pact) const;
  Status SetFollowed(const std::string& pact, Position position);

  // A consistent copy of the directory at `to`, which must not exist.
  // Errors: kUnavailable "vault.backup_not_written".
  Status CopyTo(const std::filesystem::path& to) const;

 private:
  class Impl;
  explicit KeyDatabase(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::vault_service
