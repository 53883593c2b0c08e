#include "libs/transparency/tile_builder.h"

#include <bit>
#include <utility>

namespace paktum::transparency {
namespace {

// Of the last tile of a level.
std::uint64_t LastIndex(std::uint64_t size, unsigned level) {
  return size >> (kTileHeight * level) >> kTileHeight;
}

}  // namespace

Result<TileBuilder> TileBuilder::Resume(std::uint64_t size, TileSource& source) {
  if (size > kTreeSizeMax) {
    return InvalidArgument("tree.size", "no tree has more than 2^63 - 1 leaves");
  }
  TileBuilder builder;
  for (unsigned level = 0; level < kTileLevels; ++level) {
    const TileId id{level, LastIndex(size, level), (size >> (kTileHeight * level)) % kTileWidth};
    if (id.width == 0) continue;
    PAKTUM_ASSIGN_OR_RETURN(std::string bytes, source.ReadTile(id));
    if (bytes.size() != id.width * kHashBytes) {
      return DataLoss("tile.malformed",
                      TilePath(id) + " has " + std::to_string(bytes.size()) + " bytes");
    }
    builder.rows_[level] = std::move(bytes);
  }
  // All that is needed is in the tiles just read, so the reader never asks for others.
  class Rows : public TileSource {
   public:
    explicit Rows(const TileBuilder& builder) : builder_(builder) {}
    Result<std::string> ReadTile(const TileId& tile) override { return builder_.rows_[tile.level]; }

   private:
    const TileBuilder& builder_;
  } rows(builder);
  std::vector<Subtree> digits;
  for (unsigned level = 64; level-- > 0;) {
    if ((size >> level & 1U) != 0) digits.push_back({level, (size >> level) - 1});
  }
  TileHashReader reader(rows, size);
  PAKTUM_ASSIGN_OR_RETURN(std::vector<Hash> roots, reader.ReadHashes(digits));
  builder.frontier_ = Frontier::OfSubtrees(size, std::move(roots));
  return builder;
}

void TileBuilder::Append(const Hash& leaf_hash) {
  PAKTUM_CHECK(size() < kTreeSizeMax);
  frontier_.Append(leaf_hash, [this](unsigned level, const Hash& root) {
    if (level % kTileHeight != 0) return;
    const unsigned row = level / kTileHeight;
    std::string& bytes = rows_[row];
    if (bytes.empty()) bytes.reserve(kTileWidth * kHashBytes);
    bytes += View(root);
    if (bytes.size() < kTileWidth * kHashBytes) return;
    // frontier_ does not count this leaf before the subtrees that it closes.
    full_.push_back({{row, LastIndex(size(), row), kTileWidth}, std::exchange(bytes, {})});
  });
}

std::vector<Tile> TileBuilder::TakeFull() { return std::exchange(full_, {}); }

std::vector<Tile> TileBuilder::Partial() const {
  std::vector<Tile> tiles;
  for (unsigned level = 0; level < kTileLevels; ++level) {
    const std::string& bytes = rows_[level];
    if (bytes.empty()) continue;
    tiles.push_back({{level, LastIndex(size(), level), bytes.size() / kHashBytes}, bytes});
  }
  return tiles;
}

}  // namespace paktum::transparency
