#pragma once
// Frontier: a Merkle tree that only grows, kept as the roots of its complete subtrees.
//
// A tree of n leaves falls into complete subtrees of the sizes of n's binary digits, the largest
// first. Their roots are all that is needed to add leaves and to tell the root of the whole
// (RFC 9162, 2.1): at most 64 hashes, whatever the size.
// A value: not synchronised.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/transparency/hash.h"

namespace paktum::transparency {

class Frontier {
 public:
  Frontier() = default;  // no leaf

  void Append(const Hash& leaf_hash);

  // Number of leaves.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // EmptyRoot() without leaves.
  [[nodiscard]] Hash Root() const;

  // size, big-endian in 8 bytes, then the subtrees' roots, largest subtree first, 32 bytes each.
  [[nodiscard]] std::string Encode() const;
  // Nothing when these are not such bytes. Whether the hashes are right only the leaves can show.
  static std::optional<Frontier> Decode(std::string_view bytes);

  friend bool operator==(const Frontier&, const Frontier&) = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> subtrees_;  // as many as size_ has digits 1, largest subtree first
};

}  // namespace paktum::transparency
