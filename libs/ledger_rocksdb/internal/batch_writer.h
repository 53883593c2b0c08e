#pragma once
// BatchWriter: makes the RocksDB write batch of what a Storage::Write adds
// (docs/formats/storage.md). Uses its buffers again for the next one. One thread.
#include <rocksdb/write_batch.h>

#include <string>
#include <string_view>

#include "libs/ledger/storage.h"
#include "libs/ledger_rocksdb/internal/rocks_db.h"
#include "libs/transparency/frontier.h"
#include "libs/transparency/tile_builder.h"

namespace paktum::ledger {

class BatchWriter {
 public:
  // `rocks` must outlive it.
  explicit BatchWriter(const RocksDb& rocks) : rocks_(rocks) {}
  BatchWriter(const BatchWriter&) = delete;
  BatchWriter& operator=(const BatchWriter&) = delete;

  // Begins a new batch.
  void Clear();
  // Records, stream entries and the command entry of an append.
  void Add(const StoredAppend& append);
  void AddTree(const std::string& pact, const transparency::Frontier& tree);
  void AddTile(const std::string& pact, const transparency::Tile& full);

  [[nodiscard]] rocksdb::WriteBatch& batch() { return batch_; }

 private:
  void Put(rocksdb::ColumnFamilyHandle* family, std::string_view key, std::string_view payload);

  const RocksDb& rocks_;
  rocksdb::WriteBatch batch_;
  std::string record_key_;
  std::string stream_key_;
};

}  // namespace paktum::ledger
