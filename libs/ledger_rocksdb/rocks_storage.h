#pragma once
// RocksStorage: the Storage in a RocksDB directory (docs/formats/storage.md).
//
// Durability  One WriteBatch with a synced write-ahead log per Write (G1). Records and indexes of a
//             batch are in it together: after a crash all of it is there or none.
// Damage      Every record and index entry carries a CRC-32C of ours over key and value, checked at
//             every read; RocksDB checks its own blocks and logs besides. A torn last batch of the
//             write-ahead log (never acknowledged) is dropped at Open; damage before it is not
//             skipped but reported, and so is an end that lies before what the file MARK says was
//             acknowledged. The mark follows each batch within mark_interval_ms and stands at an
//             orderly end.
// Disk full   While less than free_bytes_min is free, a Write is refused before anything is written
//             (kUnavailable); when there is room again, writes go on. Any other failed
//             write stops all later ones (kDataLoss) until the directory is opened anew: RocksDB
//             does not say how much of a failed write its log holds. That is so, too, for a full
//             disk that the file system did not announce (a user's quota).
// Threads     Write by one caller at a time; everything else from any thread.
// Limits      Memory: block_cache_bytes + write_buffer_bytes + about 1 % of the data's size in
//             filters and indexes, which count against the cache. Open files: open_files_max.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/ledger/storage.h"

namespace rocksdb {
class Env;
}

namespace paktum::ledger {

class RocksDb;

struct RocksOptions {
  std::string path;  // directory; made when it does not exist, its parent must exist
  std::size_t block_cache_bytes = std::size_t{64} * 1024 * 1024;
  std::size_t write_buffer_bytes = std::size_t{64} * 1024 * 1024;  // at least 1 MiB is used
  int open_files_max = 512;
  std::uint64_t free_bytes_min = std::uint64_t{256} * 1024 * 1024;  // room kept for compaction
  int mark_interval_ms = 1000;  // the end of the ledgers is marked so soon after a batch
  // Told while the tiles of a directory of a build that kept none are made, once, at its opening:
  // pact, records done, all of its records. May be empty.
  std::function<void(const std::string&, std::uint64_t, std::uint64_t)> on_tiles_made;
  // Told how long each sync of the write-ahead log took, failed ones too; any thread, under locks
  // of RocksDB's: quick, and no call of the storage. May be empty.
  std::function<void(std::chrono::nanoseconds)> on_log_sync;
  rocksdb::Env* env = nullptr;  // file system that fails on purpose; must outlive the storage
};

class RocksStorage final : public Storage {
 public:
  // Opens or makes the directory and checks the end of every ledger: its last records, and that
  // the right edge of its tree, made again from records and tiles, is the one that was stored.
  // Errors: kUnavailable     "storage.in_use": another process holds the directory;
  //                          "storage.cannot_open": no such parent, no rights, disk full
  //         kDataLoss        "storage.damaged": files are damaged or missing;
  //                          "storage.end_missing": entries at the end that were acknowledged are
  //                          gone;
  //                          "storage.index_damaged": records disagree with indexes or tree, or
  //                          a build that kept no trees has written them: RebuildIndexes;
  //                          "tile.damaged" likewise; "record.damaged": of the tree's last records
  //         kInvalidArgument "storage.foreign": a newer format, or somebody else's directory
  static Result<std::unique_ptr<RocksStorage>> Open(const RocksOptions& options);

  // Opens what is there for reading and changes nothing in the directory; no program opens it for
  // writing meanwhile. Errors as Open: kUnavailable "storage.in_use" while a program has it open;
  // kInvalidArgument "storage.foreign" also when there is no ledger. An end that lies before MARK
  // is not told here: VerifyStore does. Of the records only the last one is looked at: who reads
  // the others finds what is wrong with them.
  static Result<std::unique_ptr<const RocksStorage>> OpenForReading(const RocksOptions& options);

  // Writes indexes (streams, commands), trees and tiles anew from the records of a directory that
  // nobody has open. Returns the number of records read. Errors as Open; kDataLoss "record.damaged"
  // when a record itself is damaged: the indexes are then left as they were.
  static Result<std::uint64_t> RebuildIndexes(const RocksOptions& options);

  ~RocksStorage() override;

  Status Write(const std::vector<StoredAppend>& batch) override;
  Result<Position> Head(const std::string& pact) const override;
  Result<Instant> LastRecordedAt(const std::string& pact) const override;
  Result<StreamVersion> StreamHead(const std::string& pact,
                                   const std::string& stream) const override;
  Result<std::optional<FoundCommand>> FindCommand(const std::string& pact,
                                                  Uuid command) const override;
  Result<transparency::Frontier> Tree(const std::string& pact) const override;
  Result<std::string> ReadTile(const std::string& pact,
                               const transparency::TileId& tile) const override;
  Result<std::vector<Record>> Read(const std::string& pact, Position after,
                                   ReadLimit limit) const override;
  Result<std::vector<Record>> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ReadLimit limit) const override;
  Result<StoredRange> ReadStored(const std::string& pact, Position after, ReadLimit limit,
                                 std::string& out) const override;
  Result<std::vector<std::string>> Pacts() const override;

 private:
  class Impl;
  friend const RocksDb& DbOf(const RocksStorage& storage);  // for what goes through all of it
  explicit RocksStorage(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::ledger
