#pragma once
// FaultyEnv: the machine's file system with faults of the disk on demand.
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

namespace paktum::ledger {

enum class LogFault { kNone, kNoSpace, kIoError, kIoErrorInSync };

// What the faults are; shared by the file system and its open files.
struct DiskState {
  std::atomic<LogFault> log_fault{LogFault::kNone};  // writes to the write-ahead log fail so
  std::atomic<bool> tables_full{false};              // writes to table files find no space
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
      return disk_->tables_full ? rocksdb::IOStatus::NoSpace("append") : rocksdb::IOStatus::OK();
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
    *free_bytes = disk_->free_bytes;
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
