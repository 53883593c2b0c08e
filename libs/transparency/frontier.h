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

#include "libs/base/check.h"
#include "libs/transparency/hash.h"

namespace paktum::transparency {

class Frontier {
 public:
  Frontier() = default;  // no leaf

  void Append(const Hash& leaf_hash) {
    Append(leaf_hash, [](unsigned /*level*/, const Hash& /*root*/) {});
  }
  // Also calls completed(level, root) for every complete subtree that ends with this leaf, smallest
  // first: the leaf itself, of level 0, then those of 2, 4, … leaves.
  template <typename Completed>
  void Append(const Hash& leaf_hash, Completed&& completed);

  // Number of leaves.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // EmptyRoot() without leaves.
  [[nodiscard]] Hash Root() const;

  // size, big-endian in 8 bytes, then the subtrees' roots, largest subtree first, 32 bytes each.
  [[nodiscard]] std::string Encode() const;
  // Nothing when these are not such bytes. Whether the hashes are right only the leaves can show.
  static std::optional<Frontier> Decode(std::string_view bytes);
  // From the roots of those subtrees, largest first: as many as `size` has binary digits 1.
  static Frontier OfSubtrees(std::uint64_t size, std::vector<Hash> roots);

  friend bool operator==(const Frontier&, const Frontier&) = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> subtrees_;  // as many as size_ has digits 1, largest subtree first
};

template <typename Completed>
void Frontier::Append(const Hash& leaf_hash, Completed&& completed) {
  PAKTUM_CHECK(size_ != UINT64_MAX);
  // As in adding 1 to a binary number: each digit 1 at the end is a subtree of the size at hand.
  Hash hash = leaf_hash;
  unsigned level = 0;
  completed(level, hash);
  for (std::uint64_t rest = size_; (rest & 1U) != 0; rest >>= 1U) {
    hash = NodeHash(subtrees_.back(), hash);
    subtrees_.pop_back();
    completed(++level, hash);
  }
  subtrees_.push_back(hash);
  ++size_;
}

}  // namespace paktum::transparency
