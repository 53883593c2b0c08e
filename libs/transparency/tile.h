#pragma once
// Tiles: the hashes of a log's tree and its entries as files (C2SP tlog-tiles).
//
// The tile n of level l holds the hashes MTH(D[(256n + i) · 256^l : (256n + i + 1) · 256^l]) for i
// from 0 to at most 255: level 0 holds leaf hashes, level 1 the roots of full tiles of level 0, and
// so on. Only the last tile of a level may be partial (less than 256 wide); each partial tile is a
// prefix of the full one.
// Pure and thread-safe.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/transparency/hash.h"

namespace paktum::transparency {

inline constexpr unsigned kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 256;
inline constexpr unsigned kTileLevels = 8;  // that a tree of kTreeSizeMax leaves has
inline constexpr std::size_t kEntryBytesMax = 65'535;
inline constexpr std::size_t kEntryBundleBytesMax = kTileWidth * (kEntryBytesMax + 2);

struct TileId {
  unsigned level = 0;
  std::uint64_t index = 0;           // within the level
  std::uint64_t width = kTileWidth;  // 1 to kTileWidth hashes

  friend auto operator<=>(const TileId&, const TileId&) = default;
};

// What of a tile a tree of `tree_size` leaves has: 0 (there is none) to kTileWidth.
std::uint64_t WidthOfTile(std::uint64_t tree_size, unsigned level, std::uint64_t index);

// All tiles of a tree: level by level, in order. For trees whose tiles fit the memory.
std::vector<TileId> TilesOf(std::uint64_t tree_size);

// "tile/0/x001/x234/067", and ".p/8" behind it for a partial tile.
std::string TilePath(const TileId& tile);
// The bundle of the entries 256·index onwards: "tile/entries/x001/x234/067", ".p/<width>" likewise.
std::string EntryBundlePath(std::uint64_t index, std::uint64_t width);

struct TilePathParts {
  bool entries = false;  // an entry bundle; tile.level is 0
  TileId tile;
};
// Nothing for any text but what TilePath and EntryBundlePath make of a tile of level 0 to 63 whose
// index fits 63 bits.
std::optional<TilePathParts> ParseTilePath(std::string_view path);

// A tile's bytes: its hashes one after the other.
std::string EncodeTile(std::span<const Hash> hashes);
// The hashes of such bytes. Error: kInvalidArgument "tile.malformed" unless there are `width`.
Result<std::vector<Hash>> DecodeTile(std::string_view bytes, std::uint64_t width);

// Appends one entry, of at most kEntryBytesMax bytes, to the bytes of a bundle: its length,
// big-endian in two bytes, then the entry.
void AppendEntry(std::string& bundle, std::string_view entry);
// The entries of a bundle; they point into `bytes`.
// Error: kInvalidArgument "entries.malformed" unless there are exactly `width`.
Result<std::vector<std::string_view>> DecodeEntryBundle(std::string_view bytes,
                                                        std::uint64_t width);

}  // namespace paktum::transparency
