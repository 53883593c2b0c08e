#include "libs/vault/key_store.h"

namespace paktum::vault {
namespace {

Status Erased() { return Refused("vault.erased", "the data key of this person was destroyed"); }

}  // namespace

bool IsKeptByMaker(std::string_view content_type) {
  return content_type == "paktum.sealed.v1.StaffName" ||
         content_type == "paktum.sealed.v1.NewsletterAddress";
}

Result<SealedPart> NoSealer::Seal(const PersonRef& /*person*/, std::string_view /*content_type*/,
                                  std::string_view /*plaintext*/, Deadline /*deadline*/) {
  return PermissionDenied("vault.not_entitled", "this member does not serve persons");
}

Status NoSealer::DestroyOwn(const PersonRef& /*person*/, Deadline /*deadline*/) {
  return OkStatus();
}

Result<std::optional<StoredKey>> MemoryKeyStore::Find(const KeyRef& key, Deadline /*deadline*/) {
  const std::lock_guard lock(mutex_);
  if (destroyed_.contains(key.person)) return Erased();
  const auto found = keys_.find(key);
  if (found == keys_.end()) return std::optional<StoredKey>();
  return std::optional<StoredKey>(found->second);
}

Result<StoredKey> MemoryKeyStore::Create(const KeyRef& key, const StoredKey& proposed,
                                         Deadline /*deadline*/) {
  const std::lock_guard lock(mutex_);
  if (destroyed_.contains(key.person)) return Erased();
  return keys_.emplace(key, proposed).first->second;
}

Result<std::vector<std::string>> MemoryKeyStore::Destroy(const PersonRef& person,
                                                         const Uuid& erasure,
                                                         Deadline /*deadline*/) {
  const std::lock_guard lock(mutex_);
  auto next = keys_.lower_bound({person, ""});
  if (erasure.IsNil() && !destroyed_.contains(person)) {
    bool own = next != keys_.end() && next->first.person == person;
    for (auto at = next; at != keys_.end() && at->first.person == person; ++at) {
      own = own && IsKeptByMaker(at->first.content_type);
    }
    if (!own) return std::vector<std::string>();
  }
  std::vector<std::string>& ids = destroyed_[person];
  while (next != keys_.end() && next->first.person == person) {
    ids.push_back(next->second.key_id);
    next = keys_.erase(next);
  }
  return ids;
}

Result<bool> MemoryKeyStore::IsErased(const PersonRef& person, Deadline /*deadline*/) {
  const std::lock_guard lock(mutex_);
  return destroyed_.contains(person);
}

}  // namespace paktum::vault
