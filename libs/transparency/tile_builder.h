#pragma once
// TileBuilder: grows a tree leaf by leaf and hands out its tiles.
//
// A leaf costs about one hash of two hashes. Kept in memory: the unfinished tile of each level, at
// most 8 KiB a level, and full tiles until they are taken.
// A value: not synchronised.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/transparency/frontier.h"
#include "libs/transparency/tile.h"
#include "libs/transparency/tree.h"

namespace paktum::transparency {

struct Tile {
  TileId id;
  std::string bytes;  // 32 for each hash

  friend bool operator==(const Tile&, const Tile&) = default;
};

class TileBuilder {
 public:
  TileBuilder() = default;  // no leaf

  // Goes on from a tree of `size` leaves: reads its partial tiles, one a level at most.
  // Errors: those of the source; kDataLoss "tile.malformed". Whether the tiles are right is told by
  // comparing Root() with a root that is known.
  static Result<TileBuilder> Resume(std::uint64_t size, TileSource& source);

  void Append(const Hash& leaf_hash);

  [[nodiscard]] std::uint64_t size() const { return frontier_.size(); }
  [[nodiscard]] Hash Root() const { return frontier_.Root(); }
  [[nodiscard]] const Frontier& frontier() const { return frontier_; }

  // The tiles that became full since the last call, in the order in which they did.
  std::vector<Tile> TakeFull();
  // The partial tiles of the tree as it is, lowest level first. With the full tiles they are all
  // that a checkpoint of this size needs.
  [[nodiscard]] std::vector<Tile> Partial() const;

 private:
  Frontier frontier_;
  std::array<std::string, kTileLevels> rows_;  // the unfinished tile of each level
  std::vector<Tile> full_;
};

}  // namespace paktum::transparency
