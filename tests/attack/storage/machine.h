#pragma once
// Machine: a log in this process on a disk that can fail, with clients and the oracle.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/ledger/local_event_log.h"
#include "libs/ledger/sequencer.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "tests/attack/load.h"
#include "tests/attack/oracle.h"
#include "tests/attack/storage/power_cut_file_system.h"
#include "tests/attack/watched_log.h"
#include "tests/contract/ledger/temp_dir.h"

namespace paktum::attack {

class Machine {
 public:
  // What survives a power cut is decided by the disk's model, so memory is as good as a disk.
  static std::filesystem::path Memory() {
    const std::filesystem::path memory("/dev/shm");
    return std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
  }

  explicit Machine(std::uint64_t seed) : random_(seed), disk_(directory_.Sub("log"), random_()) {
    options_.path = directory_.Sub("log");
    options_.write_buffer_bytes = 1;  // the least there is: flushes come soon
    options_.block_cache_bytes = 256 * 1024;
    options_.free_bytes_min = 1000;
    options_.mark_interval_ms = 3;
    options_.env = disk_.env();
  }
  ~Machine() { Stop(); }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  Status Start() {
    auto opened = ledger::RocksStorage::Open(options_);
    if (!opened.ok()) return opened.status();
    storage_ = std::move(*opened);
    sequencer_ = std::make_unique<ledger::Sequencer>(*storage_, clock_);
    local_ = std::make_unique<ledger::LocalEventLog>(*storage_, *sequencer_);
    log_ = std::make_unique<WatchedLog>(*local_, oracle_);
    return OkStatus();
  }
  void Stop() {
    clients_.clear();
    if (sequencer_ != nullptr) sequencer_->Stop();
    log_.reset();
    local_.reset();
    sequencer_.reset();
    storage_.reset();
  }

  // Another client starts to do what clients do.
  void AddClient() {
    LoadOptions load;
    load.seed = random_();
    load.client = next_client_++;
    clients_.push_back(std::make_unique<LoadClient>(*log_, load));
  }
  // One append of some kilobytes that do not compress.
  Result<ledger::AppendResult> AppendMuch() {
    ledger::AppendRequest request{"tiszakecske",
                                  Uuid::V7From(1'540'000'000'000, next_bulk_++, random_()),
                                  "charity",
                                  "bulk",
                                  {},
                                  {}};
    const std::uint64_t events = 1 + random_() % 8;
    for (std::uint64_t i = 0; i < events; ++i) {
      std::string bytes(100 + random_() % 6000, '\0');
      for (char& byte : bytes) byte = static_cast<char>(random_());
      request.events.push_back({"bulk/" + std::to_string(random_() % 20), std::move(bytes)});
    }
    return log_->Append(request, DeadlineIn(std::chrono::seconds(60)));
  }

  Report Check() {
    CheckOptions options;
    options.probes_max = 30;
    options.streams_max = 30;
    return oracle_.Check(*local_, options);
  }

  PowerCutDisk& disk() { return disk_; }
  ledger::RocksStorage& storage() { return *storage_; }
  WatchedLog& log() { return *log_; }
  Oracle& oracle() { return oracle_; }
  std::mt19937_64& random() { return random_; }
  [[nodiscard]] const ledger::RocksOptions& options() const { return options_; }

 private:
  std::mt19937_64 random_;
  const TempDir directory_{Memory()};
  PowerCutDisk disk_;
  ledger::RocksOptions options_;
  const SystemClock clock_;
  Oracle oracle_;
  std::unique_ptr<ledger::RocksStorage> storage_;
  std::unique_ptr<ledger::Sequencer> sequencer_;
  std::unique_ptr<ledger::LocalEventLog> local_;
  std::unique_ptr<WatchedLog> log_;
  std::vector<std::unique_ptr<LoadClient>> clients_;
  std::uint64_t next_client_ = 0;
  std::uint64_t next_bulk_ = 0;
};

}  // namespace paktum::attack
