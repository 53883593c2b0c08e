#pragma once
// Backups: generations of the vault's directory, and erasing in all of them
// (docs/runbooks/erasure.md).
//
// A generation is a directory vault-<UTC time> below the backup directory, a whole copy of the
// database. It is a copy like any other: whoever takes one elsewhere has to bring it back through a
// start of the vault, which repeats every erasure of the ledger on it.
// Threads     Every method may be called from any thread.
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "services/vault/key_database.h"

namespace paktum::vault_service {

class Backups {
 public:
  // An empty directory: none are made. `keep`: generations, the oldest beyond are removed.
  Backups(std::filesystem::path directory, std::size_t keep)
      : directory_(std::move(directory)), keep_(keep) {}

  // Makes a generation unless the newest is younger than `every`; true when one was made.
  // Errors: kUnavailable "vault.backup_not_written".
  Result<bool> MakeIfDue(const KeyDatabase& keys, Instant now, std::chrono::seconds every);

  // Destroys and fences in every generation. Errors: kUnavailable "vault.backup_not_erased" with
  // the generation: nobody may call the person erased before an operator has seen to it.
  Status FenceAll(const vault::PersonRef& person, const std::vector<std::string>& key_ids);

  // Names of the generations, the oldest first.
  [[nodiscard]] std::vector<std::string> Generations() const;

 private:
  [[nodiscard]] std::vector<std::string> List() const;
  void RemoveUnfinished();

  const std::filesystem::path directory_;
  const std::size_t keep_;
  mutable std::mutex mutex_;
};

}  // namespace paktum::vault_service
