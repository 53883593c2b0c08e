#pragma once
// Keyed hashes: find the same person again, or the same content, without keeping what was hashed.
//
// A plain hash of a nine-digit number is undone by trying all of them; these take a secret key of
// the pact (BLAKE2b, libsodium crypto_generichash). Whoever holds the key can try: keep it where
// the data keys are. Thread-safe.
#include <string>
#include <string_view>

#include "libs/vault/secret_key.h"

namespace paktum::vault {

class IdentityIndex {
 public:
  // `key`: the pact's index key, the same at every office that registers people.
  explicit IdentityIndex(SecretKey key) : key_(std::move(key)) {}

  // 64 hexadecimal digits for a TAJ number written as digits without separators (the caller has
  // checked and normalised it). Same number and key, same hash, for ever (docs/formats/sealed.md).
  [[nodiscard]] std::string Hash(std::string_view taj_digits) const;
  // 16 bytes that stand for one part of a name, normalised by the caller, in an index that is
  // searched: two names may fall together once in 2^64 pairs.
  [[nodiscard]] std::string NameToken(std::string_view part) const;

 private:
  SecretKey key_;
};

// 32 bytes that stand for `bytes` under `key`: content digests of appends.
std::string KeyedDigest(const SecretKey& key, std::string_view bytes);

}  // namespace paktum::vault
