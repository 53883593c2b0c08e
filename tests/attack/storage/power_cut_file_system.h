#pragma once
// PowerCutDisk: a directory on a disk that forgets what was not synced, and that fails on demand.
//
// The model is what POSIX promises and no more. Bytes of a file are safe once a sync of that file
// has returned; a name (of a new, renamed or deleted file) once a sync of its directory has. All
// else is undecided: when the power is cut, a seed decides about it, file by file and name by name:
// lost, kept, cut short, torn inside a page, with pages of zeros or of old rubbish between. One
// thing more than POSIX is taken for granted, as RocksDB does and as every journal gives it: a
// rename does not survive while an older change of the same directory is lost. A sync
// that fails leaves its bytes readable until the cut and lost after it, whatever later syncs say,
// as Linux does.
//
// Threads     All from any thread. Use one storage on it at a time.
// Limits      One directory without subdirectories. Log files of RocksDB's own (LOG) and LOCK are
//             not watched. Reads do not count as operations.
#include <rocksdb/env.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

namespace paktum::attack {

enum class FileKind : std::uint8_t { kLog, kTable, kManifest, kCurrent, kOptions, kOther };
enum class Operation : std::uint8_t {
  kCreate,
  kAppend,  // also writes in place
  kSync,
  kRead,
  kRename,
  kDelete,
  kSyncDirectory,
};
enum class Failure : std::uint8_t {
  kIoError,
  kNoSpace,     // though the disk tells that it has room, as with a user's quota
  kDiskFull,    // and the free space told falls to 0
  kReadOnly,    // the file system was mounted read-only, as Linux does after an error
  kShortWrite,  // half of the bytes are in the file, then an I/O error
  kLie,         // of a sync: answers OK and keeps nothing
};

struct Fault {
  Operation operation = Operation::kAppend;
  Failure failure = Failure::kIoError;
  std::optional<FileKind> kind =
      std::nullopt;  // nothing: of every kind; no meaning for kSyncDirectory
  std::uint64_t times = std::numeric_limits<std::uint64_t>::max();
};

class Disk;

class PowerCutDisk {
 public:
  // Watches the directory `root`, which need not exist yet.
  PowerCutDisk(const std::string& root, std::uint64_t seed);
  ~PowerCutDisk();
  PowerCutDisk(const PowerCutDisk&) = delete;
  PowerCutDisk& operator=(const PowerCutDisk&) = delete;

  rocksdb::Env* env();

  // The fault strikes from now on; several may be set.
  void Break(const Fault& fault);
  // Every operation that changes something fails as on a read-only file system.
  void MakeReadOnly();
  // All faults end; free space is plenty again.
  void Mend();
  void set_free_bytes(std::uint64_t bytes);
  // Times that any fault has struck.
  [[nodiscard]] std::uint64_t faults_struck() const;

  // Operations so far that changed something.
  [[nodiscard]] std::uint64_t operations() const;
  // Cuts the power within the operation that makes operations() this number.
  void CutPowerAtOperation(std::uint64_t number);
  // From now on every operation fails and nothing reaches the directory.
  void CutPower();
  [[nodiscard]] bool off() const;
  // Gives the directory the content that the power cut left and lets it work again, without faults.
  // The storage that was open must be gone. Returns in words what was lost.
  std::string StartAgain();

 private:
  std::shared_ptr<Disk> disk_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace paktum::attack
