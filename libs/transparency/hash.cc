// The plain SHA-256 functions, which OpenSSL 3 keeps though it prefers EVP: a record is hashed in a
// quarter of a microsecond, and EVP's look-ups would take as long again.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "libs/transparency/hash.h"

#include <openssl/sha.h>

#include "libs/base/check.h"

namespace paktum::transparency {
namespace {

static_assert(kHashBytes == SHA256_DIGEST_LENGTH);

constexpr std::uint8_t kLeaf = 0x00;
constexpr std::uint8_t kNode = 0x01;

class Sha256 {
 public:
  Sha256() { PAKTUM_CHECK(SHA256_Init(&state_) == 1); }
  void Add(const void* bytes, std::size_t size) {
    PAKTUM_CHECK(SHA256_Update(&state_, bytes, size) == 1);
  }
  Hash Take() {
    Hash hash;
    PAKTUM_CHECK(SHA256_Final(hash.data(), &state_) == 1);
    return hash;
  }

 private:
  SHA256_CTX state_{};
};

}  // namespace

Hash LeafHash(std::string_view leaf) {
  Sha256 sha;
  sha.Add(&kLeaf, 1);
  sha.Add(leaf.data(), leaf.size());
  return sha.Take();
}

Hash NodeHash(const Hash& left, const Hash& right) {
  Sha256 sha;
  sha.Add(&kNode, 1);
  sha.Add(left.data(), left.size());
  sha.Add(right.data(), right.size());
  return sha.Take();
}

Hash Sha256Of(std::string_view bytes) {
  Sha256 sha;
  sha.Add(bytes.data(), bytes.size());
  return sha.Take();
}

Hash EmptyRoot() { return Sha256().Take(); }

}  // namespace paktum::transparency
