#pragma once
// The Merkle trees of the ledgers in a directory: full tiles are stored, the unfinished right edge
// is made again from what lies below it (docs/formats/storage.md).
#include <cstdint>
#include <functional>
#include <string>

#include "libs/base/result.h"
#include "libs/ledger_rocksdb/internal/rocks_db.h"
#include "libs/transparency/tile_builder.h"

namespace paktum::ledger {

// A full tile: its 256 hashes.
// Errors: kDataLoss "tile.damaged": not there, or its checksum fails.
Result<std::string> ReadFullTile(const RocksDb& rocks, const std::string& pact, unsigned level,
                                 std::uint64_t index);

// The root of the hashes of a tile.
transparency::Hash RootOfTile(std::string_view hashes);

// The tree of the ledger as far as `head`, out of at most 255 records and 255 tiles of each level.
// Errors: kDataLoss "record.damaged", "tile.damaged"
//         kDataLoss "storage.index_damaged"  it is not the tree whose edge is stored
Result<transparency::TileBuilder> LoadTree(const RocksDb& rocks, const std::string& pact,
                                           Position head);

// Writes the tiles of all ledgers of a directory that lacks_tiles() but has trees, and then that it
// has them. Calls `progress(pact, records done, head)` now and then; may be empty. A build that was
// broken off begins anew.
// Errors: kDataLoss "record.damaged", "record.missing"; kUnavailable "storage.cannot_write".
Status BuildTiles(
    RocksDb& rocks,
    const std::function<void(const std::string&, std::uint64_t, std::uint64_t)>& progress);

}  // namespace paktum::ledger
