#include "libs/office/own_seals.h"

#include <filesystem>
#include <utility>

#include "libs/service/logging.h"
#include "libs/vault/unseal_directory.h"
#include "libs/vault_client/remote_key_store.h"

namespace paktum::office {
namespace {

Result<vault::UnsealKeys> LoadKeys(const PersonsOptions& options) {
  if (!options.curve.empty()) return vault::LoadUnsealKeys(options.curve, options.member);
  return vault::SharedUnsealKeys(options.keys_directory, options.member, {options.member});
}

}  // namespace

Result<std::unique_ptr<OwnSeals>> OwnSeals::Open(const PersonsOptions& options) {
  const auto secret = std::filesystem::path(options.curve) / "unseal.key";
  if (!options.curve.empty() && !std::filesystem::exists(secret)) {
    service::LogWarning("office.seals_nothing", {{"member", options.member}});
    return std::unique_ptr<OwnSeals>();
  }
  PAKTUM_ASSIGN_OR_RETURN(vault::UnsealKeys keys, LoadKeys(options));
  vault_client::RemoteKeyStoreOptions remote;
  remote.endpoint = options.vault_endpoint;
  remote.curve = options.curve;
  PAKTUM_ASSIGN_OR_RETURN(auto store, vault_client::RemoteKeyStore::Connect(remote));
  return std::make_unique<OwnSeals>(std::move(store), std::move(keys));
}

OwnSeals::OwnSeals(std::unique_ptr<vault::KeyStore> store, vault::UnsealKeys keys)
    : store_(std::move(store)), vault_(*store_, std::move(keys), {}) {}

}  // namespace paktum::office
