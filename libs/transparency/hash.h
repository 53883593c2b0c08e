#pragma once
// The hashes of a Merkle tree as RFC 9162 section 2.1 (and RFC 6962 before it) defines them, with
// SHA-256. A leaf and an inner node begin with different bytes, so that neither can be taken for
// the other. Pure and thread-safe.
#include <array>
#include <cstdint>
#include <string_view>

namespace paktum::transparency {

inline constexpr std::size_t kHashBytes = 32;
using Hash = std::array<std::uint8_t, kHashBytes>;

// SHA-256 of 0x00 and the bytes of the leaf. The leaf of a record are its stored bytes.
Hash LeafHash(std::string_view leaf);

// SHA-256 of 0x01 and the two hashes below.
Hash NodeHash(const Hash& left, const Hash& right);

// SHA-256 of the bytes alone, for names that are hashes.
Hash Sha256Of(std::string_view bytes);

// The root of a tree without leaves: SHA-256 of nothing.
Hash EmptyRoot();

inline std::string_view View(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace paktum::transparency
