#include "libs/transparency/tree.h"

#include <gtest/gtest.h>

#include <bit>
#include <map>
#include <string>
#include <vector>

#include "libs/base/hex.h"
#include "libs/transparency/frontier.h"
#include "tests/unit/transparency/memory_tiles.h"

namespace paktum::transparency {
namespace {

// RFC 9162, 2.1.1, word by word.
Hash TreeHash(const std::vector<Hash>& leaves, std::size_t from, std::size_t count) {
  if (count == 0) return EmptyRoot();
  if (count == 1) return leaves[from];
  const std::size_t left = std::bit_floor(count - 1);
  return NodeHash(TreeHash(leaves, from, left), TreeHash(leaves, from + left, count - left));
}

// RFC 9162, 2.1.3.1, word by word.
Proof Path(std::size_t m, const std::vector<Hash>& leaves, std::size_t from, std::size_t n) {
  if (n == 1) return {};
  const std::size_t k = std::bit_floor(n - 1);
  Proof path;
  if (m < k) {
    path = Path(m, leaves, from, k);
    path.push_back(TreeHash(leaves, from + k, n - k));
  } else {
    path = Path(m - k, leaves, from + k, n - k);
    path.push_back(TreeHash(leaves, from, k));
  }
  return path;
}

// RFC 9162, 2.1.4.1, word by word.
Proof SubProof(std::size_t m, const std::vector<Hash>& leaves, std::size_t from, std::size_t n,
               bool whole) {
  if (m == n) return whole ? Proof() : Proof{TreeHash(leaves, from, n)};
  const std::size_t k = std::bit_floor(n - 1);
  Proof proof;
  if (m <= k) {
    proof = SubProof(m, leaves, from, k, whole);
    proof.push_back(TreeHash(leaves, from + k, n - k));
  } else {
    proof = SubProof(m - k, leaves, from + k, n - k, false);
    proof.push_back(TreeHash(leaves, from, k));
  }
  return proof;
}

TEST(Tree, RootsAreThoseOfTheDefinition) {
  const std::vector<Hash> leaves = testing::LeafHashes(530);
  testing::MemoryTiles tiles(leaves);
  TileHashReader reader(tiles, leaves.size());
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    EXPECT_EQ(*ReadRoot(reader, size), TreeHash(leaves, 0, size)) << size;
  }
}

TEST(Tree, InclusionProofsAreThoseOfTheDefinition) {
  const std::vector<Hash> leaves = testing::LeafHashes(600);
  testing::MemoryTiles tiles(leaves);
  for (const std::size_t size : {1U, 2U, 3U, 7U, 8U, 255U, 256U, 257U, 511U, 513U, 600U}) {
    TileHashReader reader(tiles, size);
    const Hash root = TreeHash(leaves, 0, size);
    for (std::size_t index = 0; index < size; ++index) {
      const Result<Proof> proof = MakeInclusionProof(reader, index, size);
      ASSERT_TRUE(proof.ok()) << proof.status();
      ASSERT_EQ(*proof, Path(index, leaves, 0, size)) << index << " of " << size;
      ASSERT_TRUE(VerifyInclusion(*proof, index, size, leaves[index], root).ok());
    }
  }
}

TEST(Tree, ConsistencyProofsAreThoseOfTheDefinition) {
  const std::vector<Hash> leaves = testing::LeafHashes(600);
  testing::MemoryTiles tiles(leaves);
  for (const std::size_t size : {1U, 2U, 3U, 7U, 8U, 255U, 256U, 257U, 511U, 513U, 600U}) {
    TileHashReader reader(tiles, size);
    const Hash root = TreeHash(leaves, 0, size);
    for (std::size_t old = 0; old <= size; ++old) {
      const Result<Proof> proof = MakeConsistencyProof(reader, old, size);
      ASSERT_TRUE(proof.ok()) << proof.status();
      if (old > 0) {
        ASSERT_EQ(*proof, SubProof(old, leaves, 0, size, true)) << old << " to " << size;
      }
      ASSERT_TRUE(VerifyConsistency(*proof, old, size, TreeHash(leaves, 0, old), root).ok())
          << old << " to " << size;
    }
  }
}

TEST(Tree, AProofOfSomethingElseIsRefused) {
  const std::vector<Hash> leaves = testing::LeafHashes(13);
  testing::MemoryTiles tiles(leaves);
  TileHashReader reader(tiles, 13);
  const Hash root = TreeHash(leaves, 0, 13);
  const Proof included = *MakeInclusionProof(reader, 11, 13);
  ASSERT_TRUE(VerifyInclusion(included, 11, 13, leaves[11], root).ok());
  EXPECT_FALSE(VerifyInclusion(included, 11, 13, leaves[10], root).ok());
  EXPECT_FALSE(VerifyInclusion(included, 11, 13, leaves[11], leaves[0]).ok());
  EXPECT_FALSE(VerifyInclusion(included, 10, 13, leaves[11], root).ok());
  EXPECT_FALSE(VerifyInclusion(included, 11, 11, leaves[11], root).ok());
  // Past the root, and short of it.
  Proof longer = included;
  longer.push_back(EmptyRoot());
  EXPECT_FALSE(VerifyInclusion(longer, 11, 13, leaves[11], root).ok());
  EXPECT_FALSE(VerifyInclusion(longer, 11, 13, leaves[11], NodeHash(EmptyRoot(), root)).ok());
  EXPECT_FALSE(VerifyInclusion({}, 0, 13, root, root).ok());
  EXPECT_TRUE(VerifyInclusion({}, 0, 1, root, root).ok());
  EXPECT_FALSE(VerifyInclusion({}, 1, 1, root, root).ok());

  const Hash old_root = TreeHash(leaves, 0, 6);
  const Proof consistent = *MakeConsistencyProof(reader, 6, 13);
  ASSERT_TRUE(VerifyConsistency(consistent, 6, 13, old_root, root).ok());
  EXPECT_FALSE(VerifyConsistency(consistent, 6, 13, leaves[0], root).ok());
  EXPECT_FALSE(VerifyConsistency(consistent, 6, 13, old_root, leaves[0]).ok());
  EXPECT_FALSE(VerifyConsistency(consistent, 5, 13, old_root, root).ok());
  EXPECT_FALSE(VerifyConsistency({}, 6, 13, old_root, root).ok());
  EXPECT_FALSE(VerifyConsistency({}, 13, 13, old_root, root).ok());
  EXPECT_FALSE(VerifyConsistency(consistent, 13, 13, root, root).ok());
  EXPECT_FALSE(VerifyConsistency({}, 14, 13, root, root).ok());
  EXPECT_FALSE(VerifyConsistency({}, 0, 13, old_root, root).ok());
  EXPECT_FALSE(VerifyConsistency(consistent, 0, 13, EmptyRoot(), root).ok());
  Proof extended = consistent;
  extended.push_back(EmptyRoot());
  EXPECT_FALSE(VerifyConsistency(extended, 6, 13, old_root, root).ok());
}

TEST(Tree, WhatNoTreeHoldsIsRefused) {
  const std::vector<Hash> leaves = testing::LeafHashes(9);
  testing::MemoryTiles tiles(leaves);
  TileHashReader reader(tiles, leaves.size());
  EXPECT_EQ(MakeInclusionProof(reader, 9, 9).status().reason(), "proof.index");
  EXPECT_EQ(MakeInclusionProof(reader, 0, 0).status().reason(), "proof.index");
  EXPECT_EQ(MakeInclusionProof(reader, 3, 10).status().reason(), "tree.size");
  EXPECT_EQ(MakeInclusionProof(reader, 9, kTreeSizeMax + 1).status().reason(), "tree.size");
  EXPECT_EQ(MakeConsistencyProof(reader, 9, 8).status().reason(), "proof.sizes");
  EXPECT_EQ(MakeConsistencyProof(reader, 5, 10).status().reason(), "tree.size");
  EXPECT_EQ(MakeConsistencyProof(reader, 9, kTreeSizeMax + 1).status().reason(), "tree.size");
  EXPECT_EQ(ReadRoot(reader, kTreeSizeMax + 1).status().reason(), "tree.size");
}

TEST(Tree, AFailureOfTheSourceGoesToTheCaller) {
  const std::vector<Hash> leaves = testing::LeafHashes(300);
  testing::MemoryTiles tiles(leaves);
  TileHashReader reader(tiles, leaves.size());
  tiles.Replace("tile/0/001.p/44", std::string(43 * kHashBytes, 'x'));
  EXPECT_EQ(ReadRoot(reader, 300).status().reason(), "tile.malformed");
  EXPECT_EQ(ReadRoot(reader, 300).status().code(), StatusCode::kDataLoss);
  tiles.Remove("tile/0/001.p/44");
  EXPECT_EQ(ReadRoot(reader, 300).status().reason(), "memory_tiles.missing");
  EXPECT_EQ(*ReadRoot(reader, 256), TreeHash(leaves, 0, 256));
}

TEST(Tree, ALargeIndexAndSizeAreNoUndefinedArithmetic) {
  const Proof proof(kProofHashesMax, EmptyRoot());
  for (const std::uint64_t size : {kTreeSizeMax - 1, kTreeSizeMax, kTreeSizeMax + 1, UINT64_MAX}) {
    EXPECT_FALSE(VerifyInclusion(proof, size - 1, size, EmptyRoot(), EmptyRoot()).ok());
    EXPECT_FALSE(VerifyInclusion(proof, UINT64_MAX, size, EmptyRoot(), EmptyRoot()).ok());
    EXPECT_FALSE(VerifyConsistency(proof, size - 1, size, EmptyRoot(), LeafHash("")).ok());
    EXPECT_FALSE(VerifyConsistency(proof, 1, size, EmptyRoot(), LeafHash("")).ok());
  }
}

}  // namespace
}  // namespace paktum::transparency
