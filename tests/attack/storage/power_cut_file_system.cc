#include "tests/attack/storage/power_cut_file_system.h"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <mutex>
#include <utility>

#include "libs/base/check.h"
#include "tests/attack/storage/disk_state.h"
#include "tests/attack/storage/undecided_files.h"

namespace paktum::attack {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

FileKind KindOf(const std::string& name) {
  if (name.ends_with(".log")) return FileKind::kLog;
  if (name.ends_with(".sst")) return FileKind::kTable;
  if (name.starts_with("MANIFEST-")) return FileKind::kManifest;
  if (name.starts_with("OPTIONS-")) return FileKind::kOptions;
  if (name == "CURRENT" || name.ends_with(".dbtmp")) return FileKind::kCurrent;
  return FileKind::kOther;
}

IOStatus Error(Failure failure) {
  if (failure == Failure::kNoSpace || failure == Failure::kDiskFull) {
    return IOStatus::NoSpace("No space left on device");
  }
  if (failure == Failure::kReadOnly) return IOStatus::IOError("Read-only file system");
  return IOStatus::IOError("Input/output error");
}

// An open file on the disk: where its wrappers meet the disk's rules.
struct OpenFile {
  std::shared_ptr<Disk> disk;
  FilePtr file;
  FileKind kind = FileKind::kOther;

  template <typename Write>
  IOStatus Append(const rocksdb::Slice& data, const Write& write) const {
    const std::lock_guard lock(disk->mutex());
    if (disk->off()) return PowerIsOff();
    const auto failure = disk->TakeFault(Operation::kAppend, kind);
    if (failure == Failure::kShortWrite) {
      const rocksdb::Slice half(data.data(), data.size() / 2);
      if (IOStatus wrote = write(half); !wrote.ok()) return wrote;
      file->size += half.size();
    }
    if (failure) return Error(*failure);
    if (IOStatus wrote = write(data); !wrote.ok()) return wrote;
    file->size += data.size();
    return disk->Done();
  }

  IOStatus Sync() const {
    const std::lock_guard lock(disk->mutex());
    if (disk->off()) return PowerIsOff();
    const auto failure = disk->TakeFault(Operation::kSync, kind);
    if (failure == Failure::kLie) return IOStatus::OK();
    if (failure) {
      UndecidedFiles::SyncFailed(*file);
      return Error(*failure);
    }
    if (IOStatus done = disk->Done(); !done.ok()) return done;
    UndecidedFiles::Synced(*file);
    return IOStatus::OK();
  }

  IOStatus BeforeRead() const {
    const std::lock_guard lock(disk->mutex());
    if (disk->off()) return PowerIsOff();
    const auto failure = disk->TakeFault(Operation::kRead, kind);
    return failure ? Error(*failure) : IOStatus::OK();
  }
};

class WritableFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WritableFile(std::unique_ptr<rocksdb::FSWritableFile>&& file, OpenFile open)
      : FSWritableFileOwnerWrapper(std::move(file)), open_(std::move(open)) {}

  using FSWritableFileOwnerWrapper::Append;
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* context) override {
    return open_.Append(data, [&](const rocksdb::Slice& bytes) {
      return FSWritableFileOwnerWrapper::Append(bytes, options, context);
    });
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*info*/, IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options,
                    IODebugContext* context) override {
    const std::lock_guard lock(open_.disk->mutex());
    if (open_.disk->off()) return PowerIsOff();
    open_.file->size = size;
    open_.file->synced = std::min(open_.file->synced, size);
    return FSWritableFileOwnerWrapper::Truncate(size, options, context);
  }
  // The machine's own disk need not be synced: what survives is decided here.
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return open_.Sync();
  }
  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return open_.Sync();
  }
  IOStatus RangeSync(std::uint64_t /*offset*/, std::uint64_t /*bytes*/,
                     const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return IOStatus::OK();
  }

 private:
  OpenFile open_;
};

class InPlaceFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  InPlaceFile(std::unique_ptr<rocksdb::FSRandomRWFile>&& file, OpenFile open)
      : FSRandomRWFileOwnerWrapper(std::move(file)), open_(std::move(open)) {}

  IOStatus Write(std::uint64_t offset, const rocksdb::Slice& data, const IOOptions& options,
                 IODebugContext* context) override {
    const std::uint64_t size = open_.file->size;
    IOStatus wrote = open_.Append(data, [&](const rocksdb::Slice& bytes) {
      return FSRandomRWFileOwnerWrapper::Write(offset, bytes, options, context);
    });
    open_.file->size = size;
    return wrote;
  }
  IOStatus Read(std::uint64_t offset, std::size_t size, const IOOptions& options,
                rocksdb::Slice* result, char* scratch, IODebugContext* context) const override {
    if (IOStatus may = open_.BeforeRead(); !may.ok()) return may;
    return FSRandomRWFileOwnerWrapper::Read(offset, size, options, result, scratch, context);
  }
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return open_.Sync();
  }
  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return open_.Sync();
  }

 private:
  OpenFile open_;
};

class ReadableFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  ReadableFile(std::unique_ptr<rocksdb::FSRandomAccessFile>&& file, OpenFile open)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), open_(std::move(open)) {}

  IOStatus Read(std::uint64_t offset, std::size_t size, const IOOptions& options,
                rocksdb::Slice* result, char* scratch, IODebugContext* context) const override {
    if (IOStatus may = open_.BeforeRead(); !may.ok()) return may;
    return FSRandomAccessFileOwnerWrapper::Read(offset, size, options, result, scratch, context);
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t count, const IOOptions& options,
                     IODebugContext* context) override {
    if (IOStatus may = open_.BeforeRead(); !may.ok()) return may;
    return FSRandomAccessFileOwnerWrapper::MultiRead(requests, count, options, context);
  }

 private:
  OpenFile open_;
};

class SequentialFile final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  SequentialFile(std::unique_ptr<rocksdb::FSSequentialFile>&& file, OpenFile open)
      : FSSequentialFileOwnerWrapper(std::move(file)), open_(std::move(open)) {}

  IOStatus Read(std::size_t size, const IOOptions& options, rocksdb::Slice* result, char* scratch,
                IODebugContext* context) override {
    if (IOStatus may = open_.BeforeRead(); !may.ok()) return may;
    return FSSequentialFileOwnerWrapper::Read(size, options, result, scratch, context);
  }

 private:
  OpenFile open_;
};

class Directory final : public rocksdb::FSDirectoryWrapper {
 public:
  Directory(std::unique_ptr<rocksdb::FSDirectory>&& directory, std::shared_ptr<Disk> disk)
      : FSDirectoryWrapper(std::move(directory)), disk_(std::move(disk)) {}

  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return Sync();
  }
  IOStatus FsyncWithDirOptions(const IOOptions& /*options*/, IODebugContext* /*context*/,
                               const rocksdb::DirFsyncOptions& /*how*/) override {
    return Sync();
  }

 private:
  IOStatus Sync() {
    const std::lock_guard lock(disk_->mutex());
    if (disk_->off()) return PowerIsOff();
    const auto failure = disk_->TakeFault(Operation::kSyncDirectory, FileKind::kOther);
    if (failure == Failure::kLie) return IOStatus::OK();
    if (failure) return Error(*failure);
    if (IOStatus done = disk_->Done(); !done.ok()) return done;
    disk_->files().DirectorySynced();
    return IOStatus::OK();
  }

  std::shared_ptr<Disk> disk_;
};

class PowerCutFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit PowerCutFileSystem(std::shared_ptr<Disk> disk)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), disk_(std::move(disk)) {}

  [[nodiscard]] const char* Name() const override { return "PowerCutFileSystem"; }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* context) override {
    const std::lock_guard lock(disk_->mutex());
    const auto name = disk_->files().NameOf(path);
    if (!name) return FileSystemWrapper::NewWritableFile(path, options, file, context);
    if (IOStatus may = May(Operation::kCreate, *name); !may.ok()) return may;
    disk_->files().SetAside(*name);
    IOStatus made = FileSystemWrapper::NewWritableFile(path, options, file, context);
    if (!made.ok()) return made;
    *file = std::make_unique<WritableFile>(
        std::move(*file), OpenFile{disk_, disk_->files().Created(*name), KindOf(*name)});
    return disk_->Done();
  }
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                              IODebugContext* context) override {
    const std::lock_guard lock(disk_->mutex());
    const auto name = disk_->files().NameOf(path);
    const FilePtr known = name ? disk_->files().Find(*name) : nullptr;
    if (known == nullptr) return IOStatus::NotSupported("reopen", path);
    if (IOStatus may = May(Operation::kCreate, *name); !may.ok()) return may;
    IOStatus opened = FileSystemWrapper::ReopenWritableFile(path, options, file, context);
    if (!opened.ok()) return opened;
    *file = std::make_unique<WritableFile>(std::move(*file), OpenFile{disk_, known, KindOf(*name)});
    return IOStatus::OK();
  }
  IOStatus ReuseWritableFile(const std::string& path, const std::string& /*old*/,
                             const FileOptions& /*options*/,
                             std::unique_ptr<rocksdb::FSWritableFile>* /*file*/,
                             IODebugContext* /*context*/) override {
    return IOStatus::NotSupported("reuse", path);
  }
  IOStatus NewRandomRWFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                           IODebugContext* context) override {
    const std::lock_guard lock(disk_->mutex());
    const auto name = disk_->files().NameOf(path);
    const FilePtr known = name ? disk_->files().Find(*name) : nullptr;
    if (known == nullptr) return IOStatus::PathNotFound(path);
    if (disk_->off()) return PowerIsOff();
    IOStatus opened = FileSystemWrapper::NewRandomRWFile(path, options, file, context);
    if (!opened.ok()) return opened;
    if (!known->image) {
      PAKTUM_CHECK(known->synced == known->size);
      std::ifstream bytes(known->path, std::ios::binary);
      known->image.emplace(std::istreambuf_iterator<char>(bytes), std::istreambuf_iterator<char>());
    }
    *file = std::make_unique<InPlaceFile>(std::move(*file), OpenFile{disk_, known, KindOf(*name)});
    return IOStatus::OK();
  }
  IOStatus NewRandomAccessFile(const std::string& path, const FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                               IODebugContext* context) override {
    IOStatus opened = FileSystemWrapper::NewRandomAccessFile(path, options, file, context);
    if (auto open = OpenFor(path); opened.ok() && open) {
      *file = std::make_unique<ReadableFile>(std::move(*file), std::move(*open));
    }
    return opened;
  }
  IOStatus NewSequentialFile(const std::string& path, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* file,
                             IODebugContext* context) override {
    IOStatus opened = FileSystemWrapper::NewSequentialFile(path, options, file, context);
    if (auto open = OpenFor(path); opened.ok() && open) {
      *file = std::make_unique<SequentialFile>(std::move(*file), std::move(*open));
    }
    return opened;
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* directory,
                        IODebugContext* context) override {
    IOStatus opened = FileSystemWrapper::NewDirectory(path, options, directory, context);
    if (opened.ok()) {
      *directory = std::make_unique<Directory>(std::move(*directory), disk_);
    }
    return opened;
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* context) override {
    const std::lock_guard lock(disk_->mutex());
    const auto old_name = disk_->files().NameOf(from);
    const auto new_name = disk_->files().NameOf(to);
    if (!old_name || !new_name || disk_->files().Find(*old_name) == nullptr) {
      return FileSystemWrapper::RenameFile(from, to, options, context);
    }
    if (IOStatus may = May(Operation::kRename, *new_name); !may.ok()) return may;
    disk_->files().SetAside(*new_name);
    if (IOStatus moved = FileSystemWrapper::RenameFile(from, to, options, context); !moved.ok()) {
      return moved;
    }
    disk_->files().Renamed(*old_name, *new_name);
    return disk_->Done();
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* context) override {
    const std::lock_guard lock(disk_->mutex());
    const auto name = disk_->files().NameOf(path);
    if (!name || disk_->files().Find(*name) == nullptr) {
      return FileSystemWrapper::DeleteFile(path, options, context);
    }
    if (IOStatus may = May(Operation::kDelete, *name); !may.ok()) return may;
    disk_->files().SetAside(*name);
    disk_->files().Deleted(*name);
    return disk_->Done();
  }
  IOStatus LinkFile(const std::string& path, const std::string& /*to*/,
                    const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return IOStatus::NotSupported("link", path);
  }
  IOStatus Truncate(const std::string& path, std::size_t /*size*/, const IOOptions& /*options*/,
                    IODebugContext* /*context*/) override {
    return IOStatus::NotSupported("truncate", path);
  }
  IOStatus GetFreeSpace(const std::string& /*path*/, const IOOptions& /*options*/,
                        std::uint64_t* free_bytes, IODebugContext* /*context*/) override {
    const std::lock_guard lock(disk_->mutex());
    *free_bytes = disk_->free_bytes();
    return IOStatus::OK();
  }

 private:
  IOStatus May(Operation operation, const std::string& name) {
    if (disk_->off()) return PowerIsOff();
    const auto failure = disk_->TakeFault(operation, KindOf(name));
    return failure ? Error(*failure) : IOStatus::OK();
  }
  std::optional<OpenFile> OpenFor(const std::string& path) {
    const std::lock_guard lock(disk_->mutex());
    const auto name = disk_->files().NameOf(path);
    if (!name) return std::nullopt;
    return OpenFile{disk_, disk_->files().Find(*name), KindOf(*name)};
  }

  std::shared_ptr<Disk> disk_;
};

}  // namespace

namespace {

// RocksDB rests for a second after work in the background has failed: here a moment is enough.
class ImpatientEnv final : public rocksdb::EnvWrapper {
 public:
  explicit ImpatientEnv(const std::shared_ptr<rocksdb::FileSystem>& files)
      : EnvWrapper(rocksdb::NewCompositeEnv(files)) {
    file_system_ = files;
  }
  [[nodiscard]] const char* Name() const override { return "ImpatientEnv"; }
  void SleepForMicroseconds(int micros) override {
    EnvWrapper::SleepForMicroseconds(std::min(micros, 1000));
  }
};

}  // namespace

PowerCutDisk::PowerCutDisk(const std::string& root, std::uint64_t seed)
    : disk_(std::make_shared<Disk>(root, seed)),
      env_(std::make_unique<ImpatientEnv>(std::make_shared<PowerCutFileSystem>(disk_))) {}

PowerCutDisk::~PowerCutDisk() = default;

rocksdb::Env* PowerCutDisk::env() { return env_.get(); }

void PowerCutDisk::Break(const Fault& fault) {
  const std::lock_guard lock(disk_->mutex());
  disk_->AddFault(fault);
}

void PowerCutDisk::MakeReadOnly() {
  for (const Operation operation : {Operation::kCreate, Operation::kAppend, Operation::kRename,
                                    Operation::kDelete, Operation::kSync}) {
    Break({operation, Failure::kReadOnly});
  }
}

void PowerCutDisk::Mend() {
  const std::lock_guard lock(disk_->mutex());
  disk_->Mend();
}

void PowerCutDisk::set_free_bytes(std::uint64_t bytes) {
  const std::lock_guard lock(disk_->mutex());
  disk_->set_free_bytes(bytes);
}

std::uint64_t PowerCutDisk::faults_struck() const {
  const std::lock_guard lock(disk_->mutex());
  return disk_->struck();
}

std::uint64_t PowerCutDisk::operations() const {
  const std::lock_guard lock(disk_->mutex());
  return disk_->operations();
}

void PowerCutDisk::CutPowerAtOperation(std::uint64_t number) {
  const std::lock_guard lock(disk_->mutex());
  disk_->CutAt(number);
}

void PowerCutDisk::CutPower() {
  const std::lock_guard lock(disk_->mutex());
  disk_->set_off(true);
}

bool PowerCutDisk::off() const {
  const std::lock_guard lock(disk_->mutex());
  return disk_->off();
}

std::string PowerCutDisk::StartAgain() {
  const std::lock_guard lock(disk_->mutex());
  PAKTUM_CHECK(disk_->off());
  std::string told = disk_->files().Decide();
  disk_->Mend();
  disk_->CutAt(0);
  disk_->set_off(false);
  return told;
}

}  // namespace paktum::attack
