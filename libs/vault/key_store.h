#pragma once
// KeyStore: keeps the data keys of persons, each wrapped for every member that serves them, so that
// whoever keeps them cannot open one.
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/vault/sealer.h"

namespace paktum::vault {

inline constexpr std::size_t kWrappedKeysMax = 16;  // members that serve one pact

// A data key for one member (libs/vault/key_wrap.h).
struct WrappedKey {
  std::string member;
  std::string recipient;  // public keys
  std::string maker;
  std::string nonce;
  std::string box;
  friend bool operator==(const WrappedKey&, const WrappedKey&) = default;
};

// Kinds of sealed parts that concern nobody but the member that recorded them: names of its staff,
// addresses of its newsletter. Their keys are wrapped for that member alone, whether or not it
// serves persons.
bool IsKeptByMaker(std::string_view content_type);

struct StoredKey {
  std::string key_id;   // kKeyIdBytes
  std::string made_by;  // member
  std::vector<WrappedKey> wrapped;
  friend bool operator==(const StoredKey&, const StoredKey&) = default;
};

// Thread-safe. Besides those named, every method returns:
//   kUnavailable "vault.…"         the keeper cannot be reached or cannot write; try again
//   kDeadlineExceeded              no answer in time: try again, repeating does no harm
//   kPermissionDenied "vault.not_entitled"  this member does not serve the pact's persons
//   kPermissionDenied "vault.unseal_not_allowed"  the rules do not let it open this kind of part
//   kDataLoss "vault.damaged"
class KeyStore {
 public:
  virtual ~KeyStore() = default;

  // The key; nothing when there is none yet. Errors: kFailedPrecondition "vault.erased".
  virtual Result<std::optional<StoredKey>> Find(const KeyRef& key, Deadline deadline) = 0;

  // Keeps `proposed` when the person has no such key yet; returns the key that is kept. On disk
  // (fsync) when it returns. Errors: kFailedPrecondition "vault.erased".
  virtual Result<StoredKey> Create(const KeyRef& key, const StoredKey& proposed,
                                   Deadline deadline) = 0;

  // With a nil erasure: destroys keys of kinds that this member alone keeps, on its own word; OK
  // and no ids when the person has other keys too, or none. Otherwise: destroys all of the person's
  // keys for ever, in every generation of backups that can be reached, and returns their ids; a
  // person without a key is fenced as well. Repeating it returns the same. Errors:
  // kFailedPrecondition "vault.not_agreed"  the ledger holds no such erasure that two
  //                                                 members agreed on
  virtual Result<std::vector<std::string>> Destroy(const PersonRef& person, const Uuid& erasure,
                                                   Deadline deadline) = 0;

  virtual Result<bool> IsErased(const PersonRef& person, Deadline deadline) = 0;
};

// Keeps keys in memory: for tests and simulations. Destroys without asking a ledger.
class MemoryKeyStore final : public KeyStore {
 public:
  Result<std::optional<StoredKey>> Find(const KeyRef& key, Deadline deadline) override;
  Result<StoredKey> Create(const KeyRef& key, const StoredKey& proposed,
                           Deadline deadline) override;
  Result<std::vector<std::string>> Destroy(const PersonRef& person, const Uuid& erasure,
                                           Deadline deadline) override;
  Result<bool> IsErased(const PersonRef& person, Deadline deadline) override;

 private:
  std::mutex mutex_;
  std::map<KeyRef, StoredKey> keys_;                         // guarded by mutex_
  std::map<PersonRef, std::vector<std::string>> destroyed_;  // guarded by mutex_
};

}  // namespace paktum::vault
