#include "libs/ledger_rocksdb/internal/tree_store.h"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "libs/ledger_rocksdb/internal/codec.h"
#include "libs/transparency/frontier.h"
#include "libs/transparency/tile.h"

namespace paktum::ledger {
namespace {

using transparency::Hash;
using transparency::kHashBytes;
using transparency::kTileWidth;
using transparency::TileId;

constexpr std::uint64_t kProgressRecords = 65'536;
constexpr std::size_t kBatchBytes = std::size_t{1024} * 1024;

Status MissingRecord(std::uint64_t position) {
  return DataLoss("record.missing", "position " + std::to_string(position) + " is missing");
}

// Calls `each(position, leaf hash)` for the records first, first + 1 … last, in order.
template <typename Each>
Status ForEachLeaf(const RocksDb& rocks, const std::string& pact, std::uint64_t first,
                   std::uint64_t last, const Each& each) {
  rocksdb::ReadOptions read;
  read.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> it(rocks.db().NewIterator(read, rocks.records()));
  std::string key = RecordKey(pact, Position(first));
  it->Seek(key);
  for (std::uint64_t position = first; position <= last; ++position, it->Next()) {
    SetNumberOfKey(position, key);
    if (!it->Valid() || it->key() != key) {
      return it->status().ok() ? MissingRecord(position) : ReadError(it->status());
    }
    const auto stored = OpenValue(key, View(it->value()));
    if (!stored) {
      return DataLoss("record.damaged",
                      "checksum of position " + std::to_string(position) + " fails");
    }
    PAKTUM_RETURN_IF_ERROR(each(position, transparency::LeafHash(*stored)));
  }
  return OkStatus();
}

// The unfinished tile of each level, made of what lies below.
class Edge final : public transparency::TileSource {
 public:
  Edge(const RocksDb& rocks, std::string pact) : rocks_(rocks), pact_(std::move(pact)) {}

  Result<std::string> ReadTile(const TileId& tile) override {
    std::string hashes;
    hashes.reserve(tile.width * kHashBytes);
    const std::uint64_t first = tile.index * kTileWidth;
    if (tile.level == 0) {
      PAKTUM_RETURN_IF_ERROR(ForEachLeaf(rocks_, pact_, first + 1, first + tile.width,
                                         [&](std::uint64_t /*position*/, const Hash& leaf) {
                                           hashes += transparency::View(leaf);
                                           return OkStatus();
                                         }));
      return hashes;
    }
    for (std::uint64_t i = 0; i < tile.width; ++i) {
      PAKTUM_ASSIGN_OR_RETURN(const std::string below,
                              ReadFullTile(rocks_, pact_, tile.level - 1, first + i));
      hashes += transparency::View(RootOfTile(below));
    }
    return hashes;
  }

 private:
  const RocksDb& rocks_;
  const std::string pact_;
};

Status WriteBatchOf(RocksDb& rocks, rocksdb::WriteBatch& batch) {
  const rocksdb::Status status = rocks.WriteSynced(batch);
  batch.Clear();
  if (status.ok()) return OkStatus();
  return Unavailable("storage.cannot_write", status.ToString());
}

Status BuildTilesOf(
    RocksDb& rocks, const std::string& pact, Position head,
    const std::function<void(const std::string&, std::uint64_t, std::uint64_t)>& progress) {
  transparency::TileBuilder tree;
  rocksdb::WriteBatch batch;
  PAKTUM_RETURN_IF_ERROR(ForEachLeaf(
      rocks, pact, 1, head.value(), [&](std::uint64_t position, const Hash& leaf) -> Status {
        tree.Append(leaf);
        if (position % kProgressRecords == 0 && progress) progress(pact, position, head.value());
        if (position % kTileWidth != 0) return OkStatus();
        for (const transparency::Tile& tile : tree.TakeFull()) {
          const std::string key = TileKey(pact, tile.id.level, tile.id.index);
          batch.Put(rocks.tiles(), key, SealValue(key, tile.bytes));
        }
        return batch.GetDataSize() < kBatchBytes ? OkStatus() : WriteBatchOf(rocks, batch);
      }));
  PAKTUM_RETURN_IF_ERROR(WriteBatchOf(rocks, batch));
  if (progress) progress(pact, head.value(), head.value());
  return OkStatus();
}

}  // namespace

Result<std::string> ReadFullTile(const RocksDb& rocks, const std::string& pact, unsigned level,
                                 std::uint64_t index) {
  const std::string key = TileKey(pact, level, index);
  rocksdb::PinnableSlice value;
  const rocksdb::Status got = rocks.db().Get({}, rocks.tiles(), key, &value);
  const auto payload = got.ok() ? OpenValue(key, View(value)) : std::nullopt;
  if (payload && payload->size() == kTileWidth * kHashBytes) return std::string(*payload);
  return DataLoss("tile.damaged", "tile " + std::to_string(index) + " of level " +
                                      std::to_string(level) + " is missing or damaged");
}

Hash RootOfTile(std::string_view hashes) {
  transparency::Frontier tree;
  for (; hashes.size() >= kHashBytes; hashes.remove_prefix(kHashBytes)) {
    Hash hash;
    std::copy_n(hashes.begin(), kHashBytes, hash.begin());
    tree.Append(hash);
  }
  return tree.Root();
}

Result<transparency::TileBuilder> LoadTree(const RocksDb& rocks, const std::string& pact,
                                           Position head) {
  const std::string key = TreeKey(pact);
  std::string value;
  const rocksdb::Status got = rocks.db().Get({}, rocks.main(), key, &value);
  if (!got.ok() && !got.IsNotFound()) return ReadError(got);
  const auto payload = got.ok() ? OpenValue(key, value) : std::nullopt;
  const auto stored = payload ? transparency::Frontier::Decode(*payload) : std::nullopt;
  if (!stored || stored->size() != head.value()) {
    return DataLoss("storage.index_damaged",
                    "the tree does not end at position " + std::to_string(head.value()));
  }
  Edge edge(rocks, pact);
  auto tree = transparency::TileBuilder::Resume(head.value(), edge);
  if (!tree.ok() || tree->frontier() == *stored) return tree;
  return DataLoss("storage.index_damaged",
                  "the stored edge of the tree is not that of its records and tiles");
}

Status BuildTiles(
    RocksDb& rocks,
    const std::function<void(const std::string&, std::uint64_t, std::uint64_t)>& progress) {
  const std::unique_ptr<rocksdb::Iterator> it(rocks.db().NewIterator({}, rocks.records()));
  for (it->SeekToFirst(); it->Valid();) {
    const auto found = PactOfKey(View(it->key()));
    if (!found) return DataLoss("storage.damaged", "a key of the records is malformed");
    const std::string pact(*found);
    it->SeekForPrev(RecordKey(pact, Position(kLastNumber)));
    if (!it->Valid()) break;
    const Position head(NumberOfKey(View(it->key())));
    PAKTUM_RETURN_IF_ERROR(BuildTilesOf(rocks, pact, head, progress));
    it->Seek(RecordKey(pact, Position(kLastNumber)));
  }
  if (!it->status().ok()) return ReadError(it->status());
  rocksdb::WriteBatch batch;
  rocks.AddFormat(batch);
  return WriteBatchOf(rocks, batch);
}

}  // namespace paktum::ledger
