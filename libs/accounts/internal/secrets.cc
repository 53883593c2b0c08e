#include "libs/accounts/internal/secrets.h"

#include <sodium.h>

#include <array>

#include "libs/base/check.h"
#include "libs/base/hex.h"

namespace paktum::accounts::internal {
namespace {

constexpr std::size_t kSecretBytes = 32;
using Digest = std::array<unsigned char, crypto_generichash_BYTES>;

std::string DigestText(std::string_view purpose, std::string_view secret) {
  PAKTUM_CHECK(sodium_init() >= 0);
  crypto_generichash_state state;
  Digest digest{};
  const auto add = [&state](std::string_view bytes) {
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  };
  crypto_generichash_init(&state, nullptr, 0, digest.size());
  add(purpose);
  add(std::string_view("\0", 1));
  add(secret);
  crypto_generichash_final(&state, digest.data(), digest.size());
  return ToHex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

std::string NewSecret() {
  PAKTUM_CHECK(sodium_init() >= 0);
  std::string bytes(kSecretBytes, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  std::string text = ToHex(bytes);
  Wipe(bytes);
  return text;
}

std::string HashOf(std::string_view secret) { return DigestText("paktum.secret.v1", secret); }

std::string CsrfTokenOf(std::string_view session_secret) {
  return DigestText("paktum.csrf.v1", session_secret);
}

bool SameSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void Wipe(std::string& secret) {
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace paktum::accounts::internal
