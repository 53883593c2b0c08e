#include "libs/ledger_rocksdb/internal/rocks_db.h"

#include <fcntl.h>
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "libs/base/check.h"
#include "libs/ledger_rocksdb/internal/codec.h"

namespace paktum::ledger {
namespace {

constexpr int kBloomBitsPerKey = 10;
constexpr std::size_t kArenaBlockBytes = std::size_t{64} * 1024;
constexpr std::size_t kWriteBufferBytesMin = std::size_t{1024} * 1024;
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

std::size_t WriteBufferBytes(const RocksOptions& options) {
  return std::max(options.write_buffer_bytes, kWriteBufferBytesMin);
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
  db.max_bgerror_resume_count = 0;
  db.max_open_files = options.open_files_max;
  db.max_background_jobs = 2;
  db.db_write_buffer_size = WriteBufferBytes(options);
  db.max_total_wal_size = 2 * WriteBufferBytes(options);
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
  plain.write_buffer_size = WriteBufferBytes(options) / 4;
  plain.arena_block_size = kArenaBlockBytes;
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

// Remembers errors and leaves it to RocksStorage to decide whether writes go on.
class RocksDb::ErrorListener final : public rocksdb::EventListener {
 public:
  explicit ErrorListener(const RocksOptions& options)
      : env_(options.env != nullptr ? options.env : rocksdb::Env::Default()),
        path_(options.path),
        free_bytes_min_(options.free_bytes_min) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override {
    // Only work that RocksDB does again from what it still holds can be resumed; a log that met a
    // full disk may end in half a batch. And only when the file system tells that there is no room:
    // RocksDB 7.8 waits for ever when the work it resumes finds no space again.
    const bool again = reason == rocksdb::BackgroundErrorReason::kFlush ||
                       reason == rocksdb::BackgroundErrorReason::kFlushNoWAL ||
                       reason == rocksdb::BackgroundErrorReason::kCompaction;
    const bool resumable = error->IsNoSpace() && again && NoRoom();
    const std::lock_guard lock(mutex_);
    if (!error_.ok() && (resumable || !resumable_)) return;  // the worse error stays
    error_ = *error;
    resumable_ = resumable;
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status /*error*/,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

  [[nodiscard]] BackgroundError error() const {
    const std::lock_guard lock(mutex_);
    return {error_, resumable_};
  }
  void Clear() {
    const std::lock_guard lock(mutex_);
    error_ = rocksdb::Status::OK();
  }

 private:
  [[nodiscard]] bool NoRoom() const {
    std::uint64_t free_bytes = 0;
    return env_->GetFreeSpace(path_, &free_bytes).ok() && free_bytes < free_bytes_min_;
  }

  rocksdb::Env* const env_;
  const std::string path_;
  const std::uint64_t free_bytes_min_;
  mutable std::mutex mutex_;
  rocksdb::Status error_;   // guarded by mutex_
  bool resumable_ = false;  // guarded by mutex_
};

Status ReadError(const rocksdb::Status& status) {
  return DataLoss("record.damaged", status.ToString());
}

Result<std::unique_ptr<RocksDb>> RocksDb::Open(const RocksOptions& options) {
  PAKTUM_CHECK(!options.path.empty());
  std::unique_ptr<RocksDb> opened(new RocksDb());
  opened->families_ = MakeFamilies(options);
  opened->errors_ = std::make_shared<ErrorListener>(options);
  rocksdb::DBOptions db_options = MakeDbOptions(options);
  db_options.listeners.push_back(opened->errors_);
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

RocksDb::BackgroundError RocksDb::background_error() const { return errors_->error(); }

rocksdb::Status RocksDb::Resume() {
  const rocksdb::Status resumed = db_->Resume();
  if (resumed.ok()) errors_->Clear();
  return resumed;
}

rocksdb::Status RocksDb::WriteSynced(rocksdb::WriteBatch& batch) const {
  rocksdb::WriteOptions durable;
  durable.sync = true;
  return db_->Write(durable, &batch);
}

}  // namespace paktum::ledger
