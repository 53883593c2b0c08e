#include "libs/transparency/tile.h"

#include <algorithm>
#include <array>

#include "libs/base/check.h"
#include "libs/transparency/checkpoint.h"
#include "libs/transparency/internal/text.h"

namespace paktum::transparency {
namespace {

constexpr unsigned kPathLevelMax = 63;
constexpr std::uint64_t kPathIndexMax = INT64_MAX;
constexpr std::size_t kLengthBytes = 2;
constexpr std::string_view kPrefix = "tile/";
constexpr std::string_view kEntries = "entries/";

// "x001/x234/067", ".p/<width>" behind it when partial.
std::string IndexPath(std::uint64_t index, std::uint64_t width) {
  PAKTUM_CHECK(width >= 1 && width <= kTileWidth);
  std::string path;
  for (bool last = true;; last = false) {
    const std::string digits = std::to_string(1000 + index % 1000).substr(1);
    path.insert(0, last ? digits : "x" + digits + "/");
    index /= 1000;
    if (index == 0) break;
  }
  if (width < kTileWidth) path += ".p/" + std::to_string(width);
  return path;
}

// The number of such groups of digits. Other spellings of it are told by writing it again.
std::optional<std::uint64_t> ParseIndex(std::string_view path) {
  std::string digits;
  for (; path.starts_with('x'); path.remove_prefix(5)) {
    if (path.size() < 5 || path[4] != '/') return std::nullopt;
    digits += path.substr(1, 3);
  }
  digits += path;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return internal::ParseDecimal(digits, kPathIndexMax);
}

}  // namespace

std::uint64_t WidthOfTile(std::uint64_t tree_size, unsigned level, std::uint64_t index) {
  const std::uint64_t hashes = level < kTileLevels ? tree_size >> (kTileHeight * level) : 0;
  const std::uint64_t full = hashes / kTileWidth;
  if (index < full) return kTileWidth;
  return index == full ? hashes % kTileWidth : 0;
}

std::vector<TileId> TilesOf(std::uint64_t tree_size) {
  std::vector<TileId> tiles;
  for (unsigned level = 0; level < kTileLevels; ++level) {
    const std::uint64_t hashes = tree_size >> (kTileHeight * level);
    for (std::uint64_t index = 0; index < hashes / kTileWidth; ++index) {
      tiles.push_back({level, index, kTileWidth});
    }
    if (hashes % kTileWidth != 0) {
      tiles.push_back({level, hashes / kTileWidth, hashes % kTileWidth});
    }
  }
  return tiles;
}

std::string TilePath(const TileId& tile) {
  return std::string(kPrefix) + std::to_string(tile.level) + "/" +
         IndexPath(tile.index, tile.width);
}

std::string EntryBundlePath(std::uint64_t index, std::uint64_t width) {
  return std::string(kPrefix) + std::string(kEntries) + IndexPath(index, width);
}

std::optional<TilePathParts> ParseTilePath(std::string_view path) {
  const std::string_view whole = path;
  if (!path.starts_with(kPrefix)) return std::nullopt;
  path.remove_prefix(kPrefix.size());
  TilePathParts parts;
  if (path.starts_with(kEntries)) {
    parts.entries = true;
    path.remove_prefix(kEntries.size());
  } else {
    const std::size_t end = std::min(path.find('/'), path.size());
    const auto level = internal::ParseDecimal(path.substr(0, end), kPathLevelMax);
    if (!level || end == path.size()) return std::nullopt;
    parts.tile.level = static_cast<unsigned>(*level);
    path.remove_prefix(end + 1);
  }
  const std::size_t partial = path.find(".p/");
  if (partial != std::string_view::npos) {
    const auto width = internal::ParseDecimal(path.substr(partial + 3), kTileWidth - 1);
    if (!width || *width == 0) return std::nullopt;
    parts.tile.width = *width;
    path = path.substr(0, partial);
  }
  const std::optional<std::uint64_t> index = ParseIndex(path);
  if (!index) return std::nullopt;
  parts.tile.index = *index;
  const std::string written =
      parts.entries ? EntryBundlePath(parts.tile.index, parts.tile.width) : TilePath(parts.tile);
  if (written != whole) return std::nullopt;
  return parts;
}

std::string EncodeTile(std::span<const Hash> hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * kHashBytes);
  for (const Hash& hash : hashes) bytes += View(hash);
  return bytes;
}

Result<std::vector<Hash>> DecodeTile(std::string_view bytes, std::uint64_t width) {
  if (bytes.size() != width * kHashBytes) {
    return InvalidArgument("tile.malformed", "a tile of " + std::to_string(width) + " hashes has " +
                                                 std::to_string(bytes.size()) + " bytes");
  }
  std::vector<Hash> hashes(width);
  for (Hash& hash : hashes) {
    std::copy_n(bytes.begin(), kHashBytes, hash.begin());
    bytes.remove_prefix(kHashBytes);
  }
  return hashes;
}

void AppendEntry(std::string& bundle, std::string_view entry) {
  PAKTUM_CHECK(entry.size() <= kEntryBytesMax);
  bundle += static_cast<char>(entry.size() >> 8U);
  bundle += static_cast<char>(entry.size());
  bundle += entry;
}

Result<std::vector<std::string_view>> DecodeEntryBundle(std::string_view bytes,
                                                        std::uint64_t width) {
  const auto malformed = [](std::size_t entry, const char* what) {
    return InvalidArgument("entries.malformed", "entry " + std::to_string(entry) + ": " + what);
  };
  std::vector<std::string_view> entries;
  entries.reserve(width);
  while (!bytes.empty()) {
    if (entries.size() == width) return malformed(entries.size(), "more than the bundle may hold");
    if (bytes.size() < kLengthBytes) return malformed(entries.size(), "it ends in the length");
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8U |
                             static_cast<unsigned char>(bytes[1]);
    bytes.remove_prefix(kLengthBytes);
    if (bytes.size() < size) return malformed(entries.size(), "it ends in the entry");
    entries.push_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  if (entries.size() != width) return malformed(entries.size(), "it is missing");
  return entries;
}

}  // namespace paktum::transparency
