#pragma once
// RocksDb: an open directory with its column families; errors of RocksDB as ours.
#include <rocksdb/db.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/ledger_rocksdb/rocks_storage.h"

namespace paktum::ledger {

class EndMark;

class RocksDb {
 public:
  // Opens or makes the directory. Errors as RocksStorage::Open, without the check of the ledgers.
  static Result<std::unique_ptr<RocksDb>> Open(const RocksOptions& options);
  // Opens what is there for reading and changes nothing in the directory, which nobody may have
  // open. Errors as Open, but for "storage.end_missing": see end(); kInvalidArgument
  // "storage.foreign" when there is no ledger.
  static Result<std::unique_ptr<RocksDb>> OpenForReading(const RocksOptions& options);
  ~RocksDb();
  RocksDb(const RocksDb&) = delete;
  RocksDb& operator=(const RocksDb&) = delete;

  [[nodiscard]] rocksdb::DB& db() const { return *db_; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* main() const { return handles_[0]; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* records() const { return handles_[1]; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* streams() const { return handles_[2]; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* commands() const { return handles_[3]; }
  // Not of a directory that is open for reading and lacks_tiles().
  [[nodiscard]] rocksdb::ColumnFamilyHandle* tiles() const { return handles_[4]; }

  // The directory was written by a build that kept no trees, and so no tiles either.
  [[nodiscard]] bool lacks_trees() const { return lacks_trees_; }
  // The directory was written by a build that kept no tiles.
  [[nodiscard]] bool lacks_tiles() const { return lacks_tiles_; }
  // For the batch that completes the trees and tiles of such a directory.
  void AddFormat(rocksdb::WriteBatch& batch) const;

  // kDataLoss "storage.end_missing" when the end lies before the mark.
  [[nodiscard]] const Status& end() const { return end_; }

  // Throws both indexes and the tiles away and makes empty ones.
  Status EmptyIndexes();

  // What stopped or hampers RocksDB's writing since the last Resume that succeeded.
  struct BackgroundError {
    rocksdb::Status status;  // OK when nothing did
    bool resumable = false;  // a full disk met a flush or a compaction: Resume when there is room
  };
  [[nodiscard]] BackgroundError background_error() const;
  rocksdb::Status Resume();

  // Writes with a synced write-ahead log.
  rocksdb::Status WriteSynced(rocksdb::WriteBatch& batch);

 private:
  class ErrorListener;

  RocksDb() = default;
  Status OpenDb(const RocksOptions& options, bool is_new, bool for_reading);
  Status CheckFormat(bool is_new);

  std::shared_ptr<ErrorListener> errors_;
  Status end_;
  std::shared_ptr<EndMark> end_mark_;  // nothing when open for reading
  std::unique_ptr<rocksdb::DB> db_;
  std::atomic<std::uint64_t> acknowledged_{0};         // number of the last entry that is synced
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // default, records, streams, commands, tiles
  std::vector<rocksdb::ColumnFamilyDescriptor> families_;
  bool lacks_trees_ = false;
  bool lacks_tiles_ = false;
};

// A read that RocksDB could not do: kDataLoss "record.damaged".
Status ReadError(const rocksdb::Status& status);

inline std::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace paktum::ledger
