#include <rocksdb/write_batch.h>

#include <memory>
#include <utility>

#include "libs/ledger/record.h"
#include "libs/ledger_rocksdb/internal/codec.h"
#include "libs/ledger_rocksdb/internal/rocks_db.h"
#include "libs/ledger_rocksdb/rocks_storage.h"

namespace paktum::ledger {
namespace {

constexpr std::uint64_t kBatchRecords = 4096;

// Calls `each(pact, record)` for every record, in order; stops at the first that is damaged, absent
// or refused.
template <typename Each>
Result<std::uint64_t> ForEachRecord(const RocksDb& rocks, const Each& each) {
  rocksdb::ReadOptions scan;
  scan.fill_cache = false;
  std::unique_ptr<rocksdb::Iterator> it(rocks.db().NewIterator(scan, rocks.records()));
  std::uint64_t count = 0;
  std::string pact;
  Position last;
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    const std::string_view key = View(it->key());
    const auto pact_of_key = PactOfKey(key);
    const auto stored = OpenValue(key, View(it->value()));
    if (!pact_of_key || !stored) return DataLoss("record.damaged", "a record's checksum fails");
    PAKTUM_ASSIGN_OR_RETURN(const Record record, DecodeRecord(std::string(*stored)));
    if (*pact_of_key != pact) {
      pact = *pact_of_key;
      last = Position(0);
    }
    if (record.position != Next(last) || record.position.value() != NumberOfKey(key)) {
      return DataLoss("record.missing", "positions have a gap");
    }
    last = record.position;
    ++count;
    PAKTUM_RETURN_IF_ERROR(each(pact, record));
  }
  if (!it->status().ok()) return ReadError(it->status());
  return count;
}

class IndexWriter {
 public:
  explicit IndexWriter(const RocksDb& rocks) : rocks_(rocks) {}

  Status Add(const std::string& pact, const Record& record) {
    const std::string stream_key = StreamKey(pact, record.stream, record.version);
    batch_.Put(rocks_.streams(), stream_key,
               SealValue(stream_key, EncodePosition(record.position)));
    if (record.append_index == 0) {
      const AppendResult append{record.position, record.append_count, record.recorded_at, true};
      const std::string command_key = CommandKey(pact, record.command);
      batch_.Put(rocks_.commands(), command_key,
                 SealValue(command_key, EncodeCommand({append, record.content_digest})));
    }
    return ++pending_ < kBatchRecords ? OkStatus() : Flush();
  }

  Status Flush() {
    const rocksdb::Status status = rocks_.WriteSynced(batch_);
    batch_.Clear();
    pending_ = 0;
    if (status.ok()) return OkStatus();
    return Unavailable("storage.cannot_write", status.ToString());
  }

 private:
  const RocksDb& rocks_;
  rocksdb::WriteBatch batch_;
  std::uint64_t pending_ = 0;
};

}  // namespace

Result<std::uint64_t> RocksStorage::RebuildIndexes(const RocksOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(const auto rocks, RocksDb::Open(options));
  const auto sound = ForEachRecord(
      *rocks, [](const std::string& /*pact*/, const Record& /*record*/) { return OkStatus(); });
  if (!sound.ok()) return sound.status();
  PAKTUM_RETURN_IF_ERROR(rocks->EmptyIndexes());
  IndexWriter writer(*rocks);
  auto count = ForEachRecord(*rocks, [&](const std::string& pact, const Record& record) {
    return writer.Add(pact, record);
  });
  if (!count.ok()) return count;
  PAKTUM_RETURN_IF_ERROR(writer.Flush());
  return count;
}

}  // namespace paktum::ledger
