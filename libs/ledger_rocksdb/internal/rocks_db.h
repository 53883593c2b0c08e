#pragma once
// RocksDb: an open directory with its column families; errors of RocksDB as ours.
#include <rocksdb/db.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"
#include "libs/ledger_rocksdb/rocks_storage.h"

namespace paktum::ledger {

class RocksDb {
 public:
  // Opens or makes the directory. Errors as RocksStorage::Open, without the check of the ledgers.
  static Result<std::unique_ptr<RocksDb>> Open(const RocksOptions& options);
  ~RocksDb();
  RocksDb(const RocksDb&) = delete;
  RocksDb& operator=(const RocksDb&) = delete;

  [[nodiscard]] rocksdb::DB& db() const { return *db_; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* records() const { return handles_[1]; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* streams() const { return handles_[2]; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* commands() const { return handles_[3]; }

  // Throws both indexes away and makes empty ones.
  Status EmptyIndexes();

  // What stopped or hampers RocksDB's writing since the last Resume that succeeded.
  struct BackgroundError {
    rocksdb::Status status;  // OK when nothing did
    bool resumable = false;  // a full disk met a flush or a compaction: Resume when there is room
  };
  [[nodiscard]] BackgroundError background_error() const;
  rocksdb::Status Resume();

  // Writes with a synced write-ahead log.
  rocksdb::Status WriteSynced(rocksdb::WriteBatch& batch) const;

 private:
  class ErrorListener;

  RocksDb() = default;
  Status CheckFormat(bool is_new);

  std::shared_ptr<ErrorListener> errors_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // default, records, streams, commands
  std::vector<rocksdb::ColumnFamilyDescriptor> families_;
};

// A read that RocksDB could not do: kDataLoss "record.damaged".
Status ReadError(const rocksdb::Status& status);

inline std::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace paktum::ledger
