#pragma once
// Messages of the vault service (proto/paktum/vault/v1/vault.proto). Pure and thread-safe.
#include <string>

#include "libs/base/result.h"
#include "libs/vault/key_store.h"
#include "paktum/vault/v1/vault.pb.h"

namespace paktum::vault_client {

// The vault's name among servers with keys.
inline constexpr const char* kVaultKeys = "vault";

inline constexpr const char* kGetKeyMethod = "vault.get_or_create_key";
inline constexpr const char* kDestroyMethod = "vault.destroy";
inline constexpr const char* kFenceMethod = "vault.fence";
inline constexpr const char* kIsErasedMethod = "vault.is_erased";

void ToMessage(const vault::StoredKey& key, vault::v1::StoredKey& message);

// Errors: kDataLoss "vault.damaged" when lengths or numbers are none of a stored key.
Result<vault::StoredKey> FromMessage(const vault::v1::StoredKey& message);

}  // namespace paktum::vault_client
