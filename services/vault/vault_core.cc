#include "services/vault/vault_core.h"

#include <algorithm>
#include <utility>

#include "libs/service/logging.h"
#include "libs/vault_client/messages.h"

namespace paktum::vault_service {
namespace {

Status Malformed() { return InvalidArgument("vault.malformed", "the request cannot be read"); }

Status NotEntitled() {
  return PermissionDenied("vault.not_entitled", "this member does not serve the pact's persons");
}

template <typename Request>
Result<Request> Parse(const std::string& body) {
  Request request;
  if (!request.ParseFromString(body)) return Malformed();
  return request;
}

Status CatchingUp(const std::string& pact) {
  return Unavailable("vault.catching_up",
                     "the erasures of the ledger of " + pact + " are not repeated yet");
}

}  // namespace

VaultCore::VaultCore(KeyDatabase& keys, Backups& backups, const AgreedErasures& agreed,
                     ServingMembers serving, std::shared_ptr<access::RulesFile> rules)
    : keys_(keys),
      backups_(backups),
      agreed_(agreed),
      serving_(std::move(serving)),
      rules_(std::move(rules)) {}

template <typename Request>
Result<vault::PersonRef> VaultCore::Admit(const std::string& caller, const Request& request,
                                          bool own) const {
  const auto members = serving_.find(request.pact());
  if (members == serving_.end()) return NotEntitled();
  const bool serves = std::binary_search(members->second.begin(), members->second.end(), caller);
  if (!caller.empty() && !serves && !own) return NotEntitled();
  if (own && rules_ != nullptr && !rules_->Current()->CheckPact(caller, request.pact()).ok()) {
    return NotEntitled();
  }
  const auto person = Uuid::FromBytes(request.person());
  if (!person || person->IsNil()) return Malformed();
  {
    const std::lock_guard lock(mutex_);
    if (!followed_.contains(request.pact())) return CatchingUp(request.pact());
  }
  return vault::PersonRef{request.pact(), *person};
}

// The key has to be the caller's, and everybody who serves the person has to get a copy; of a key
// that the caller alone keeps nobody else.
Status VaultCore::CheckProposed(const std::string& caller, const vault::KeyRef& key,
                                const vault::StoredKey& proposed) const {
  if (!caller.empty() && proposed.made_by != caller) return NotEntitled();
  std::vector<std::string> members;
  for (const vault::WrappedKey& wrapped : proposed.wrapped) members.push_back(wrapped.member);
  std::sort(members.begin(), members.end());
  const bool right = vault::IsKeptByMaker(key.content_type)
                         ? members == std::vector<std::string>{proposed.made_by}
                         : members == serving_.at(key.person.pact);
  return right ? OkStatus() : Malformed();
}

Result<std::string> VaultCore::GetOrCreateKey(const std::string& caller, const std::string& body) {
  PAKTUM_ASSIGN_OR_RETURN(const auto request, Parse<vault::v1::GetKeyRequest>(body));
  const bool own = vault::IsKeptByMaker(request.content_type());
  PAKTUM_ASSIGN_OR_RETURN(const vault::PersonRef person, Admit(caller, request, own));
  const vault::KeyRef key{person, request.content_type()};
  if (key.content_type.empty() || key.content_type.size() > vault::kContentTypeBytesMax) {
    return Malformed();
  }
  // A key opens what it seals: who may not open a kind gets no key to seal it either.
  if (rules_ != nullptr) {
    PAKTUM_RETURN_IF_ERROR(rules_->Current()->CheckUnseal(caller, person.pact, key.content_type));
  }
  Result<std::optional<vault::StoredKey>> kept = std::optional<vault::StoredKey>();
  if (request.has_proposed()) {
    const Result<vault::StoredKey> proposed = vault_client::FromMessage(request.proposed());
    if (!proposed.ok()) return Malformed();
    PAKTUM_RETURN_IF_ERROR(CheckProposed(caller, key, *proposed));
    const Result<vault::StoredKey> created = keys_.Create(key, *proposed);
    kept = created.ok() ? Result<std::optional<vault::StoredKey>>(*created) : created.status();
  } else {
    kept = keys_.Find(key);
  }
  vault::v1::GetKeyReply reply;
  if (kept.ok()) {
    if (*kept) vault_client::ToMessage(**kept, *reply.mutable_key());
  } else if (kept.status().reason() == "vault.erased") {
    reply.set_erased(true);
  } else {
    return kept.status();
  }
  return reply.SerializeAsString();
}

Result<std::string> VaultCore::Destroy(const std::string& caller, const std::string& body,
                                       Deadline deadline) {
  PAKTUM_ASSIGN_OR_RETURN(const auto request, Parse<vault::v1::DestroyRequest>(body));
  const auto asked = Uuid::Parse(request.erasure_id());
  const bool own = asked && asked->IsNil();
  PAKTUM_ASSIGN_OR_RETURN(const vault::PersonRef person, Admit(caller, request, own));
  if (own) return DestroyOwn(caller, person);
  PAKTUM_ASSIGN_OR_RETURN(const auto agreed,
                          agreed_.Find(person.pact, person.person.ToString(), deadline));
  if (!agreed || !asked || agreed->erasure != *asked) {
    return Refused("vault.not_agreed", "two members have not agreed on this erasure");
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<std::string> ids, keys_.Fence(person, {}));
  PAKTUM_RETURN_IF_ERROR(backups_.FenceAll(person, ids));
  service::LogInfo("vault.destroyed",
                   {{"pact", person.pact}, {"erasure", asked->ToString()}, {"keys", ids.size()}});
  vault::v1::DestroyReply reply;
  for (const std::string& id : ids) reply.add_key_ids(id);
  return reply.SerializeAsString();
}

Result<std::string> VaultCore::DestroyOwn(const std::string& caller,
                                          const vault::PersonRef& person) {
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<std::string> ids, RepeatOwn(person, caller));
  vault::v1::DestroyReply reply;
  for (const std::string& id : ids) reply.add_key_ids(id);
  return reply.SerializeAsString();
}

Result<std::vector<std::string>> VaultCore::RepeatOwn(const vault::PersonRef& person,
                                                      const std::string& maker) {
  PAKTUM_ASSIGN_OR_RETURN(const bool erased, keys_.IsErased(person));
  if (!erased) {
    PAKTUM_ASSIGN_OR_RETURN(const bool own, keys_.KeptOnlyBy(person, maker));
    if (!own) return std::vector<std::string>();
  }
  PAKTUM_ASSIGN_OR_RETURN(std::vector<std::string> ids, keys_.Fence(person, {}));
  PAKTUM_RETURN_IF_ERROR(backups_.FenceAll(person, ids));
  return ids;
}

Result<std::string> VaultCore::Fence(const std::string& caller, const std::string& body,
                                     Deadline deadline) {
  PAKTUM_ASSIGN_OR_RETURN(const auto request, Parse<vault::v1::FenceRequest>(body));
  PAKTUM_ASSIGN_OR_RETURN(const vault::PersonRef person, Admit(caller, request));
  PAKTUM_RETURN_IF_ERROR(Repeat(person, {}, deadline));
  return vault::v1::FenceReply().SerializeAsString();
}

Result<std::string> VaultCore::IsErased(const std::string& caller, const std::string& body) {
  PAKTUM_ASSIGN_OR_RETURN(const auto request, Parse<vault::v1::IsErasedRequest>(body));
  PAKTUM_ASSIGN_OR_RETURN(const vault::PersonRef person, Admit(caller, request));
  vault::v1::IsErasedReply reply;
  PAKTUM_ASSIGN_OR_RETURN(const bool erased, keys_.IsErased(person));
  reply.set_erased(erased);
  return reply.SerializeAsString();
}

Status VaultCore::Repeat(const vault::PersonRef& person, const std::vector<std::string>& key_ids,
                         Deadline deadline) {
  PAKTUM_ASSIGN_OR_RETURN(const auto agreed,
                          agreed_.Find(person.pact, person.person.ToString(), deadline));
  if (!agreed || !agreed->finished) {
    service::LogError("vault.erasure_not_agreed", {{"pact", person.pact}});
    return OkStatus();
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<std::string> ids, keys_.Fence(person, key_ids));
  return backups_.FenceAll(person, ids);
}

void VaultCore::SetFollowed(const std::string& pact) {
  const std::lock_guard lock(mutex_);
  followed_.insert(pact);
}

Status VaultCore::Ready() const {
  const std::lock_guard lock(mutex_);
  for (const auto& [pact, members] : serving_) {
    if (!followed_.contains(pact)) return CatchingUp(pact);
  }
  return OkStatus();
}

}  // namespace paktum::vault_service
