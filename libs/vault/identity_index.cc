#include "libs/vault/identity_index.h"

#include <sodium.h>

#include "libs/base/check.h"
#include "libs/base/hex.h"

namespace paktum::vault {
namespace {

std::string Hash32(const SecretKey& key, std::string_view domain, std::string_view bytes) {
  crypto_generichash_state state;
  std::string hash(32, '\0');
  const auto raw = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  PAKTUM_CHECK(crypto_generichash_init(&state, raw(key.bytes()), SecretKey::kSize, hash.size()) ==
               0);
  crypto_generichash_update(&state, raw(domain), domain.size());
  crypto_generichash_update(&state, raw(bytes), bytes.size());
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  sodium_memzero(&state, sizeof state);
  return hash;
}

}  // namespace

std::string IdentityIndex::Hash(std::string_view taj_digits) const {
  return ToHex(Hash32(key_, "paktum.taj.v1:", taj_digits));
}

std::string IdentityIndex::NameToken(std::string_view part) const {
  return Hash32(key_, "paktum.name.v1:", part).substr(0, 16);
}

std::string KeyedDigest(const SecretKey& key, std::string_view bytes) {
  return Hash32(key, "paktum.digest.v1:", bytes);
}

}  // namespace paktum::vault
