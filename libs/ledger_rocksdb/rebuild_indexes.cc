#include <rocksdb/write_batch.h>

#include <memory>
#include <utility>

#include "libs/ledger/record.h"
#include "libs/ledger_rocksdb/internal/codec.h"
#include "libs/ledger_rocksdb/internal/rocks_db.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "libs/transparency/tile_builder.h"

namespace paktum::ledger {
namespace {

constexpr std::uint64_t kBatchRecords = 4096;

// Calls `each(pact, record)` for every record, in order; stops at the first that is damaged, absent
// or refused.
template <typename Each>
Result<std::uint64_t> ForEachRecord(const RocksDb& rocks, const Each& each) {
  rocksdb::ReadOptions scan;
  scan.fill_cache = false;
  std::unique_ptr<rocksdb::Iterator> it(rocks.db().NewIterator(scan, rocks.records()));
  std::uint64_t count = 0;
  std::string pact;
  Position last;
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    const std::string_view key = View(it->key());
    const auto pact_of_key = PactOfKey(key);
    const auto stored = OpenValue(key, View(it->value()));
    if (!pact_of_key || !stored) return DataLoss("record.damaged", "a record's checksum fails");
    PAKTUM_ASSIGN_OR_RETURN(const Record record, DecodeRecord(std::string(*stored)));
    if (*pact_of_key != pact) {
      pact = *pact_of_key;
      last = Position(0);
    }
    if (record.position != Next(last) || record.position.value() != NumberOfKey(key)) {
      return DataLoss("record.missing", "positions have a gap");
    }
    last = record.position;
    ++count;
    PAKTUM_RETURN_IF_ERROR(each(pact, record));
  }
  if (!it->status().ok()) return ReadError(it->status());
  return count;
}

class IndexWriter {
 public:
  explicit IndexWriter(RocksDb& rocks) : rocks_(rocks) {}

  Status Add(const std::string& pact, const Record& record) {
    if (record.position == Position(1)) {
      AddTree();  // of the pact before
      tree_ = transparency::TileBuilder();
    }
    tree_.Append(transparency::LeafHash(record.stored));
    pact_ = pact;
    tree_key_ = TreeKey(pact);
    const std::string stream_key = StreamKey(pact, record.stream, record.version);
    batch_.Put(rocks_.streams(), stream_key,
               SealValue(stream_key, EncodePosition(record.position)));
    if (record.append_index == 0) {
      const AppendResult append{record.position, record.append_count, record.recorded_at, true};
      const std::string command_key = CommandKey(pact, record.command);
      batch_.Put(
          rocks_.commands(), command_key,
          SealValue(command_key, EncodeCommand({append, std::string(record.content_digest)})));
    }
    return ++pending_ < kBatchRecords ? OkStatus() : Flush();
  }

  // Writes the last of it, and that it is whole.
  Status Finish() {
    rocks_.AddFormat(batch_);
    return Flush();
  }

 private:
  Status Flush() {
    AddTree();
    const rocksdb::Status status = rocks_.WriteSynced(batch_);
    batch_.Clear();
    pending_ = 0;
    if (status.ok()) return OkStatus();
    return Unavailable("storage.cannot_write", status.ToString());
  }

  void AddTree() {
    if (tree_.size() == 0) return;
    batch_.Put(rocks_.main(), tree_key_, SealValue(tree_key_, tree_.frontier().Encode()));
    for (const transparency::Tile& tile : tree_.TakeFull()) {
      const std::string key = TileKey(pact_, tile.id.level, tile.id.index);
      batch_.Put(rocks_.tiles(), key, SealValue(key, tile.bytes));
    }
  }

  RocksDb& rocks_;
  rocksdb::WriteBatch batch_;
  std::uint64_t pending_ = 0;
  transparency::TileBuilder tree_;  // of the pact at hand, as the next two
  std::string pact_;
  std::string tree_key_;
};

}  // namespace

Result<std::uint64_t> RocksStorage::RebuildIndexes(const RocksOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(const auto rocks, RocksDb::Open(options));
  const auto sound = ForEachRecord(
      *rocks, [](const std::string& /*pact*/, const Record& /*record*/) { return OkStatus(); });
  if (!sound.ok()) return sound.status();
  PAKTUM_RETURN_IF_ERROR(rocks->EmptyIndexes());
  IndexWriter writer(*rocks);
  auto count = ForEachRecord(*rocks, [&](const std::string& pact, const Record& record) {
    return writer.Add(pact, record);
  });
  if (!count.ok()) return count;
  PAKTUM_RETURN_IF_ERROR(writer.Finish());
  return count;
}

}  // namespace paktum::ledger
