#include "libs/vault_client/remote_key_store.h"

#include "libs/vault_client/messages.h"
#include "libs/wire/curve_directory.h"
#include "libs/wire/request_client.h"

namespace paktum::vault_client {
namespace {

template <typename Request>
Request About(const vault::PersonRef& person) {
  Request request;
  request.set_pact(person.pact);
  request.set_person(std::string(person.person.bytes()));
  return request;
}

vault::v1::GetKeyRequest AboutKey(const vault::KeyRef& key) {
  auto request = About<vault::v1::GetKeyRequest>(key.person);
  request.set_content_type(key.content_type);
  return request;
}

template <typename Reply, typename Request>
Result<Reply> Ask(wire::Caller& caller, const char* method, const Request& request,
                  Deadline deadline) {
  const Result<std::string> answer = caller.Call(method, request.SerializeAsString(), deadline);
  if (!answer.ok()) {
    const Status& status = answer.status();
    if (status.code() == StatusCode::kUnavailable ||
        status.code() == StatusCode::kDeadlineExceeded) {
      return Unavailable("vault.away", "the vault cannot be reached: " + status.reason());
    }
    return status;
  }
  Reply reply;
  if (!reply.ParseFromString(*answer)) {
    return Internal("wire.malformed_reply", "the vault's answer cannot be read");
  }
  return reply;
}

Result<std::optional<vault::StoredKey>> KeyIn(const vault::v1::GetKeyReply& reply) {
  if (reply.erased()) {
    return Refused("vault.erased", "the data key of this person was destroyed");
  }
  if (!reply.has_key()) return std::optional<vault::StoredKey>();
  PAKTUM_ASSIGN_OR_RETURN(vault::StoredKey key, FromMessage(reply.key()));
  return std::optional<vault::StoredKey>(std::move(key));
}

}  // namespace

Result<std::unique_ptr<RemoteKeyStore>> RemoteKeyStore::Connect(
    const RemoteKeyStoreOptions& options) {
  wire::RequestClientOptions wire_options;
  wire_options.endpoint = options.endpoint;
  PAKTUM_ASSIGN_OR_RETURN(wire_options.curve,
                          wire::CurveDirectory(options.curve).ClientOf(kVaultKeys));
  wire_options.connect_wait_ms = options.connect_wait_ms;
  PAKTUM_ASSIGN_OR_RETURN(std::unique_ptr<wire::RequestClient> client,
                          wire::RequestClient::Connect(std::move(wire_options)));
  return std::make_unique<RemoteKeyStore>(std::move(client));
}

Result<std::optional<vault::StoredKey>> RemoteKeyStore::Find(const vault::KeyRef& key,
                                                             Deadline deadline) {
  PAKTUM_ASSIGN_OR_RETURN(const auto reply, Ask<vault::v1::GetKeyReply>(*caller_, kGetKeyMethod,
                                                                        AboutKey(key), deadline));
  return KeyIn(reply);
}

Result<vault::StoredKey> RemoteKeyStore::Create(const vault::KeyRef& key,
                                                const vault::StoredKey& proposed,
                                                Deadline deadline) {
  auto request = AboutKey(key);
  ToMessage(proposed, *request.mutable_proposed());
  PAKTUM_ASSIGN_OR_RETURN(const auto reply,
                          Ask<vault::v1::GetKeyReply>(*caller_, kGetKeyMethod, request, deadline));
  PAKTUM_ASSIGN_OR_RETURN(std::optional<vault::StoredKey> kept, KeyIn(reply));
  if (!kept) return Internal("wire.malformed_reply", "the vault kept no key");
  return *std::move(kept);
}

Result<std::vector<std::string>> RemoteKeyStore::Destroy(const vault::PersonRef& person,
                                                         const Uuid& erasure, Deadline deadline) {
  auto request = About<vault::v1::DestroyRequest>(person);
  request.set_erasure_id(erasure.ToString());
  PAKTUM_ASSIGN_OR_RETURN(
      const auto reply, Ask<vault::v1::DestroyReply>(*caller_, kDestroyMethod, request, deadline));
  return std::vector<std::string>(reply.key_ids().begin(), reply.key_ids().end());
}

Result<bool> RemoteKeyStore::IsErased(const vault::PersonRef& person, Deadline deadline) {
  PAKTUM_ASSIGN_OR_RETURN(
      const auto reply,
      Ask<vault::v1::IsErasedReply>(*caller_, kIsErasedMethod,
                                    About<vault::v1::IsErasedRequest>(person), deadline));
  return reply.erased();
}

}  // namespace paktum::vault_client
