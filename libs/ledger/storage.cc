#include "libs/ledger/storage.h"

namespace paktum::ledger {
namespace {

constexpr char kStoredTag = 1 << 3 | 2;  // field 1, bytes

}  // namespace

void AddStoredField(std::string_view stored, std::string& out) {
  out.push_back(kStoredTag);
  std::size_t size = stored.size();
  for (; size >= 0x80; size >>= 7U) out.push_back(static_cast<char>(size | 0x80U));
  out.push_back(static_cast<char>(size));
  out.append(stored);
}

Status CheckTileExists(const transparency::TileId& tile, std::uint64_t tree_size) {
  const std::uint64_t width = transparency::WidthOfTile(tree_size, tile.level, tile.index);
  if (tile.width > 0 && tile.width <= width) return OkStatus();
  return NotFound("tile.missing", "the tree has " + std::to_string(width) + " hashes of this tile");
}

std::string PartialTile(const transparency::TileBuilder& tree, unsigned level) {
  for (transparency::Tile& tile : tree.Partial()) {
    if (tile.id.level == level) return std::move(tile.bytes);
  }
  return {};
}

Result<StoredRange> Storage::ReadStored(const std::string& pact, Position after, ReadLimit limit,
                                        std::string& out) const {
  PAKTUM_ASSIGN_OR_RETURN(const auto records, Read(pact, after, limit));
  StoredRange range{0, 0, after};
  for (const Record& record : records) {
    AddStoredField(record.stored, out);
    ++range.records;
    range.bytes += record.stored.size();
    range.last = record.position;
  }
  return range;
}

}  // namespace paktum::ledger
