#include "libs/ledger_rocksdb/internal/rocks_db.h"

#include <fcntl.h>
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <mutex>
#include <utility>

#include "libs/base/check.h"
#include "libs/ledger_rocksdb/internal/codec.h"
#include "libs/ledger_rocksdb/internal/end_mark.h"
#include "libs/ledger_rocksdb/internal/file_checksum.h"
#include "libs/ledger_rocksdb/internal/torn_log.h"

namespace paktum::ledger {
namespace {

constexpr int kBloomBitsPerKey = 10;
constexpr double kMemtableFilterShare = 0.02;  // of the buffer: some 20 bits for each entry
constexpr std::size_t kNumberBytes = 8;        // of a position or version, at the end of a key
constexpr std::size_t kRecordsBlockBytes = std::size_t{16} * 1024;
constexpr std::size_t kArenaBlockBytes = std::size_t{64} * 1024;
constexpr std::size_t kWriteBufferBytesMin = std::size_t{1024} * 1024;
constexpr std::size_t kInfoLogBytes = std::size_t{4} * 1024 * 1024;
constexpr const char* kTilesFamily = "tiles";  // the newest: older directories lack it

Status OpenError(const rocksdb::Status& status, bool is_new) {
  const std::string text = status.ToString();
  if (text.find("While lock file") != std::string::npos ||
      text.find("lock hold by current process") != std::string::npos) {
    return Unavailable("storage.in_use", "another process holds the directory: " + text);
  }
  // In a directory that is not new, what CURRENT or the manifest names is not there.
  const bool missing = !is_new && (status.IsPathNotFound() || status.IsNotFound());
  if (status.IsCorruption() || missing) {
    return DataLoss("storage.damaged", text);
  }
  if (status.IsInvalidArgument() || status.IsNotSupported()) {
    return InvalidArgument("storage.foreign", text);
  }
  return Unavailable("storage.cannot_open", text);
}

std::size_t WriteBufferBytes(const RocksOptions& options) {
  return std::max(options.write_buffer_bytes, kWriteBufferBytesMin);
}

rocksdb::Env& EnvOf(const RocksOptions& options) {
  return options.env != nullptr ? *options.env : *rocksdb::Env::Default();
}

// Whether a store is to be begun in the directory. RocksDB would begin one, and delete every file
// of the old one, wherever CURRENT is missing.
Result<bool> IsNew(const RocksOptions& options) {
  std::vector<std::string> names;
  const rocksdb::Status listed = EnvOf(options).GetChildren(options.path, &names);
  if (listed.IsNotFound() || listed.IsPathNotFound()) return true;
  if (!listed.ok()) return Unavailable("storage.cannot_open", listed.ToString());
  if (std::find(names.begin(), names.end(), "CURRENT") != names.end()) return false;
  for (const std::string& name : names) {
    if (name.ends_with(".sst") || name.ends_with(".log") || name == kEndMarkFile) {
      return DataLoss("storage.damaged", "CURRENT is missing beside " + name);
    }
  }
  return true;
}

rocksdb::DBOptions MakeDbOptions(const RocksOptions& options, bool is_new) {
  rocksdb::DBOptions db;
  db.create_if_missing = is_new;
  // A crash may have come between the column families of a new directory.
  db.create_missing_column_families = true;
  // A batch is acknowledged only after its log is synced, so what is cut off at the end was never
  // acknowledged; a checksum that fails in the log is damage, and point-in-time recovery would
  // silently drop every acknowledged batch behind it.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  db.track_and_verify_wals_in_manifest = true;
  db.file_checksum_gen_factory = FileChecksums();
  db.paranoid_checks = true;
  db.max_bgerror_resume_count = 0;
  db.max_open_files = options.open_files_max;
  db.max_background_jobs = 2;
  db.allow_concurrent_memtable_write = false;  // there is one writer
  db.enable_write_thread_adaptive_yield = false;
  db.db_write_buffer_size = WriteBufferBytes(options);
  db.max_total_wal_size = 2 * WriteBufferBytes(options);
  db.bytes_per_sync = std::uint64_t{1024} * 1024;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.max_log_file_size = kInfoLogBytes;
  db.keep_log_file_num = 4;
  if (options.env != nullptr) db.env = options.env;
  return db;
}

// The part of a key that it shares with its neighbours in the order of time.
class AllButEnd final : public rocksdb::SliceTransform {
 public:
  explicit AllButEnd(std::size_t end_bytes) : end_bytes_(end_bytes) {}
  [[nodiscard]] const char* Name() const override { return "paktum.AllButEnd"; }
  [[nodiscard]] rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), key.size() - end_bytes_};
  }
  [[nodiscard]] bool InDomain(const rocksdb::Slice& key) const override {
    return key.size() > end_bytes_;
  }

 private:
  const std::size_t end_bytes_;
};

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
  // What comes from the write buffers is soon merged with more: it is compressed then.
  plain.compression_per_level.assign(static_cast<std::size_t>(plain.num_levels), Compression());
  plain.compression_per_level[0] = rocksdb::kNoCompression;
  plain.paranoid_file_checks = true;
  // Records of a ledger, entries of a stream: the next one belongs behind the last of its kind.
  plain.memtable_insert_with_hint_prefix_extractor = std::make_shared<AllButEnd>(kNumberBytes);
  plain.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  // Records are mostly read many at a time. Their keys come in order, so a file of them is moved
  // from level to level as it is, as long as no level wants it in another form: a record is written
  // once to the log and once to a file.
  rocksdb::ColumnFamilyOptions scanned = plain;
  scanned.compression_per_level.clear();
  scanned.compression = rocksdb::kNoCompression;
  table.block_size = kRecordsBlockBytes;
  scanned.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  table.block_size = rocksdb::BlockBasedTableOptions().block_size;
  rocksdb::ColumnFamilyOptions filtered = plain;  // most look-ups of a command find nothing
  filtered.memtable_insert_with_hint_prefix_extractor = std::make_shared<AllButEnd>(Uuid::kSize);
  filtered.memtable_prefix_bloom_size_ratio = kMemtableFilterShare;
  filtered.memtable_whole_key_filtering = true;
  rocksdb::ColumnFamilyOptions tiles = plain;
  tiles.compression_per_level.clear();
  tiles.compression = rocksdb::kNoCompression;  // nothing but hashes
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  filtered.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return {{rocksdb::kDefaultColumnFamilyName, plain},
          {"records", scanned},
          {"streams", plain},
          {"commands", filtered},
          {kTilesFamily, tiles}};
}

// Tells how long the write-ahead log's syncs take.
class SyncListener final : public rocksdb::EventListener {
 public:
  explicit SyncListener(std::function<void(std::chrono::nanoseconds)> on_log_sync)
      : on_log_sync_(std::move(on_log_sync)) {}
  bool ShouldBeNotifiedOnFileIO() override { return true; }
  void OnFileSyncFinish(const rocksdb::FileOperationInfo& info) override {
    if (info.path.ends_with(".log")) on_log_sync_(info.duration);
  }

 private:
  const std::function<void(std::chrono::nanoseconds)> on_log_sync_;
};

// RocksDB keeps a log of its own beside the data unless it is given another.
class NoLog final : public rocksdb::Logger {
 public:
  using Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

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
  PAKTUM_ASSIGN_OR_RETURN(const bool is_new, IsNew(options));
  std::unique_ptr<RocksDb> opened(new RocksDb());
  opened->end_mark_ = std::make_shared<EndMark>(
      EnvOf(options), options.path, std::chrono::milliseconds(options.mark_interval_ms));
  PAKTUM_RETURN_IF_ERROR(opened->OpenDb(options, is_new, /*for_reading=*/false));
  PAKTUM_RETURN_IF_ERROR(opened->end_);
  // What recovery has deleted must not come back behind what is written from now on.
  const rocksdb::Status synced = SyncDirectory(EnvOf(options), options.path);
  if (!synced.ok()) return OpenError(synced, is_new);
  if (is_new) SyncParent(options.path);
  PAKTUM_RETURN_IF_ERROR(opened->CheckFormat(is_new));
  PAKTUM_RETURN_IF_ERROR(opened->end_mark_->Start([&rocks = *opened, last = End()]() mutable {
    End end;
    end.sequence = rocks.acknowledged_;
    std::vector<std::string> files;
    if (!rocks.db_->GetLiveFiles(files, &end.manifest_bytes, /*flush_memtable=*/false).ok()) {
      end.manifest_bytes = 0;
    }
    for (const std::string& file : files) {
      std::sscanf(file.c_str(), "/MANIFEST-%" SCNu64, &end.manifest);
    }
    // One that could not be begun: CURRENT names the one before it for good.
    if (end.manifest_bytes == 0) {
      end.manifest = last.manifest;
      end.manifest_bytes = last.manifest_bytes;
    }
    last = end;
    return end;
  }));
  return opened;
}

Result<std::unique_ptr<RocksDb>> RocksDb::OpenForReading(const RocksOptions& options) {
  PAKTUM_CHECK(!options.path.empty());
  PAKTUM_ASSIGN_OR_RETURN(const bool is_new, IsNew(options));
  if (is_new) return InvalidArgument("storage.foreign", "the directory holds no ledger");
  std::unique_ptr<RocksDb> opened(new RocksDb());
  PAKTUM_RETURN_IF_ERROR(opened->OpenDb(options, is_new, /*for_reading=*/true));
  PAKTUM_RETURN_IF_ERROR(opened->CheckFormat(is_new));
  return opened;
}

Status RocksDb::OpenDb(const RocksOptions& options, bool is_new, bool for_reading) {
  PAKTUM_ASSIGN_OR_RETURN(const auto newest_mark, ReadEndMark(EnvOf(options), options.path));
  const End mark = newest_mark.value_or(End{});
  if (!is_new) PAKTUM_RETURN_IF_ERROR(CheckManifest(EnvOf(options), options.path, mark));
  families_ = MakeFamilies(options);
  errors_ = std::make_shared<ErrorListener>(options);
  rocksdb::DBOptions db_options = MakeDbOptions(options, is_new);
  db_options.listeners.push_back(errors_);
  if (end_mark_ != nullptr) db_options.listeners.push_back(end_mark_);
  if (options.on_log_sync) {
    db_options.listeners.push_back(std::make_shared<SyncListener>(options.on_log_sync));
  }
  if (for_reading) {
    db_options.info_log = std::make_shared<NoLog>();
    std::vector<std::string> names;
    const rocksdb::Status listed =
        rocksdb::DB::ListColumnFamilies(db_options, options.path, &names);
    const bool has_tiles = std::find(names.begin(), names.end(), kTilesFamily) != names.end();
    if (listed.ok() && !has_tiles) families_.pop_back();
  }
  rocksdb::DB* db = nullptr;
  const auto open = [&] {
    return for_reading
               ? rocksdb::DB::OpenForReadOnly(db_options, options.path, families_, &handles_, &db)
               : rocksdb::DB::Open(db_options, options.path, families_, &handles_, &db);
  };
  rocksdb::Status status = open();
  if (status.IsCorruption() && !for_reading &&
      CutTornManifest(EnvOf(options), options.path, mark)) {
    status = open();
  }
  if (status.IsCorruption() && OnlyLastBatchIsTorn(EnvOf(options), options.path, mark)) {
    db_options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    status = open();
  }
  if (!status.ok()) return OpenError(status, is_new);
  db_.reset(db);
  acknowledged_ = db_->GetLatestSequenceNumber();
  if (acknowledged_ < mark.sequence) {
    end_ = DataLoss("storage.end_missing", "the last " +
                                               std::to_string(mark.sequence - acknowledged_) +
                                               " entries that were acknowledged are missing");
  }
  return OkStatus();
}

RocksDb::~RocksDb() {
  if (db_ == nullptr) return;
  if (end_mark_ != nullptr) end_mark_->Finish();
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    if (handle != nullptr) db_->DestroyColumnFamilyHandle(handle);
  }
  db_->Close().PermitUncheckedError();
}

Status RocksDb::CheckFormat(bool is_new) {
  const rocksdb::Slice key(kFormatKey.data(), kFormatKey.size());
  std::string format;
  const rocksdb::Status got = db_->Get(rocksdb::ReadOptions(), handles_[0], key, &format);
  lacks_trees_ = got.ok() && format == kFormatWithoutTrees;
  lacks_tiles_ = lacks_trees_ || (got.ok() && format == kFormatWithoutTiles);
  if (got.ok() && format == kFormat && families_.back().name != kTilesFamily) {
    return DataLoss("storage.damaged", "the column family of the tiles is missing");
  }
  if ((got.ok() && format == kFormat) || lacks_tiles_) return OkStatus();
  if (got.ok()) return InvalidArgument("storage.foreign", "the directory has another format");
  if (!got.IsNotFound()) return DataLoss("storage.damaged", got.ToString());
  // A crash between making the directory and this mark leaves a directory without records.
  std::unique_ptr<rocksdb::Iterator> any(db_->NewIterator(rocksdb::ReadOptions(), records()));
  any->SeekToFirst();
  if (!is_new && (any->Valid() || !any->status().ok())) {
    return InvalidArgument("storage.foreign", "the directory is not a ledger of ours");
  }
  if (end_mark_ == nullptr) return InvalidArgument("storage.foreign", "there is no ledger yet");
  rocksdb::WriteBatch batch;
  AddFormat(batch);
  const rocksdb::Status put = WriteSynced(batch);
  if (put.ok()) return OkStatus();
  return Unavailable("storage.cannot_open", put.ToString());
}

void RocksDb::AddFormat(rocksdb::WriteBatch& batch) const {
  batch.Put(main(), rocksdb::Slice(kFormatKey.data(), kFormatKey.size()),
            rocksdb::Slice(kFormat.data(), kFormat.size()));
}

Status RocksDb::EmptyIndexes() {
  for (const std::size_t index : {std::size_t{2}, std::size_t{3}, std::size_t{4}}) {
    rocksdb::ColumnFamilyHandle*& handle = handles_[index];
    rocksdb::Status status = db_->DropColumnFamily(handle);
    if (status.ok()) {
      db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
      handle = nullptr;  // and stays so when no new one can be made
      status = db_->CreateColumnFamily(families_[index].options, families_[index].name, &handle);
    }
    if (!status.ok()) return Unavailable("storage.cannot_write", status.ToString());
  }
  return OkStatus();
}

RocksDb::BackgroundError RocksDb::background_error() const { return errors_->error(); }

rocksdb::Status RocksDb::Resume() {
  const rocksdb::Status resumed = db_->Resume();
  if (resumed.ok()) errors_->Clear();
  return resumed;
}

rocksdb::Status RocksDb::WriteSynced(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions durable;
  durable.sync = true;
  rocksdb::Status written = db_->Write(durable, &batch);
  if (written.ok() && end_mark_ != nullptr) {
    acknowledged_ = db_->GetLatestSequenceNumber();
    end_mark_->Note();
  }
  return written;
}

}  // namespace paktum::ledger
