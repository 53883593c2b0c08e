#pragma once
// ReadStoreStats: what a directory of the event log holds, counted. Changes nothing; errors, memory
// and threads as VerifyStore.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "libs/ledger_rocksdb/rocks_storage.h"

namespace paktum::ledger {

struct LedgerStats {
  std::string pact;
  Position head;
  std::uint64_t streams = 0;
  std::uint64_t commands = 0;
  std::uint64_t tiles = 0;         // of the Merkle tree, full ones
  std::uint64_t record_bytes = 0;  // stored bytes, before compression
  Instant first_recorded_at;
  Instant last_recorded_at;
};

struct FamilyStats {
  std::string name;  // column family
  std::uint64_t files = 0;
  std::uint64_t file_bytes = 0;
};

struct StoreStats {
  std::vector<LedgerStats> ledgers;
  std::vector<FamilyStats> families;
  std::uint64_t log_files = 0;  // write-ahead log
  std::uint64_t log_bytes = 0;
};

// Calls `each` for every record, in order; false ends it (kAborted "stats.stopped").
// Errors besides: kDataLoss as Open, and "record.damaged": paktum verify tells more.
Result<StoreStats> ReadStoreStats(
    const RocksOptions& options,
    const std::function<bool(const std::string& pact, const Record& record)>& each);

}  // namespace paktum::ledger
