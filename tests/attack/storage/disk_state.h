#pragma once
// Disk: the state behind a PowerCutDisk: its files, its faults, whether the power is on.
#include <pthread.h>
#include <rocksdb/io_status.h>

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/attack/storage/power_cut_file_system.h"
#include "tests/attack/storage/undecided_files.h"

namespace paktum::attack {

inline constexpr std::uint64_t kPlentyBytes = std::uint64_t{1} << 40U;

inline rocksdb::IOStatus PowerIsOff() { return rocksdb::IOStatus::IOError("the power is off"); }

inline bool IsThreadOfRocksDb() {
  std::array<char, 16> name{};
  pthread_getname_np(pthread_self(), name.data(), name.size());
  return std::string_view(name.data()).starts_with("rocksdb:");
}

// What the file system and its open files share; everything under one lock, so that a power cut is
// one moment for all of them.
class Disk {
 public:
  Disk(const std::string& root, std::uint64_t seed) : files_(root, seed) {}

  std::mutex& mutex() { return mutex_; }
  // All below: the caller holds mutex().
  UndecidedFiles& files() { return files_; }
  bool off() const { return off_; }
  void set_off(bool off) { off_ = off; }
  std::uint64_t operations() const { return operations_; }
  std::uint64_t struck() const { return struck_; }
  void CutAt(std::uint64_t number) { cut_at_ = number; }
  void AddFault(const Fault& fault) { faults_.push_back(fault); }
  void Mend() {
    faults_.clear();
    free_bytes_ = kPlentyBytes;
  }
  void set_free_bytes(std::uint64_t bytes) { free_bytes_ = bytes; }
  // A thread of RocksDB that met the full disk is told so even when a test has given the space
  // back meanwhile.
  std::uint64_t free_bytes() const { return was_full_ && IsThreadOfRocksDb() ? 0 : free_bytes_; }

  std::optional<Failure> TakeFault(Operation operation, FileKind kind) {
    for (Fault& fault : faults_) {
      if (fault.operation != operation || fault.times == 0) continue;
      if (fault.kind && operation != Operation::kSyncDirectory && *fault.kind != kind) continue;
      --fault.times;
      ++struck_;
      if (fault.failure == Failure::kDiskFull) {
        was_full_ = true;
        free_bytes_ = 0;
      }
      return fault.failure;
    }
    return std::nullopt;
  }

  // Counts an operation that has been done; an error when the power went off within it.
  rocksdb::IOStatus Done() {
    ++operations_;
    if (operations_ != cut_at_) return rocksdb::IOStatus::OK();
    off_ = true;
    return PowerIsOff();
  }

 private:
  std::mutex mutex_;
  UndecidedFiles files_;
  bool off_ = false;
  std::uint64_t operations_ = 0;
  std::uint64_t cut_at_ = 0;
  std::uint64_t struck_ = 0;
  std::vector<Fault> faults_;
  bool was_full_ = false;
  std::uint64_t free_bytes_ = kPlentyBytes;
};

}  // namespace paktum::attack
