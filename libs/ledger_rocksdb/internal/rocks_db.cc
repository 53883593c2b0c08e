#include "libs/ledger_rocksdb/internal/rocks_db.h"

#include <fcntl.h>
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "libs/base/check.h"
#include "libs/ledger_rocksdb/internal/codec.h"

namespace paktum::ledger {
namespace {

constexpr int kBloomBitsPerKey = 10;
constexpr std::size_t kInfoLogBytes = std::size_t{4} * 1024 * 1024;

Status OpenError(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  if (text.find("While lock file") != std::string::npos ||
      text.find("lock hold by current process") != std::string::npos) {
    return Unavailable("storage.in_use", "another process holds the directory: " + text);
  }
  if (status.IsCorruption()) return DataLoss("storage.damaged", text);
  if (status.IsInvalidArgument() || status.IsNotSupported()) {
    return InvalidArgument("storage.foreign", text);
  }
  return Unavailable("storage.cannot_open", text);
}

rocksdb::DBOptions MakeDbOptions(const RocksOptions& options) {
  rocksdb::DBOptions db;
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  // A batch is acknowledged only after its log is synced, so what is cut off at the end was never
  // acknowledged; a checksum that fails in the log is damage, and point-in-time recovery would
  // silently drop every acknowledged batch behind it.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  db.paranoid_checks = true;
  // After a failed write only RocksStorage decides whether writes go on.
  db.max_bgerror_resume_count = 0;
  db.max_open_files = options.open_files_max;
  db.max_background_jobs = 2;
  db.db_write_buffer_size = options.write_buffer_bytes;
  db.max_total_wal_size = 2 * options.write_buffer_bytes;
  db.bytes_per_sync = std::uint64_t{1024} * 1024;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.max_log_file_size = kInfoLogBytes;
  db.keep_log_file_num = 4;
  if (options.env != nullptr) db.env = options.env;
  return db;
}

rocksdb::CompressionType Compression() {
  const auto supported = rocksdb::GetSupportedCompressions();
  const bool lz4 =
      std::find(supported.begin(), supported.end(), rocksdb::kLZ4Compression) != supported.end();
  return lz4 ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
}

std::vector<rocksdb::ColumnFamilyDescriptor> MakeFamilies(const RocksOptions& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.checksum = rocksdb::kXXH3;
  rocksdb::ColumnFamilyOptions plain;
  plain.write_buffer_size = std::max<std::size_t>(options.write_buffer_bytes / 4, 1024 * 1024);
  plain.compression = Compression();
  plain.paranoid_file_checks = true;
  plain.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  rocksdb::ColumnFamilyOptions filtered = plain;  // most look-ups of a command find nothing
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  filtered.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return {{rocksdb::kDefaultColumnFamilyName, plain},
          {"records", plain},
          {"streams", plain},
          {"commands", filtered}};
}

// Makes the entry of a new directory durable in its parent.
void SyncParent(const std::string& path) {
  const auto parent = std::filesystem::absolute(path).lexically_normal().parent_path();
  const int fd = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

Status ReadError(const rocksdb::Status& status) {
  return DataLoss("record.damaged", status.ToString());
}

Result<std::unique_ptr<RocksDb>> RocksDb::Open(const RocksOptions& options) {
  PAKTUM_CHECK(!options.path.empty());
  std::unique_ptr<RocksDb> opened(new RocksDb());
  opened->families_ = MakeFamilies(options);
  const rocksdb::DBOptions db_options = MakeDbOptions(options);
  std::vector<std::string> present;
  const bool is_new =
      !rocksdb::DB::ListColumnFamilies(db_options, options.path, &present).ok() || present.empty();
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(db_options, options.path, opened->families_, &opened->handles_, &db);
  if (!status.ok()) return OpenError(status);
  opened->db_.reset(db);
  if (is_new) SyncParent(options.path);
  PAKTUM_RETURN_IF_ERROR(opened->CheckFormat(is_new));
  return opened;
}

RocksDb::~RocksDb() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  db_->Close().PermitUncheckedError();
}

Status RocksDb::CheckFormat(bool is_new) {
  const rocksdb::Slice key(kFormatKey.data(), kFormatKey.size());
  std::string format;
  const rocksdb::Status got = db_->Get(rocksdb::ReadOptions(), handles_[0], key, &format);
  if (got.ok() && format == kFormat) return OkStatus();
  if (got.ok()) return InvalidArgument("storage.foreign", "the directory has another format");
  if (!got.IsNotFound()) return DataLoss("storage.damaged", got.ToString());
  // A crash between making the directory and this mark leaves a directory without records.
  std::unique_ptr<rocksdb::Iterator> any(db_->NewIterator(rocksdb::ReadOptions(), records()));
  any->SeekToFirst();
  if (!is_new && (any->Valid() || !any->status().ok())) {
    return InvalidArgument("storage.foreign", "the directory is not a ledger of ours");
  }
  rocksdb::WriteBatch batch;
  batch.Put(handles_[0], key, rocksdb::Slice(kFormat.data(), kFormat.size()));
  const rocksdb::Status put = WriteSynced(batch);
  if (put.ok()) return OkStatus();
  return Unavailable("storage.cannot_open", put.ToString());
}

Status RocksDb::EmptyIndexes() {
  for (const std::size_t index : {std::size_t{2}, std::size_t{3}}) {
    rocksdb::Status status = db_->DropColumnFamily(handles_[index]);
    if (status.ok()) status = db_->DestroyColumnFamilyHandle(handles_[index]);
    if (status.ok()) {
      status = db_->CreateColumnFamily(families_[index].options, families_[index].name,
                                       &handles_[index]);
    }
    if (!status.ok()) {
      handles_.resize(index);
      return Unavailable("storage.cannot_write", status.ToString());
    }
  }
  return OkStatus();
}

rocksdb::Status RocksDb::WriteSynced(rocksdb::WriteBatch& batch) const {
  rocksdb::WriteOptions durable;
  durable.sync = true;
  return db_->Write(durable, &batch);
}

}  // namespace paktum::ledger
