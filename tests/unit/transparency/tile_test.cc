#include "libs/transparency/tile.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "libs/transparency/checkpoint.h"
#include "tests/unit/transparency/memory_tiles.h"

namespace paktum::transparency {
namespace {

// The example of tlog-tiles, "Partial Tiles".
TEST(Tile, ATreeOf70000HasTheTilesOfTheSpecification) {
  std::map<unsigned, std::vector<TileId>> levels;
  for (const TileId& tile : TilesOf(70'000)) levels[tile.level].push_back(tile);
  ASSERT_EQ(levels.size(), 3U);
  EXPECT_EQ(levels[0].size(), 274U);
  EXPECT_EQ(levels[0][272], (TileId{0, 272, 256}));
  EXPECT_EQ(levels[0][273], (TileId{0, 273, 112}));
  EXPECT_EQ(levels[1], (std::vector<TileId>{{1, 0, 256}, {1, 1, 17}}));
  EXPECT_EQ(levels[2], (std::vector<TileId>{{2, 0, 1}}));
  EXPECT_EQ(TilesOf(256), (std::vector<TileId>{{0, 0, 256}, {1, 0, 1}}));
  EXPECT_EQ(TilesOf(1), (std::vector<TileId>{{0, 0, 1}}));
  EXPECT_TRUE(TilesOf(0).empty());
}

TEST(Tile, WidthsAreThoseOfTheListOfTiles) {
  for (const std::uint64_t size :
       {0ULL, 1ULL, 255ULL, 256ULL, 257ULL, 65'535ULL, 65'536ULL, 65'537ULL, 70'000ULL}) {
    std::map<std::pair<unsigned, std::uint64_t>, std::uint64_t> widths;
    for (const TileId& tile : TilesOf(size)) widths[{tile.level, tile.index}] = tile.width;
    for (unsigned level = 0; level < 4; ++level) {
      for (std::uint64_t index = 0; index < 300; ++index) {
        const auto known = widths.find({level, index});
        EXPECT_EQ(WidthOfTile(size, level, index), known == widths.end() ? 0 : known->second)
            << size << " " << level << " " << index;
      }
    }
  }
  EXPECT_EQ(WidthOfTile(kTreeSizeMax, 7, 0), 127U);
  EXPECT_EQ(WidthOfTile(kTreeSizeMax, 8, 0), 0U);
  EXPECT_EQ(WidthOfTile(kTreeSizeMax, 63, 0), 0U);
  EXPECT_EQ(WidthOfTile(kTreeSizeMax, 0, UINT64_MAX), 0U);
}

TEST(Tile, PathsAreThoseOfTheSpecification) {
  const std::map<std::string, TilePathParts> paths{
      {"tile/0/x001/x234/067", {false, {0, 1'234'067, 256}}},
      {"tile/0/x001/x234/067.p/8", {false, {0, 1'234'067, 8}}},
      {"tile/63/000.p/1", {false, {63, 0, 1}}},
      {"tile/1/999.p/255", {false, {1, 999, 255}}},
      {"tile/1/x001/000", {false, {1, 1000, 256}}},
      {"tile/entries/000", {true, {0, 0, 256}}},
      {"tile/entries/x273/456.p/112", {true, {0, 273'456, 112}}},
      {"tile/0/x009/x223/x372/x036/x854/x775/807", {false, {0, INT64_MAX, 256}}},
  };
  for (const auto& [path, parts] : paths) {
    const std::string written =
        parts.entries ? EntryBundlePath(parts.tile.index, parts.tile.width) : TilePath(parts.tile);
    EXPECT_EQ(written, path);
    const auto read = ParseTilePath(path);
    ASSERT_TRUE(read.has_value()) << path;
    EXPECT_EQ(read->entries, parts.entries) << path;
    EXPECT_EQ(read->tile, parts.tile) << path;
  }
}

TEST(Tile, NoOtherPathIsOne) {
  for (const char* const path : {"",
                                 "tile",
                                 "tile/",
                                 "tile/0",
                                 "tile/0/",
                                 "tile/64/000",
                                 "tile/00/000",
                                 "tile/-1/000",
                                 "tile/0/0",
                                 "tile/0/00",
                                 "tile/0/0000",
                                 "tile/0/1234",
                                 "tile/0/x000/000",
                                 "tile/0/x001",
                                 "tile/0/x001/",
                                 "tile/0/001/000",
                                 "tile/0/x001/x000",
                                 "tile/0/000/",
                                 "tile/0/000.p",
                                 "tile/0/000.p/",
                                 "tile/0/000.p/0",
                                 "tile/0/000.p/256",
                                 "tile/0/000.p/01",
                                 "tile/0/000.p/1/",
                                 "tile/0/000.p/1.p/1",
                                 "tile/0/ 00",
                                 "tile/0/00a",
                                 "tile/0/-01",
                                 "tile/0/x-01/000",
                                 "/tile/0/000",
                                 "tile/0//000",
                                 "tile/0/../0/000",
                                 "tile/data/000",
                                 "tile/entries",
                                 "tile/entries/",
                                 "tile/entries/0/000",
                                 "Tile/0/000",
                                 "tile/0/000\n",
                                 "tile/0/x009/x223/x372/x036/x854/x775/808",
                                 "tile/0/x001/x000/x000/x000/x000/x000/x000/x000/000"}) {
    EXPECT_FALSE(ParseTilePath(path).has_value()) << path;
  }
}

TEST(Tile, HashesComeBackFromItsBytes) {
  const std::vector<Hash> hashes = testing::LeafHashes(17);
  const std::string bytes = EncodeTile(hashes);
  EXPECT_EQ(bytes.size(), 17 * kHashBytes);
  EXPECT_EQ(*DecodeTile(bytes, 17), hashes);
  EXPECT_EQ(DecodeTile(bytes, 16).status().reason(), "tile.malformed");
  EXPECT_EQ(DecodeTile(bytes.substr(1), 17).status().reason(), "tile.malformed");
}

TEST(EntryBundle, EntriesComeBackFromItsBytes) {
  const std::vector<std::string> entries{"", "a", std::string(kEntryBytesMax, 'x'),
                                         std::string(256, '\0')};
  std::string bytes;
  for (const std::string& entry : entries) AppendEntry(bytes, entry);
  EXPECT_EQ(bytes.substr(0, 5), std::string("\0\0\0\1a", 5));
  EXPECT_EQ(bytes.substr(5, 2), "\xff\xff");
  const auto decoded = DecodeEntryBundle(bytes, entries.size());
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(std::vector<std::string>(decoded->begin(), decoded->end()), entries);
  EXPECT_FALSE(DecodeEntryBundle(bytes, entries.size() - 1).ok());
  EXPECT_FALSE(DecodeEntryBundle(bytes, entries.size() + 1).ok());
  for (const std::size_t cut : {1U, 2U, 255U, 256U, 257U}) {
    EXPECT_EQ(DecodeEntryBundle(std::string_view(bytes).substr(0, bytes.size() - cut), 4)
                  .status()
                  .reason(),
              "entries.malformed")
        << cut;
  }
  EXPECT_TRUE(DecodeEntryBundle("", 0).ok());
}

TEST(TileBuilder, TilesAreTheHashesOfTheDefinition) {
  const std::vector<Hash> leaves = testing::LeafHashes(66'000);
  TileBuilder builder;
  std::map<TileId, std::string> tiles;
  for (const Hash& leaf : leaves) {
    builder.Append(leaf);
    for (Tile& tile : builder.TakeFull()) tiles[tile.id] = std::move(tile.bytes);
  }
  for (Tile& tile : builder.Partial()) tiles[tile.id] = std::move(tile.bytes);
  // Every tile of the tree, and no other.
  std::vector<TileId> ids;
  for (const auto& [id, bytes] : tiles) ids.push_back(id);
  EXPECT_EQ(ids, TilesOf(leaves.size()));
  // Each hash is the root of the leaves below it.
  for (const auto& [id, bytes] : tiles) {
    const std::vector<Hash> hashes = *DecodeTile(bytes, id.width);
    const std::uint64_t below = std::uint64_t{1} << kTileHeight * id.level;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      Frontier subtree;
      const std::uint64_t first = (id.index * kTileWidth + i) * below;
      for (std::uint64_t leaf = first; leaf < first + below; ++leaf) subtree.Append(leaves[leaf]);
      ASSERT_EQ(hashes[i], subtree.Root()) << TilePath(id) << " " << i;
    }
  }
  EXPECT_EQ(builder.size(), leaves.size());
  Frontier all;
  for (const Hash& leaf : leaves) all.Append(leaf);
  EXPECT_EQ(builder.frontier(), all);
}

TEST(TileBuilder, GoesOnWhereAnotherStopped) {
  const std::vector<Hash> leaves = testing::LeafHashes(65'800);
  for (const std::size_t size : {0U, 1U, 2U, 255U, 256U, 257U, 511U, 65'535U, 65'536U, 65'792U}) {
    testing::MemoryTiles tiles({leaves.begin(), leaves.begin() + static_cast<long>(size)});
    Result<TileBuilder> resumed = TileBuilder::Resume(size, tiles);
    ASSERT_TRUE(resumed.ok()) << resumed.status();
    TileBuilder whole;
    for (std::size_t i = 0; i < size; ++i) whole.Append(leaves[i]);
    whole.TakeFull();
    EXPECT_EQ(resumed->Root(), whole.Root()) << size;
    EXPECT_EQ(resumed->Partial(), whole.Partial()) << size;
    EXPECT_LE(tiles.reads(), static_cast<int>(kTileLevels));
    for (std::size_t i = size; i < leaves.size() && i < size + 600; ++i) {
      resumed->Append(leaves[i]);
      whole.Append(leaves[i]);
    }
    EXPECT_EQ(resumed->frontier(), whole.frontier()) << size;
    EXPECT_EQ(resumed->TakeFull(), whole.TakeFull()) << size;
    EXPECT_EQ(resumed->Partial(), whole.Partial()) << size;
  }
}

TEST(TileBuilder, DoesNotGoOnFromTilesOfAnotherSize) {
  testing::MemoryTiles tiles(testing::LeafHashes(300));
  tiles.Replace("tile/0/001.p/44", std::string(45 * kHashBytes - 1, 'x'));
  EXPECT_TRUE(TileBuilder::Resume(300, tiles).ok());  // 44 hashes of it
  tiles.Replace("tile/0/001.p/44", std::string(43 * kHashBytes, 'x'));
  EXPECT_EQ(TileBuilder::Resume(300, tiles).status().reason(), "tile.malformed");
  tiles.Remove("tile/1/000.p/1");
  EXPECT_FALSE(TileBuilder::Resume(300, tiles).ok());
  EXPECT_EQ(TileBuilder::Resume(kTreeSizeMax + 1, tiles).status().reason(), "tree.size");
}

}  // namespace
}  // namespace paktum::transparency
