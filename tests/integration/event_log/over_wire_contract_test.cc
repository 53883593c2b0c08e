#include <memory>
#include <optional>

#include "libs/base/check.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger_rocksdb/rocks_storage.h"
#include "tests/contract/ledger/event_log_contract.h"
#include "tests/contract/ledger/temp_dir.h"
#include "tests/integration/event_log/served_log.h"

namespace paktum::ledger {
namespace {

// A client and a service that talk over loopback; the storage is RocksDB, opened anew at a restart.
class OverWire final : public EventLogUnderTest {
 public:
  OverWire() { Restart(); }
  EventLog& log() override { return *client_; }
  void Restart() override {
    client_.reset();
    if (served_) served_->Stop();
    served_.reset();
    storage_.reset();
    RocksOptions options;
    options.path = dir_.Sub("log");
    options.free_bytes_min = 0;
    auto opened = RocksStorage::Open(options);
    PAKTUM_CHECK(opened.ok());
    storage_ = std::move(*opened);
    served_.emplace(*storage_);
    client_ = served_->Client();
  }

 private:
  TempDir dir_;
  std::unique_ptr<RocksStorage> storage_;
  std::optional<event_log::ServedLog> served_;
  std::unique_ptr<ledger_client::RemoteEventLog> client_;
};

INSTANTIATE_TEST_SUITE_P(OverWire, EventLogContract,
                         testing::Values(EventLogParam{
                             "Rocks", [] { return std::make_unique<OverWire>(); }}),
                         EventLogParamName);

}  // namespace
}  // namespace paktum::ledger
