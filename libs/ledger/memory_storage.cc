#include "libs/ledger/memory_storage.h"

#include <algorithm>
#include <mutex>

#include "libs/base/check.h"
#include "libs/ledger/record.h"

namespace paktum::ledger {
namespace {

// Adds the record unless the limit is reached; the first one always fits.
bool AddWithin(const Record& record, ReadLimit limit, std::size_t& bytes,
               std::vector<Record>& records) {
  const std::size_t records_max = std::clamp<std::size_t>(limit.records, 1, kReadRecordsMax);
  const std::size_t bytes_max = std::min(limit.bytes, kReadBytesMax);
  if (records.size() >= records_max) return false;
  if (!records.empty() && bytes + record.stored.size() > bytes_max) return false;
  bytes += record.stored.size();
  records.push_back(record);
  return true;
}

}  // namespace

const MemoryStorage::Ledger* MemoryStorage::Find(const std::string& pact) const {
  const auto found = ledgers_.find(pact);
  return found == ledgers_.end() ? nullptr : &found->second;
}

Status MemoryStorage::Write(const std::vector<StoredAppend>& batch) {
  const std::unique_lock lock(mutex_);
  for (const StoredAppend& append : batch) {
    PAKTUM_CHECK(!append.records.empty());
    Ledger& ledger = ledgers_[append.pact];
    for (const Record& record : append.records) {
      PAKTUM_CHECK(record.position.value() == ledger.records.size() + 1);
      std::vector<Position>& stream = ledger.streams[std::string(record.stream)];
      PAKTUM_CHECK(record.version.value() == stream.size() + 1);
      stream.push_back(record.position);
      // A copy: what is written may be borrowed.
      auto kept = DecodeRecord(std::string(record.stored));
      PAKTUM_CHECK(kept.ok() && kept->position == record.position);
      ledger.tree.Append(transparency::LeafHash(record.stored));
      ledger.records.push_back(std::move(*kept));
    }
    for (transparency::Tile& tile : ledger.tree.TakeFull()) {
      ledger.tiles.emplace(std::pair(tile.id.level, tile.id.index), std::move(tile.bytes));
    }
    FoundCommand found{append.result, append.content_digest};
    found.append.repeated = true;
    PAKTUM_CHECK(ledger.commands.emplace(append.command, std::move(found)).second);
  }
  return OkStatus();
}

Result<Position> MemoryStorage::Head(const std::string& pact) const {
  const std::shared_lock lock(mutex_);
  const Ledger* ledger = Find(pact);
  return ledger ? Position(ledger->records.size()) : Position(0);
}

Result<Instant> MemoryStorage::LastRecordedAt(const std::string& pact) const {
  const std::shared_lock lock(mutex_);
  const Ledger* ledger = Find(pact);
  return ledger ? ledger->records.back().recorded_at : Instant(0);
}

Result<StreamVersion> MemoryStorage::StreamHead(const std::string& pact,
                                                const std::string& stream) const {
  const std::shared_lock lock(mutex_);
  const Ledger* ledger = Find(pact);
  if (ledger == nullptr) return StreamVersion(0);
  const auto found = ledger->streams.find(stream);
  return StreamVersion(found == ledger->streams.end() ? 0 : found->second.size());
}

Result<std::optional<FoundCommand>> MemoryStorage::FindCommand(const std::string& pact,
                                                               Uuid command) const {
  const std::shared_lock lock(mutex_);
  const Ledger* ledger = Find(pact);
  if (ledger == nullptr) return std::optional<FoundCommand>();
  const auto found = ledger->commands.find(command);
  if (found == ledger->commands.end()) return std::optional<FoundCommand>();
  return std::optional<FoundCommand>(found->second);
}

Result<transparency::Frontier> MemoryStorage::Tree(const std::string& pact) const {
  const std::shared_lock lock(mutex_);
  const Ledger* ledger = Find(pact);
  return ledger ? ledger->tree.frontier() : transparency::Frontier();
}

Result<std::string> MemoryStorage::ReadTile(const std::string& pact,
                                            const transparency::TileId& tile) const {
  const std::shared_lock lock(mutex_);
  const Ledger* ledger = Find(pact);
  PAKTUM_RETURN_IF_ERROR(CheckTileExists(tile, ledger ? ledger->tree.size() : 0));
  const auto full = ledger->tiles.find({tile.level, tile.index});
  const std::string bytes =
      full != ledger->tiles.end() ? full->second : PartialTile(ledger->tree, tile.level);
  return bytes.substr(0, tile.width * transparency::kHashBytes);
}

Result<std::vector<Record>> MemoryStorage::Read(const std::string& pact, Position after,
                                                ReadLimit limit) const {
  const std::shared_lock lock(mutex_);
  std::vector<Record> records;
  const Ledger* ledger = Find(pact);
  if (ledger == nullptr) return records;
  std::size_t bytes = 0;
  for (std::size_t i = after.value(); i < ledger->records.size(); ++i) {
    if (!AddWithin(ledger->records[i], limit, bytes, records)) break;
  }
  return records;
}

Result<std::vector<Record>> MemoryStorage::ReadStream(const std::string& pact,
                                                      const std::string& stream,
                                                      StreamVersion after, ReadLimit limit) const {
  const std::shared_lock lock(mutex_);
  std::vector<Record> records;
  const Ledger* ledger = Find(pact);
  if (ledger == nullptr) return records;
  const auto found = ledger->streams.find(stream);
  if (found == ledger->streams.end()) return records;
  std::size_t bytes = 0;
  for (std::size_t i = after.value(); i < found->second.size(); ++i) {
    const Record& record = ledger->records[found->second[i].value() - 1];
    if (!AddWithin(record, limit, bytes, records)) break;
  }
  return records;
}

Result<std::vector<std::string>> MemoryStorage::Pacts() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> pacts;
  pacts.reserve(ledgers_.size());
  for (const auto& [pact, ledger] : ledgers_) pacts.push_back(pact);
  return pacts;
}

}  // namespace paktum::ledger
