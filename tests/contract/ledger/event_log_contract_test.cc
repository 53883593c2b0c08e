#include "tests/contract/ledger/event_log_contract.h"

#include <optional>

#include "libs/base/check.h"
#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "tests/contract/ledger/temp_dir.h"

namespace paktum::ledger {
namespace {

// Restarts the sequencer only: what a memory storage holds ends with it.
class OverMemory final : public EventLogUnderTest {
 public:
  OverMemory() { Restart(); }
  EventLog& log() override { return *log_; }
  void Restart() override {
    log_.reset();
    sequencer_.reset();
    sequencer_.emplace(storage_, clock_);
    log_.emplace(storage_, *sequencer_);
  }

 private:
  SystemClock clock_;
  MemoryStorage storage_;
  std::optional<Sequencer> sequencer_;
  std::optional<LocalEventLog> log_;
};

class OverRocks final : public EventLogUnderTest {
 public:
  OverRocks() { Restart(); }
  EventLog& log() override { return *log_; }
  void Restart() override {
    log_.reset();
    sequencer_.reset();
    storage_.reset();
    RocksOptions options;
    options.path = dir_.Sub("log");
    options.free_bytes_min = 0;
    auto opened = RocksStorage::Open(options);
    PAKTUM_CHECK(opened.ok());
    storage_ = std::move(*opened);
    sequencer_.emplace(*storage_, clock_);
    log_.emplace(*storage_, *sequencer_);
  }

 private:
  TempDir dir_;
  SystemClock clock_;
  std::unique_ptr<RocksStorage> storage_;
  std::optional<Sequencer> sequencer_;
  std::optional<LocalEventLog> log_;
};

INSTANTIATE_TEST_SUITE_P(
    InProcess, EventLogContract,
    testing::Values(EventLogParam{"Memory", [] { return std::make_unique<OverMemory>(); }},
                    EventLogParam{"Rocks", [] { return std::make_unique<OverRocks>(); }}),
    EventLogParamName);

}  // namespace
}  // namespace paktum::ledger
