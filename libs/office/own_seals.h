#pragma once
// OwnSeals: sealing at an office that does not serve persons: names of its staff and addresses of
// its newsletter, under keys that it alone keeps (vault::IsKeptByMaker).
#include <memory>

#include "libs/office/persons.h"
#include "libs/vault/key_store.h"
#include "libs/vault/shared_vault.h"

namespace paktum::office {

class OwnSeals {
 public:
  // Connects to the vault in the background. nullptr when the key directory holds no unseal.key:
  // then the office seals nothing (docs/runbooks/keys.md).
  // Errors: as Persons::Open.
  static Result<std::unique_ptr<OwnSeals>> Open(const PersonsOptions& options);
  // The same with a key store and keys of the caller's.
  OwnSeals(std::unique_ptr<vault::KeyStore> store, vault::UnsealKeys keys);

  [[nodiscard]] vault::SharedVault& vault() { return vault_; }
  [[nodiscard]] vault::KeyStore& store() { return *store_; }

 private:
  const std::unique_ptr<vault::KeyStore> store_;
  vault::SharedVault vault_;
};

}  // namespace paktum::office
