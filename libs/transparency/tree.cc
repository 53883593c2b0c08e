#include "libs/transparency/tree.h"

#include <algorithm>
#include <bit>
#include <map>

#include "libs/base/check.h"

namespace paktum::transparency {
namespace {

// The leaves [begin, end); begin is a multiple of the smallest power of two that is not less than
// their number, so that RFC 9162's MTH falls into complete subtrees.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// Its complete subtrees, largest first.
void AddSubtrees(Range range, std::vector<Subtree>& subtrees) {
  while (range.begin < range.end) {
    const auto level = static_cast<unsigned>(std::bit_width(range.end - range.begin) - 1);
    subtrees.push_back({level, range.begin >> level});
    range.begin += std::uint64_t{1} << level;
  }
}

std::size_t SubtreesOf(const Range& range) {
  return static_cast<std::size_t>(std::popcount(range.end - range.begin));
}

// The root above complete subtrees, largest first.
Hash Join(std::span<const Hash> subtrees) {
  PAKTUM_CHECK(!subtrees.empty());
  Hash root = subtrees.back();
  for (std::size_t i = subtrees.size() - 1; i-- > 0;) root = NodeHash(subtrees[i], root);
  return root;
}

Result<std::vector<Hash>> ReadRoots(HashReader& reader, std::span<const Range> ranges) {
  std::vector<Subtree> subtrees;
  for (const Range& range : ranges) AddSubtrees(range, subtrees);
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<Hash> hashes, reader.ReadHashes(subtrees));
  PAKTUM_CHECK(hashes.size() == subtrees.size());
  std::vector<Hash> roots;
  roots.reserve(ranges.size());
  std::span<const Hash> rest = hashes;
  for (const Range& range : ranges) {
    roots.push_back(Join(rest.first(SubtreesOf(range))));
    rest = rest.subspan(SubtreesOf(range));
  }
  return roots;
}

Status CheckSize(std::uint64_t size) {
  if (size <= kTreeSizeMax) return OkStatus();
  return InvalidArgument("tree.size", "no tree has more than 2^63 - 1 leaves");
}

// The root of 2^n hashes.
Hash RootOf(std::vector<Hash> hashes) {
  for (std::size_t count = hashes.size(); count > 1; count /= 2) {
    for (std::size_t i = 0; i < count / 2; ++i) {
      hashes[i] = NodeHash(hashes[2 * i], hashes[2 * i + 1]);
    }
  }
  return hashes[0];
}

}  // namespace

Result<std::vector<Hash>> TileHashReader::ReadHashes(std::span<const Subtree> subtrees) {
  std::map<TileId, std::vector<Hash>> tiles;
  std::vector<Hash> hashes;
  hashes.reserve(subtrees.size());
  for (const Subtree& subtree : subtrees) {
    const unsigned level = subtree.level / kTileHeight;
    const std::uint64_t count = std::uint64_t{1} << subtree.level % kTileHeight;
    const std::uint64_t first = subtree.index * count;
    TileId id{level, first / kTileWidth, 0};
    id.width = WidthOfTile(tree_size_, level, id.index);
    if (first % kTileWidth + count > id.width) {
      return InvalidArgument("tree.size",
                             "the tree has only " + std::to_string(tree_size_) + " leaves");
    }
    auto tile = tiles.find(id);
    if (tile == tiles.end()) {
      PAKTUM_ASSIGN_OR_RETURN(const std::string bytes, source_.ReadTile(id));
      Result<std::vector<Hash>> decoded = DecodeTile(bytes, id.width);
      if (!decoded.ok()) {
        return DataLoss("tile.malformed", TilePath(id) + ": " + decoded.status().message());
      }
      tile = tiles.emplace(id, *std::move(decoded)).first;
    }
    const auto begin = tile->second.begin() + static_cast<std::ptrdiff_t>(first % kTileWidth);
    hashes.push_back(RootOf({begin, begin + static_cast<std::ptrdiff_t>(count)}));
  }
  return hashes;
}

Result<Hash> ReadRoot(HashReader& reader, std::uint64_t size) {
  PAKTUM_RETURN_IF_ERROR(CheckSize(size));
  if (size == 0) return EmptyRoot();
  const Range whole{0, size};
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<Hash> roots, ReadRoots(reader, {&whole, 1}));
  return roots[0];
}

// RFC 9162, 2.1.3.1, from the root down.
Result<Proof> MakeInclusionProof(HashReader& reader, std::uint64_t index, std::uint64_t size) {
  PAKTUM_RETURN_IF_ERROR(CheckSize(size));
  if (index >= size) {
    return InvalidArgument("proof.index", "a tree of " + std::to_string(size) +
                                              " leaves has no leaf " + std::to_string(index));
  }
  std::vector<Range> siblings;
  for (Range at{0, size}; at.end - at.begin > 1;) {
    const std::uint64_t middle = at.begin + std::bit_floor(at.end - at.begin - 1);
    if (index < middle) {
      siblings.push_back({middle, at.end});
      at.end = middle;
    } else {
      siblings.push_back({at.begin, middle});
      at.begin = middle;
    }
  }
  std::reverse(siblings.begin(), siblings.end());
  return ReadRoots(reader, siblings);
}

// RFC 9162, 2.1.4.1, from the root down.
Result<Proof> MakeConsistencyProof(HashReader& reader, std::uint64_t old_size,
                                   std::uint64_t new_size) {
  PAKTUM_RETURN_IF_ERROR(CheckSize(new_size));
  if (old_size > new_size) {
    return InvalidArgument("proof.sizes", "a tree of " + std::to_string(new_size) +
                                              " leaves did not grow out of one of " +
                                              std::to_string(old_size));
  }
  if (old_size == 0 || old_size == new_size) return Proof();
  std::vector<Range> parts;
  Range at{0, new_size};
  while (at.end != old_size) {
    const std::uint64_t middle = at.begin + std::bit_floor(at.end - at.begin - 1);
    if (old_size <= middle) {
      parts.push_back({middle, at.end});
      at.end = middle;
    } else {
      parts.push_back({at.begin, middle});
      at.begin = middle;
    }
  }
  // The old tree as a whole is what the verifier has.
  if (at.begin != 0) parts.push_back(at);
  std::reverse(parts.begin(), parts.end());
  return ReadRoots(reader, parts);
}

// RFC 9162, 2.1.3.2, with its names.
Status VerifyInclusion(std::span<const Hash> proof, std::uint64_t index, std::uint64_t size,
                       const Hash& leaf_hash, const Hash& root) {
  const Status refused =
      PermissionDenied("proof.not_included", "the proof does not lead from the leaf to the root");
  if (index >= size || size > kTreeSizeMax) return refused;
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  Hash r = leaf_hash;
  for (const Hash& p : proof) {
    if (sn == 0) return refused;
    if ((fn & 1U) != 0 || fn == sn) {
      r = NodeHash(p, r);
      while ((fn & 1U) == 0 && fn != 0) {
        fn >>= 1U;
        sn >>= 1U;
      }
    } else {
      r = NodeHash(r, p);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  return sn == 0 && r == root ? OkStatus() : refused;
}

// RFC 9162, 2.1.4.2, with its names; the cases of an empty and of an equal tree are added.
Status VerifyConsistency(std::span<const Hash> proof, std::uint64_t old_size,
                         std::uint64_t new_size, const Hash& old_root, const Hash& new_root) {
  const Status refused =
      PermissionDenied("proof.inconsistent", "the old tree is not the beginning of the new one");
  if (old_size > new_size || new_size > kTreeSizeMax) return refused;
  if (old_size == 0) {
    return proof.empty() && old_root == EmptyRoot() && (new_size != 0 || new_root == EmptyRoot())
               ? OkStatus()
               : refused;
  }
  if (old_size == new_size) return proof.empty() && old_root == new_root ? OkStatus() : refused;
  std::vector<Hash> path(proof.begin(), proof.end());
  if (std::has_single_bit(old_size)) path.insert(path.begin(), old_root);
  if (path.empty()) return refused;
  std::uint64_t fn = old_size - 1;
  std::uint64_t sn = new_size - 1;
  while ((fn & 1U) != 0) {
    fn >>= 1U;
    sn >>= 1U;
  }
  Hash fr = path[0];
  Hash sr = path[0];
  for (std::size_t i = 1; i < path.size(); ++i) {
    const Hash& c = path[i];
    if (sn == 0) return refused;
    if ((fn & 1U) != 0 || fn == sn) {
      fr = NodeHash(c, fr);
      sr = NodeHash(c, sr);
      while ((fn & 1U) == 0 && fn != 0) {
        fn >>= 1U;
        sn >>= 1U;
      }
    } else {
      sr = NodeHash(sr, c);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  return sn == 0 && fr == old_root && sr == new_root ? OkStatus() : refused;
}

}  // namespace paktum::transparency
