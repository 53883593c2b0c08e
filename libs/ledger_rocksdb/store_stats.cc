#include "libs/ledger_rocksdb/store_stats.h"

#include <rocksdb/metadata.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "libs/ledger/record.h"
#include "libs/ledger_rocksdb/internal/codec.h"
#include "libs/ledger_rocksdb/internal/rocks_db.h"
#include "libs/ledger_rocksdb/internal/store_reader.h"

namespace paktum::ledger {
namespace {

Status Unreadable(const Cursor& cursor) {
  return cursor.status().ok() ? OkStatus() : ReadError(cursor.status());
}

// By pact, in the order of the keys.
using Ledgers = std::map<std::string, LedgerStats>;

Status CountRecords(
    const RocksDb& rocks, Ledgers& ledgers,
    const std::function<bool(const std::string& pact, const Record& record)>& each) {
  Cursor cursor(rocks.db(), rocks.records());
  LedgerStats* ledger = nullptr;
  for (; cursor.Valid(); cursor.Next()) {
    const auto pact = PactOfKey(cursor.key());
    const auto stored = OpenValue(cursor.key(), cursor.value());
    if (!pact || !stored) return DataLoss("record.damaged", "the checksum of a record fails");
    PAKTUM_ASSIGN_OR_RETURN(const Record record, DecodeRecord(std::string(*stored)));
    if (ledger == nullptr || ledger->pact != *pact) {
      ledger = &ledgers[std::string(*pact)];
      ledger->pact = *pact;
      ledger->first_recorded_at = record.recorded_at;
    }
    ledger->head = record.position;
    ledger->record_bytes += stored->size();
    ledger->last_recorded_at = record.recorded_at;
    if (!each(ledger->pact, record)) return Aborted("stats.stopped", "stopped");
  }
  return Unreadable(cursor);
}

Status CountIndexes(const RocksDb& rocks, Ledgers& ledgers) {
  Cursor streams(rocks.db(), rocks.streams());
  for (; streams.Valid(); streams.Next()) {
    const auto place = ParseStreamKey(streams.key());
    if (place && place->version == 1) ++ledgers[std::string(place->pact)].streams;
  }
  PAKTUM_RETURN_IF_ERROR(Unreadable(streams));
  Cursor commands(rocks.db(), rocks.commands());
  for (; commands.Valid(); commands.Next()) {
    if (IsCommandKey(commands.key())) {
      ++ledgers[std::string(*PactOfKey(commands.key()))].commands;
    }
  }
  PAKTUM_RETURN_IF_ERROR(Unreadable(commands));
  if (rocks.lacks_tiles()) return OkStatus();
  Cursor tiles(rocks.db(), rocks.tiles());
  for (; tiles.Valid(); tiles.Next()) {
    if (const auto place = ParseTileKey(tiles.key())) ++ledgers[std::string(place->pact)].tiles;
  }
  return Unreadable(tiles);
}

void CountFiles(const RocksDb& rocks, const RocksOptions& options, StoreStats& stats) {
  std::vector<rocksdb::LiveFileMetaData> files;
  rocks.db().GetLiveFilesMetaData(&files);
  for (const std::string name : {"records", "streams", "commands", "tiles", "default"}) {
    FamilyStats family{name};
    for (const rocksdb::LiveFileMetaData& file : files) {
      if (file.column_family_name != name) continue;
      ++family.files;
      family.file_bytes += file.size;
    }
    stats.families.push_back(std::move(family));
  }
  rocksdb::Env& env = options.env != nullptr ? *options.env : *rocksdb::Env::Default();
  std::vector<std::string> names;
  if (!env.GetChildren(options.path, &names).ok()) return;
  for (const std::string& name : names) {
    std::uint64_t bytes = 0;
    if (!name.ends_with(".log") || !env.GetFileSize(options.path + "/" + name, &bytes).ok()) {
      continue;
    }
    ++stats.log_files;
    stats.log_bytes += bytes;
  }
}

}  // namespace

Result<StoreStats> ReadStoreStats(
    const RocksOptions& options,
    const std::function<bool(const std::string& pact, const Record& record)>& each) {
  PAKTUM_ASSIGN_OR_RETURN(const auto lock, ReadLock::Take(options.path));
  PAKTUM_ASSIGN_OR_RETURN(const auto rocks, RocksDb::OpenForReading(options));
  StoreStats stats;
  Ledgers ledgers;
  PAKTUM_RETURN_IF_ERROR(CountRecords(*rocks, ledgers, each));
  PAKTUM_RETURN_IF_ERROR(CountIndexes(*rocks, ledgers));
  for (auto& [pact, ledger] : ledgers) {
    ledger.pact = pact;
    stats.ledgers.push_back(std::move(ledger));
  }
  CountFiles(*rocks, options, stats);
  return stats;
}

}  // namespace paktum::ledger
