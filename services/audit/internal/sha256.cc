#include "services/audit/internal/sha256.h"

#include <openssl/evp.h>

#include <array>

#include "libs/base/check.h"
#include "libs/base/hex.h"

namespace paktum::audit {

std::string Sha256Hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  PAKTUM_CHECK(
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  return ToHex({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace paktum::audit
