#pragma once
// A log's tiles in memory, and leaves to make them of.
#include <map>
#include <string>
#include <vector>

#include "libs/transparency/tile_builder.h"

namespace paktum::transparency::testing {

// Of the leaves "leaf 0", "leaf 1", …
inline std::vector<Hash> LeafHashes(std::size_t count) {
  std::vector<Hash> hashes;
  hashes.reserve(count);
  for (std::size_t i = 0; i < count; ++i) hashes.push_back(LeafHash("leaf " + std::to_string(i)));
  return hashes;
}

// Keeps full tiles and the last partial ones by their paths; any other partial tile is cut from one
// of these.
class MemoryTiles : public TileSource {
 public:
  explicit MemoryTiles(const std::vector<Hash>& leaves) {
    TileBuilder builder;
    for (const Hash& leaf : leaves) builder.Append(leaf);
    for (Tile& tile : builder.TakeFull()) tiles_[tile.id] = std::move(tile.bytes);
    for (Tile& tile : builder.Partial()) tiles_[tile.id] = std::move(tile.bytes);
  }

  Result<std::string> ReadTile(const TileId& tile) override {
    ++reads_;
    const auto found = tiles_.lower_bound(tile);
    if (found == tiles_.end() || found->first.level != tile.level ||
        found->first.index != tile.index) {
      return NotFound("memory_tiles.missing", TilePath(tile));
    }
    return found->second.substr(0, tile.width * kHashBytes);
  }

  void Replace(std::string_view path, std::string bytes) {
    tiles_.at(ParseTilePath(path)->tile) = std::move(bytes);
  }
  void Remove(std::string_view path) { tiles_.erase(ParseTilePath(path)->tile); }

  [[nodiscard]] const std::map<TileId, std::string>& tiles() const { return tiles_; }
  [[nodiscard]] int reads() const { return reads_; }

 private:
  std::map<TileId, std::string> tiles_;
  int reads_ = 0;
};

}  // namespace paktum::transparency::testing
