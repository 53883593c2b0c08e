#pragma once
// Wrapping of data keys: a data key leaves the member that made it only inside boxes, one for each
// member that serves the person (X25519, XSalsa20-Poly1305: libsodium crypto_box).
//
// The boxes are authenticated: they open only with a public key of the member that made them, which
// the reader knows from its own key directory. So the keeper of the boxes can neither open them nor
// put keys of its own in their place, nor exchange those of two persons
// or of two kinds.
// Threads: all functions may be called from any thread.
#include <map>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/vault/key_store.h"
#include "libs/vault/secret_key.h"

namespace paktum::vault {

inline constexpr std::size_t kPublicKeyBytes = 32;

// The public half of an X25519 secret.
std::string PublicKeyOf(const SecretKey& secret);

// What a member knows to wrap and unwrap.
struct UnsealKeys {
  std::string member;  // its own name
  // Its secrets: the present one first, then those it had before.
  std::vector<SecretKey> own;
  // Public keys of all serving members, its own among them: the present one first, then earlier
  // ones, which still prove who wrapped a key then.
  std::map<std::string, std::vector<std::string>> members;
};

struct DataKey {
  std::string id;  // kKeyIdBytes
  SecretKey secret;
};

// A fresh data key, wrapped for each of `serving`.
// Errors: kUnavailable "vault.member_key_missing"  the public key of a serving member is not known
//                                                  here: see docs/runbooks/keys.md
struct NewKey {
  DataKey key;
  StoredKey stored;
};
Result<NewKey> MakeKey(const KeyRef& key, const std::vector<std::string>& serving,
                       const UnsealKeys& keys);

// Opens this member's copy.
// Errors: kNotFound "vault.no_key"        it was never wrapped for this member or its keys
//         kDataLoss "vault.key_forged"    not made by the member that it names, or for another
//                                         person or kind: the keeper is not to be trusted
Result<DataKey> OpenKey(const KeyRef& key, const StoredKey& stored, const UnsealKeys& keys);

}  // namespace paktum::vault
