#pragma once
// FaultyEnv: the machine's file system with faults of the disk on demand.
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace paktum::ledger {

enum class LogFault { kNone, kNoSpace, kIoError, kIoErrorInSync };
// kDiskFull: the disk fills up just then, and says so; kQuota: no space, though the disk has room.
enum class TableFault { kNone, kDiskFull, kQuota };

// What the faults are; shared by the file system and its open files.
struct DiskState {
  std::atomic<LogFault> log_fault{LogFault::kNone};        // writes to the write-ahead log fail so
  std::atomic<TableFault> table_fault{TableFault::kNone};  // writes to table files fail so
  std::atomic<bool> was_full{
      false};  // kDiskFull has struck: what a thread of RocksDB is told later
  const std::thread::id test_thread = std::this_thread::get_id();
  std::atomic<std::uint64_t> free_bytes{std::uint64_t{1} << 40U};
};

enum class FileKind { kLog, kTable };

class FaultyFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyFile(std::unique_ptr<rocksdb::FSWritableFile>&& file, FileKind kind,
             std::shared_ptr<DiskState> disk)
      : FSWritableFileOwnerWrapper(std::move(file)), kind_(kind), disk_(std::move(disk)) {}

  using FSWritableFileOwnerWrapper::Append;
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* context) override {
    if (auto fault = FaultOfAppend(); !fault.ok()) return fault;
    return FSWritableFileOwnerWrapper::Append(data, options, context);
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo& info,
                           rocksdb::IODebugContext* context) override {
    if (auto fault = FaultOfAppend(); !fault.ok()) return fault;
    return FSWritableFileOwnerWrapper::Append(data, options, info, context);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                         rocksdb::IODebugContext* context) override {
    if (kind_ == FileKind::kLog && disk_->log_fault == LogFault::kIoErrorInSync)
      return rocksdb::IOStatus::IOError("sync");
    return FSWritableFileOwnerWrapper::Sync(options, context);
  }

 private:
  [[nodiscard]] rocksdb::IOStatus FaultOfAppend() const {
    if (kind_ == FileKind::kTable) {
      if (disk_->table_fault == TableFault::kNone) return rocksdb::IOStatus::OK();
      if (disk_->table_fault == TableFault::kDiskFull) {
        disk_->was_full = true;
        disk_->free_bytes = 0;
      }
      return rocksdb::IOStatus::NoSpace("append");
    }
    if (disk_->log_fault == LogFault::kNoSpace) return rocksdb::IOStatus::NoSpace("append");
    if (disk_->log_fault == LogFault::kIoError) return rocksdb::IOStatus::IOError("append");
    return rocksdb::IOStatus::OK();
  }

  const FileKind kind_;
  std::shared_ptr<DiskState> disk_;
};

class FaultyFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultyFileSystem(std::shared_ptr<DiskState> disk)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), disk_(std::move(disk)) {}

  [[nodiscard]] const char* Name() const override { return "FaultyFileSystem"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override {
    auto status = FileSystemWrapper::NewWritableFile(path, options, file, context);
    if (!status.ok()) return status;
    if (path.ends_with(".log")) {
      *file = std::make_unique<FaultyFile>(std::move(*file), FileKind::kLog, disk_);
    } else if (path.ends_with(".sst")) {
      *file = std::make_unique<FaultyFile>(std::move(*file), FileKind::kTable, disk_);
    }
    return status;
  }
  rocksdb::IOStatus GetFreeSpace(const std::string& /*path*/, const rocksdb::IOOptions& /*options*/,
                                 std::uint64_t* free_bytes,
                                 rocksdb::IODebugContext* /*context*/) override {
    const bool in_background = std::this_thread::get_id() != disk_->test_thread;
    *free_bytes = in_background && disk_->was_full ? 0 : disk_->free_bytes.load();
    return rocksdb::IOStatus::OK();
  }

 private:
  std::shared_ptr<DiskState> disk_;
};

class FaultyEnv {
 public:
  FaultyEnv()
      : disk_(std::make_shared<DiskState>()),
        env_(rocksdb::NewCompositeEnv(std::make_shared<FaultyFileSystem>(disk_))) {}
  DiskState& disk() { return *disk_; }
  rocksdb::Env* env() { return env_.get(); }

 private:
  std::shared_ptr<DiskState> disk_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace paktum::ledger
