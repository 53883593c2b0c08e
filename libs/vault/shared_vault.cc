#include "libs/vault/shared_vault.h"

#include <utility>

#include "libs/base/runtime.h"
#include "libs/vault/internal/aead.h"

namespace paktum::vault {
namespace {

// The content type stands last: the parts before it have fixed lengths.
std::string PartBound(const Uuid& person, std::string_view key_id, std::string_view content_type) {
  return "paktum.sealed.v1:" + std::string(person.bytes()) + std::string(key_id) +
         std::string(content_type);
}

}  // namespace

SharedVault::SharedVault(KeyStore& store, UnsealKeys keys, Serving serving)
    : store_(store), keys_(std::move(keys)), serving_(std::move(serving)) {}
SharedVault::~SharedVault() = default;

Result<SealedPart> SharedVault::Seal(const PersonRef& person, std::string_view content_type,
                                     std::string_view plaintext, Deadline deadline) {
  if (content_type.size() > kContentTypeBytesMax || plaintext.size() > kPlaintextBytesMax) {
    return InvalidArgument("vault.too_large", "the sealed part is over a limit");
  }
  PAKTUM_ASSIGN_OR_RETURN(
      const auto key, KeyFor({person, std::string(content_type)}, /*may_create=*/true, deadline));
  SealedPart part;
  part.key_id = key->id;
  part.nonce = internal::RandomBytes(kNonceBytes);
  part.ciphertext = internal::AeadEncrypt(
      key->secret, part.nonce, PartBound(person.person, key->id, content_type), plaintext);
  return part;
}

Status SharedVault::DestroyOwn(const PersonRef& person, Deadline deadline) {
  const auto destroyed = store_.Destroy(person, Uuid(), deadline);
  Forget(person);
  return destroyed.status();
}

Result<std::string> SharedVault::Unseal(const PersonRef& person, std::string_view content_type,
                                        const SealedPart& part, Deadline deadline) {
  PAKTUM_ASSIGN_OR_RETURN(
      const auto key, KeyFor({person, std::string(content_type)}, /*may_create=*/false, deadline));
  if (key->id != part.key_id) return NotFound("vault.no_key", "sealed with another key");
  auto plaintext = internal::AeadDecrypt(
      key->secret, part.nonce, PartBound(person.person, key->id, content_type), part.ciphertext);
  if (plaintext) return *std::move(plaintext);
  return DataLoss("vault.cannot_open_part",
                  "the sealed part was altered or belongs to another person or content type");
}

void SharedVault::Forget(const PersonRef& person) {
  const std::lock_guard lock(mutex_);
  auto next = resting_.lower_bound({person, ""});
  while (next != resting_.end() && next->first.person == person) {
    order_.erase(next->second.place);
    next = resting_.erase(next);
  }
}

std::shared_ptr<const DataKey> SharedVault::FindResting(const KeyRef& ref) {
  const std::lock_guard lock(mutex_);
  const Deadline now = SteadyNow();
  while (!order_.empty() && resting_.at(order_.front()).until <= now) {
    resting_.erase(order_.front());
    order_.pop_front();
  }
  const auto found = resting_.find(ref);
  return found == resting_.end() ? nullptr : found->second.key;
}

std::shared_ptr<const DataKey> SharedVault::Rest(const KeyRef& ref, DataKey key) {
  auto shared = std::make_shared<const DataKey>(std::move(key));
  const std::lock_guard lock(mutex_);
  if (const auto known = resting_.find(ref); known != resting_.end()) {
    order_.erase(known->second.place);
    resting_.erase(known);
  }
  if (resting_.size() >= kKeysRestingMax) {
    resting_.erase(order_.front());
    order_.pop_front();
  }
  order_.push_back(ref);
  resting_.insert_or_assign(ref,
                            Resting{shared, SteadyNow() + kKeyRestTime, std::prev(order_.end())});
  return shared;
}

Result<std::shared_ptr<const DataKey>> SharedVault::KeyFor(const KeyRef& ref, bool may_create,
                                                           Deadline deadline) {
  if (auto resting = FindResting(ref)) return resting;
  std::vector<std::string> members{keys_.member};
  if (!IsKeptByMaker(ref.content_type)) {
    const auto serving = serving_.find(ref.person.pact);
    if (serving == serving_.end()) {
      return PermissionDenied("vault.not_entitled", "no keys of this pact's persons");
    }
    members = serving->second;
  }
  PAKTUM_ASSIGN_OR_RETURN(std::optional<StoredKey> stored, store_.Find(ref, deadline));
  if (!stored) {
    if (!may_create) return NotFound("vault.no_key", "the person has no such data key");
    PAKTUM_ASSIGN_OR_RETURN(const NewKey made, MakeKey(ref, members, keys_));
    PAKTUM_ASSIGN_OR_RETURN(stored, store_.Create(ref, made.stored, deadline));
  }
  PAKTUM_ASSIGN_OR_RETURN(DataKey key, OpenKey(ref, *stored, keys_));
  return Rest(ref, std::move(key));
}

}  // namespace paktum::vault
