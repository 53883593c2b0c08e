#include "libs/access/rules.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "libs/access/event_types.h"
#include "libs/access/internal/rules_builder.h"
#include "libs/access/statement.h"

namespace paktum::access {
namespace {

Status Refuse(std::string_view reason, std::string what, std::vector<Status::Detail> details) {
  return {StatusCode::kPermissionDenied, std::string(reason), std::move(what), std::move(details)};
}

Status NoSuchPact(std::string_view reason, std::string_view member, std::string_view pact) {
  return Refuse(reason, "the member takes no part in this pact",
                {{"member", std::string(member)}, {"pact", std::string(pact)}});
}

Status RefusedKey(const char* reason, const char* what, const std::string& member) {
  return Refuse(reason, what, {{"member", member}});
}

}  // namespace

bool MemberRule::TakesPartIn(std::string_view pact) const {
  return all_pacts_ || std::find(pacts_.begin(), pacts_.end(), pact) != pacts_.end();
}

bool MemberRule::MayRead(std::string_view stream) const {
  return reads_all_ || std::any_of(reads_.begin(), reads_.end(), [stream](const auto& beginning) {
           return stream.starts_with(beginning);
         });
}

bool MemberRule::MayUnseal(std::string_view content_type) const {
  return std::find(unseals_.begin(), unseals_.end(), content_type) != unseals_.end();
}

std::optional<std::string_view> MemberRule::RefusedType(std::string_view submitted) const {
  return FirstRefusedType(submitted, types_, unknown_types_);
}

const SigningKeyRule* MemberRule::FindKey(std::string_view signer) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(),
                                  [signer](const auto& key) { return key.signer == signer; });
  return found == keys_.end() ? nullptr : &*found;
}

Result<std::shared_ptr<const AccessRules>> AccessRules::Parse(std::string_view text,
                                                              std::string_view file_name) {
  return RulesBuilder(file_name).Build(text);
}

Result<std::shared_ptr<const AccessRules>> AccessRules::Load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return InvalidArgument("rules.missing", path + " cannot be opened");
  std::string text(kRulesBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return Unavailable("rules.unreadable", path + " cannot be read");
  text.resize(static_cast<std::size_t>(file.gcount()));
  return Parse(text, path);
}

const MemberRule* AccessRules::Find(std::string_view member) const {
  const auto found = members_.find(member);
  return found == members_.end() ? nullptr : &found->second;
}

Status AccessRules::CheckAppend(std::string_view peer, const ledger::AppendRequest& request,
                                Instant now) const {
  const MemberRule* rule = request.member == peer ? Find(peer) : nullptr;
  if (rule == nullptr) {
    return Refuse("append.member_not_yours", "an append names the member of its own connection",
                  {{"member", request.member}, {"peer", std::string(peer)}});
  }
  if (!rule->TakesPartIn(request.pact)) {
    return NoSuchPact("append.pact_not_allowed", peer, request.pact);
  }
  for (const ledger::NewEvent& event : request.events) {
    if (const auto type = rule->RefusedType(event.submitted)) {
      return Refuse("append.type_not_allowed",
                    request.member + " may not append " + std::string(*type),
                    {{"member", request.member}, {"type", std::string(*type)}});
    }
  }
  if (request.signature.empty()) {
    return RefusedKey("append.signature_missing", "the append is not signed", request.member);
  }
  const SigningKeyRule* key = rule->FindKey(request.signer);
  if (key == nullptr) {
    return RefusedKey("append.signer_unknown", "the member has no such key", request.member);
  }
  if (!key->SignsAt(now)) {
    return RefusedKey("append.signer_retired", "the key is retired, or not valid yet",
                      request.member);
  }
  if (VerifyAppend(request, key->key)) return OkStatus();
  return RefusedKey("append.signature_invalid", "the key did not sign this append", request.member);
}

Status AccessRules::CheckRead(std::string_view peer, std::string_view pact,
                              std::string_view stream) const {
  PAKTUM_RETURN_IF_ERROR(CheckPact(peer, pact));
  const MemberRule& rule = *Find(peer);
  if (stream.empty() ? rule.ReadsAll() : rule.MayRead(stream)) return OkStatus();
  return Refuse("read.stream_not_allowed",
                stream.empty() ? "the member may not read every stream"
                               : "the member may not read the stream",
                {{"member", std::string(peer)}});
}

Status AccessRules::CheckUnseal(std::string_view peer, std::string_view pact,
                                std::string_view content_type) const {
  const MemberRule* rule = Find(peer);
  if (rule != nullptr && rule->TakesPartIn(pact) && rule->MayUnseal(content_type)) {
    return OkStatus();
  }
  return Refuse("vault.unseal_not_allowed", "the member may not open this kind of sealed part",
                {{"member", std::string(peer)}, {"content_type", std::string(content_type)}});
}

Status AccessRules::CheckPact(std::string_view peer, std::string_view pact) const {
  const MemberRule* rule = Find(peer);
  if (rule != nullptr && rule->TakesPartIn(pact)) return OkStatus();
  return NoSuchPact("read.pact_not_allowed", peer, pact);
}

}  // namespace paktum::access
