#pragma once
// RemoteKeyStore: the KeyStore of a vault service, over the wire.
//
// Whatever keeps an answer away is kUnavailable "vault.away", with the wire's reason in its text:
// all methods may be repeated.
// Threads     One connection and one network thread for all callers.
#include <memory>
#include <string>

#include "libs/vault/key_store.h"
#include "libs/wire/caller.h"

namespace paktum::vault_client {

struct RemoteKeyStoreOptions {
  std::string endpoint;  // "tcp://127.0.0.1:7431"
  std::string curve;  // directory of the keys (libs/wire/curve_directory.h), which knows a server
                      // kVaultKeys; empty = plain
  int connect_wait_ms = 500;  // how long a call waits for a connection that is being made
};

class RemoteKeyStore final : public vault::KeyStore {
 public:
  // Connects in the background: OK also while the service is away.
  // Errors: kInvalidArgument "config.endpoint…"; those of wire::CurveDirectory::ClientOf
  static Result<std::unique_ptr<RemoteKeyStore>> Connect(const RemoteKeyStoreOptions& options);
  explicit RemoteKeyStore(std::unique_ptr<wire::Caller> caller) : caller_(std::move(caller)) {}

  Result<std::optional<vault::StoredKey>> Find(const vault::KeyRef& key,
                                               Deadline deadline) override;
  Result<vault::StoredKey> Create(const vault::KeyRef& key, const vault::StoredKey& proposed,
                                  Deadline deadline) override;
  Result<std::vector<std::string>> Destroy(const vault::PersonRef& person, const Uuid& erasure,
                                           Deadline deadline) override;
  Result<bool> IsErased(const vault::PersonRef& person, Deadline deadline) override;

 private:
  const std::unique_ptr<wire::Caller> caller_;
};

}  // namespace paktum::vault_client
