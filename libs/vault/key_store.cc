#include "libs/vault/key_store.h"

namespace paktum::vault {
namespace {

Status Erased() { return Refused("vault.erased", "the data key of this person was destroyed"); }

}  // namespace

Result<SealedPart> NoSealer::Seal(const PersonRef& /*person*/, std::string_view /*content_type*/,
                                  std::string_view /*plaintext*/, Deadline /*deadline*/) {
  return PermissionDenied("vault.not_entitled", "this member does not serve persons");
}

Result<std::optional<StoredKey>> MemoryKeyStore::Find(const PersonRef& person,
                                                      Deadline /*deadline*/) {
  const std::lock_guard lock(mutex_);
  if (destroyed_.contains(person)) return Erased();
  const auto found = keys_.find(person);
  if (found == keys_.end()) return std::optional<StoredKey>();
  return std::optional<StoredKey>(found->second);
}

Result<StoredKey> MemoryKeyStore::Create(const PersonRef& person, const StoredKey& proposed,
                                         Deadline /*deadline*/) {
  const std::lock_guard lock(mutex_);
  if (destroyed_.contains(person)) return Erased();
  return keys_.emplace(person, proposed).first->second;
}

Result<std::vector<std::string>> MemoryKeyStore::Destroy(const PersonRef& person,
                                                         const Uuid& /*erasure*/,
                                                         Deadline /*deadline*/) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string>& ids = destroyed_[person];
  if (const auto found = keys_.find(person); found != keys_.end()) {
    ids.push_back(found->second.key_id);
    keys_.erase(found);
  }
  return ids;
}

Result<bool> MemoryKeyStore::IsErased(const PersonRef& person, Deadline /*deadline*/) {
  const std::lock_guard lock(mutex_);
  return destroyed_.contains(person);
}

}  // namespace paktum::vault
