#include "services/audit/tile_check.h"

#include <algorithm>

#include "libs/base/hex.h"

namespace paktum::audit {

Status TileCheck::Compare(const std::vector<transparency::Tile>& tiles) {
  for (const transparency::Tile& tile : tiles) {
    const auto kept = source_.ReadTile(tile.id);
    if (kept.ok()) {
      ++compared_;
      CompareOne(tile, *kept);
      continue;
    }
    const Status& status = kept.status();
    const bool missing =
        status.code() == StatusCode::kNotFound || status.reason() == "bundle.file_missing";
    if (!missing && status.code() != StatusCode::kDataLoss) return status;
    findings_.Add(
        {missing ? "tile.missing" : "tile.damaged", transparency::TilePath(tile.id), 0, "", ""});
  }
  return OkStatus();
}

void TileCheck::CompareOne(const transparency::Tile& tile, const std::string& kept) {
  if (kept == tile.bytes) return;
  Finding finding{"tile.wrong", transparency::TilePath(tile.id), 0, "", ""};
  const auto differs =
      std::mismatch(tile.bytes.begin(), tile.bytes.end(), kept.begin(), kept.end());
  const auto hash =
      static_cast<std::size_t>(differs.first - tile.bytes.begin()) / transparency::kHashBytes;
  if (hash < tile.id.width) {
    // The leaf of a position stands at its index.
    if (tile.id.level == 0) finding.position = tile.id.index * transparency::kTileWidth + hash + 1;
    const std::size_t at = hash * transparency::kHashBytes;
    finding.expected = ToHex(std::string_view(tile.bytes).substr(at, transparency::kHashBytes));
    finding.found =
        at < kept.size() ? ToHex(std::string_view(kept).substr(at, transparency::kHashBytes)) : "";
  }
  findings_.Add(std::move(finding));
}

}  // namespace paktum::audit
