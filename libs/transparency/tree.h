#pragma once
// Proofs about a log's tree: that it holds a leaf at an index, and that it only grew (RFC 9162,
// 2.1.3 and 2.1.4). Making them reads a few hashes; checking them takes nothing but the proof.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/hash.h"
#include "libs/transparency/tile.h"

namespace paktum::transparency {

// Hashes in an inclusion or consistency proof.
inline constexpr std::size_t kProofHashesMax = 63;
using Proof = std::vector<Hash>;

// A complete subtree: the leaves [index · 2^level, (index + 1) · 2^level).
struct Subtree {
  unsigned level = 0;
  std::uint64_t index = 0;

  friend auto operator<=>(const Subtree&, const Subtree&) = default;
};

// Where the hashes of a tree are kept.
class HashReader {
 public:
  virtual ~HashReader() = default;
  // The roots of complete subtrees, in the order asked. All lie within a size that the reader
  // knows. A failure (say, of the disk) goes to the caller as it is.
  virtual Result<std::vector<Hash>> ReadHashes(std::span<const Subtree> subtrees) = 0;
};

// Where the tiles of a tree are kept: a directory, a database, a server.
class TileSource {
 public:
  virtual ~TileSource() = default;
  // The bytes of a tile: 32 for each of its hashes. A source that no longer has a partial tile
  // takes it from the beginning of a wider one.
  virtual Result<std::string> ReadTile(const TileId& tile) = 0;
};

// The hashes of a tree of `tree_size` leaves out of its tiles. Each call reads a tile at most once.
// Nothing is checked against a root: who does not trust the source checks the proof made of it.
// Errors: those of the source; kDataLoss "tile.malformed" when a tile has not its size;
// kInvalidArgument "tree.size" for a subtree beyond `tree_size`.
class TileHashReader : public HashReader {
 public:
  // The source outlives the reader.
  TileHashReader(TileSource& source, std::uint64_t tree_size)
      : source_(source), tree_size_(tree_size) {}
  Result<std::vector<Hash>> ReadHashes(std::span<const Subtree> subtrees) override;

 private:
  TileSource& source_;
  std::uint64_t tree_size_;
};

// The root of the tree of the first `size` leaves. Errors: those of the reader; kInvalidArgument
// "tree.size" for more than kTreeSizeMax.
Result<Hash> ReadRoot(HashReader& reader, std::uint64_t size);

// That the tree of the first `size` leaves holds the leaf `index` (from 0): siblings from the leaf
// to the root. Errors: as ReadRoot; kInvalidArgument "proof.index" unless index < size.
Result<Proof> MakeInclusionProof(HashReader& reader, std::uint64_t index, std::uint64_t size);

// That the tree of the first `old_size` leaves is the beginning of that of `new_size`. Empty when
// old_size is 0 or new_size.
// Errors: as ReadRoot; kInvalidArgument "proof.sizes" unless old_size <= new_size.
Result<Proof> MakeConsistencyProof(HashReader& reader, std::uint64_t old_size,
                                   std::uint64_t new_size);

// OK when the tree of this size and root holds a leaf of this hash at this index.
// Error: kPermissionDenied "proof.not_included".
Status VerifyInclusion(std::span<const Hash> proof, std::uint64_t index, std::uint64_t size,
                       const Hash& leaf_hash, const Hash& root);

// OK when the leaves of the old tree are the first leaves of the new one.
// Error: kPermissionDenied "proof.inconsistent".
Status VerifyConsistency(std::span<const Hash> proof, std::uint64_t old_size,
                         std::uint64_t new_size, const Hash& old_root, const Hash& new_root);

}  // namespace paktum::transparency
