#pragma once
// What goes through a whole directory of the event log uses: the lock, cursors, ledgers in order.
#include <rocksdb/db.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/ledger_rocksdb/internal/rocks_db.h"

namespace paktum::ledger {

// Keeps others from opening the directory for writing; changes nothing in it. A directory without
// the file LOCK (a copy, perhaps) needs none.
class ReadLock {
 public:
  // Errors: kUnavailable "storage.in_use", "storage.cannot_open"; kInvalidArgument
  // "storage.foreign" when there is no such directory.
  static Result<std::unique_ptr<ReadLock>> Take(const std::string& directory);
  ~ReadLock();
  ReadLock(const ReadLock&) = delete;
  ReadLock& operator=(const ReadLock&) = delete;

 private:
  explicit ReadLock(int fd) : fd_(fd) {}
  const int fd_;
};

class RocksStorage;
// What a storage reads from; it lives as long as the storage.
const RocksDb& DbOf(const RocksStorage& storage);

// Goes through one column family from its first key, reading each block once.
class Cursor {
 public:
  Cursor(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family);

  [[nodiscard]] bool Valid() const { return it_->Valid(); }
  [[nodiscard]] rocksdb::Status status() const { return it_->status(); }
  [[nodiscard]] std::string_view key() const { return View(it_->key()); }
  [[nodiscard]] std::string_view value() const { return View(it_->value()); }
  void Next() { it_->Next(); }
  void Seek(std::string_view key) { it_->Seek(rocksdb::Slice(key.data(), key.size())); }
  [[nodiscard]] bool IsIn(std::string_view prefix) const {
    return Valid() && key().starts_with(prefix);
  }
  // To the first key behind all that begin with `prefix`.
  void SkipBehind(std::string prefix);

 private:
  std::unique_ptr<rocksdb::Iterator> it_;
};

// The parts of a key that has exactly the form of its column family; nothing for any other.
struct StreamPlace {
  std::string_view pact;
  std::string_view stream;
  std::uint64_t version = 0;
};
bool IsRecordKey(std::string_view key);
std::optional<StreamPlace> ParseStreamKey(std::string_view key);
bool IsCommandKey(std::string_view key);
struct TilePlace {
  std::string_view pact;
  unsigned level = 0;
  std::uint64_t index = 0;
};
std::optional<TilePlace> ParseTileKey(std::string_view key);

}  // namespace paktum::ledger
