#pragma once
// SharedVault: seals and opens with data keys that the members of a pact share
// (docs/formats/sealed.md).
//
// Keys        One random key a person and kind of part, made by the member that seals first, kept
// wrapped by a
//             KeyStore. What was opened stays in locked memory for kKeyRestTime at most and
//             kKeysRestingMax keys, and is wiped then.
// Durability  A key is kept (fsync) before anything sealed with it is returned.
// Erasure     After the store destroyed a key nothing new is sealed or opened here once the key has
//             rested for kKeyRestTime; at once after Forget.
// Threads     Every method may be called from any thread at the same time.
#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "libs/vault/key_store.h"
#include "libs/vault/key_wrap.h"
#include "libs/vault/sealer.h"

namespace paktum::vault {

inline constexpr std::size_t kKeysRestingMax = 256;
inline constexpr std::chrono::seconds kKeyRestTime{30};

class SharedVault final : public Sealer {
 public:
  // Serving members by pact: whom new keys are wrapped for.
  using Serving = std::map<std::string, std::vector<std::string>>;

  // `store` must outlive the vault.
  SharedVault(KeyStore& store, UnsealKeys keys, Serving serving);
  ~SharedVault() override;

  // Errors: as Sealer says; also kUnavailable "vault.member_key_missing".
  Result<SealedPart> Seal(const PersonRef& person, std::string_view content_type,
                          std::string_view plaintext, Deadline deadline) override;

  // Errors: as Sealer says.
  Status DestroyOwn(const PersonRef& person, Deadline deadline) override;

  // The plaintext. The caller wipes it (WipeString) when it is done.
  // Errors: kFailedPrecondition "vault.erased"     the person was erased
  //         kNotFound "vault.no_key"               no such key, or not for this member
  //         kDataLoss "vault.cannot_open_part"     altered bytes, or another person or content type
  //         those of KeyStore and OpenKey
  Result<std::string> Unseal(const PersonRef& person, std::string_view content_type,
                             const SealedPart& part, Deadline deadline);

  // Drops the person's keys from memory.
  void Forget(const PersonRef& person);

 private:
  struct Resting {
    std::shared_ptr<const DataKey> key;
    Deadline until;
    std::list<KeyRef>::iterator place;  // in order_
  };

  std::shared_ptr<const DataKey> FindResting(const KeyRef& ref);
  std::shared_ptr<const DataKey> Rest(const KeyRef& ref, DataKey key);
  Result<std::shared_ptr<const DataKey>> KeyFor(const KeyRef& ref, bool may_create,
                                                Deadline deadline);

  KeyStore& store_;
  const UnsealKeys keys_;
  const Serving serving_;
  std::mutex mutex_;
  std::map<KeyRef, Resting> resting_;  // guarded by mutex_
  std::list<KeyRef> order_;            // guarded by mutex_; the oldest first
};

}  // namespace paktum::vault
