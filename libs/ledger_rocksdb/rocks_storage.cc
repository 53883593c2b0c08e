#include "libs/ledger_rocksdb/rocks_storage.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "libs/base/check.h"
#include "libs/ledger/append_rules.h"
#include "libs/ledger/record.h"
#include "libs/ledger_rocksdb/internal/batch_writer.h"
#include "libs/ledger_rocksdb/internal/codec.h"
#include "libs/ledger_rocksdb/internal/gathering.h"
#include "libs/ledger_rocksdb/internal/rocks_db.h"
#include "libs/ledger_rocksdb/internal/store_reader.h"
#include "libs/ledger_rocksdb/internal/tree_store.h"

namespace paktum::ledger {
namespace {

constexpr std::size_t kMultiGetKeys = 128;
constexpr std::uint64_t kCachedTailRecords = 4096;
constexpr std::size_t kReadaheadBytesMax = std::size_t{512} * 1024;

Status Damaged(const std::string& what) { return DataLoss("record.damaged", what); }

// The stored bytes under `key`. Valid as long as `value`.
Result<std::string_view> OpenRecord(std::string_view key, std::string_view value) {
  const auto stored = OpenValue(key, value);
  if (stored) return *stored;
  return Damaged("checksum of position " + std::to_string(NumberOfKey(key)) + " fails");
}

Status CheckPlace(const Record& record, Position position) {
  if (record.position == position) return OkStatus();
  return Damaged("another record stands at position " + std::to_string(position.value()));
}

// The record stored under `key`, checked against the place where it stands.
Result<Record> ReadRecord(std::string_view key, std::string_view value) {
  PAKTUM_ASSIGN_OR_RETURN(const std::string_view stored, OpenRecord(key, value));
  PAKTUM_ASSIGN_OR_RETURN(auto record, DecodeRecord(std::string(stored)));
  PAKTUM_RETURN_IF_ERROR(CheckPlace(record, Position(NumberOfKey(key))));
  return record;
}

}  // namespace

class RocksStorage::Impl {
 public:
  struct LedgerEnd {
    Position head;
    Instant last_recorded_at;
    transparency::TileBuilder tree;
  };

  Impl(std::unique_ptr<RocksDb> rocks, const RocksOptions& options)
      : rocks_(std::move(rocks)), options_(options), writer_(*rocks_) {}

  [[nodiscard]] const RocksDb& db() const { return *rocks_; }
  void Keep(std::unique_ptr<ReadLock> lock) { read_lock_ = std::move(lock); }
  Status LoadEnds();
  Status Write(const std::vector<StoredAppend>& batch);
  Position Head(const std::string& pact) const { return FromEnd(pact, &LedgerEnd::head); }
  Instant LastRecordedAt(const std::string& pact) const {
    return FromEnd(pact, &LedgerEnd::last_recorded_at);
  }
  transparency::Frontier Tree(const std::string& pact) const {
    const std::shared_lock lock(mutex_);
    const auto found = ends_.find(pact);
    return found == ends_.end() ? transparency::Frontier() : found->second.tree.frontier();
  }
  Result<std::string> ReadTile(const std::string& pact, const transparency::TileId& tile) const;
  Result<StreamVersion> StreamHead(const std::string& pact, const std::string& stream) const;
  Result<std::optional<FoundCommand>> FindCommand(const std::string& pact, Uuid command) const;
  Result<std::vector<Record>> Read(const std::string& pact, Position after, ReadLimit limit) const;
  Result<std::vector<Record>> ReadStream(const std::string& pact, const std::string& stream,
                                         StreamVersion after, ReadLimit limit) const;
  Result<StoredRange> ReadStored(const std::string& pact, Position after, ReadLimit limit,
                                 std::string& out) const;
  std::vector<std::string> Pacts() const;

 private:
  // A part of the ledger's end; as of an empty ledger when there is none.
  template <typename Part>
  Part FromEnd(const std::string& pact, Part LedgerEnd::*part) const {
    const std::shared_lock lock(mutex_);
    const auto found = ends_.find(pact);
    return found == ends_.end() ? Part() : found->second.*part;
  }
  template <typename Each>
  Status Scan(const std::string& pact, Position after, Position head, ReadLimit limit,
              const Each& each) const;
  std::unique_ptr<rocksdb::Iterator> Iterate(rocksdb::ColumnFamilyHandle* family,
                                             const rocksdb::Slice* upper_bound = nullptr) const;
  Result<LedgerEnd> CheckEnd(const std::string& pact) const;
  Status GoBack(const std::string& pact, Position last, rocksdb::Iterator& at) const;
  Status CheckIndexes(const std::string& pact, const Record& last) const;
  Status MakeRoom();
  Status WriteFailed(const rocksdb::Status& status);
  Status Fail(const rocksdb::Status& status);
  Result<std::vector<Position>> StreamPositions(const std::string& pact, const std::string& stream,
                                                StreamVersion after, std::size_t max) const;
  Status GatherRecords(const std::string& pact, const std::vector<Position>& positions,
                       Gathering& gathering) const;

  std::unique_ptr<ReadLock> read_lock_;  // when open for reading
  const std::unique_ptr<RocksDb> rocks_;
  const RocksOptions options_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, LedgerEnd> ends_;  // guarded by mutex_; what Write has returned OK for
  Status failure_;                         // the write error that ended writing
  BatchWriter writer_;                     // Write's own
};

std::unique_ptr<rocksdb::Iterator> RocksStorage::Impl::Iterate(
    rocksdb::ColumnFamilyHandle* family, const rocksdb::Slice* upper_bound) const {
  rocksdb::ReadOptions read;
  read.iterate_upper_bound = upper_bound;
  return std::unique_ptr<rocksdb::Iterator>(rocks_->db().NewIterator(read, family));
}

// Finds the ledgers and checks the end of each.
Status RocksStorage::Impl::LoadEnds() {
  const auto it = Iterate(rocks_->records());
  it->SeekToFirst();
  while (it->Valid()) {
    const auto found = PactOfKey(View(it->key()));
    if (!found) return DataLoss("storage.damaged", "a key of the records is malformed");
    const std::string pact(*found);
    PAKTUM_ASSIGN_OR_RETURN(const LedgerEnd end, CheckEnd(pact));
    ends_.emplace(pact, end);
    it->Seek(RecordKey(pact, Position(kLastNumber)));
  }
  return it->status().ok() ? OkStatus() : ReadError(it->status());
}

// The last record, its indexes, the tree. Of what is open for writing the records before the last,
// too: whoever appends must know that nothing is missing before; whoever reads finds it there.
Result<RocksStorage::Impl::LedgerEnd> RocksStorage::Impl::CheckEnd(const std::string& pact) const {
  const auto it = Iterate(rocks_->records());
  it->SeekForPrev(RecordKey(pact, Position(kLastNumber)));
  if (!it->Valid()) return ReadError(it->status());
  PAKTUM_ASSIGN_OR_RETURN(const Record last, ReadRecord(View(it->key()), View(it->value())));
  PAKTUM_RETURN_IF_ERROR(CheckIndexes(pact, last));
  if (read_lock_ == nullptr) PAKTUM_RETURN_IF_ERROR(GoBack(pact, last.position, *it));
  PAKTUM_ASSIGN_OR_RETURN(auto tree, LoadTree(*rocks_, pact, last.position));
  return LedgerEnd{last.position, last.recorded_at, std::move(tree)};
}

// Goes back from the last record over as much as the write-ahead log can have held: that is where a
// crash could have left a gap.
Status RocksStorage::Impl::GoBack(const std::string& pact, Position last,
                                  rocksdb::Iterator& at) const {
  std::size_t bytes = 0;
  for (std::uint64_t position = last.value();; --position) {
    const bool there = at.Valid() && at.key() == RecordKey(pact, Position(position));
    if (!at.status().ok()) return ReadError(at.status());
    if (!there) {
      return DataLoss("storage.damaged", "position " + std::to_string(position) + " is missing");
    }
    if (const auto record = ReadRecord(View(at.key()), View(at.value())); !record.ok()) {
      return record.status();
    }
    bytes += at.value().size();
    if (position == 1 || bytes > 2 * options_.write_buffer_bytes) return OkStatus();
    at.Prev();
  }
}

// A tile that becomes full is in the directory before the end that counts it, and the unfinished
// one in the end before it.
Result<std::string> RocksStorage::Impl::ReadTile(const std::string& pact,
                                                 const transparency::TileId& tile) const {
  const std::size_t bytes = tile.width * transparency::kHashBytes;
  {
    const std::shared_lock lock(mutex_);
    const auto found = ends_.find(pact);
    const std::uint64_t size = found == ends_.end() ? 0 : found->second.tree.size();
    PAKTUM_RETURN_IF_ERROR(CheckTileExists(tile, size));
    if (transparency::WidthOfTile(size, tile.level, tile.index) < transparency::kTileWidth) {
      return PartialTile(found->second.tree, tile.level).substr(0, bytes);
    }
  }
  PAKTUM_ASSIGN_OR_RETURN(std::string full, ReadFullTile(*rocks_, pact, tile.level, tile.index));
  full.resize(bytes);
  return full;
}

Status RocksStorage::Impl::CheckIndexes(const std::string& pact, const Record& last) const {
  const std::string stream_key = StreamKey(pact, last.stream, last.version);
  const std::string command_key = CommandKey(pact, last.command);
  std::string stream_value;
  std::string command_value;
  auto& db = rocks_->db();
  if (!db.Get({}, rocks_->streams(), stream_key, &stream_value).ok() ||
      !db.Get({}, rocks_->commands(), command_key, &command_value).ok() ||
      !OpenValue(stream_key, stream_value) || !OpenValue(command_key, command_value)) {
    return DataLoss("storage.index_damaged",
                    "the indexes lack position " + std::to_string(last.position.value()));
  }
  return OkStatus();
}

Status RocksStorage::Impl::Write(const std::vector<StoredAppend>& batch) {
  if (!failure_.ok()) return failure_;
  if (batch.empty()) return OkStatus();
  PAKTUM_RETURN_IF_ERROR(MakeRoom());
  std::map<std::string, LedgerEnd> ends;
  writer_.Clear();
  for (const StoredAppend& append : batch) {
    PAKTUM_CHECK(!append.records.empty());
    const auto [end, is_first] = ends.try_emplace(append.pact);
    // No lock: nobody else changes the ends.
    if (const auto known = ends_.find(append.pact); is_first && known != ends_.end()) {
      end->second = known->second;
    }
    for (const Record& record : append.records) {
      PAKTUM_CHECK(record.position == Next(end->second.head));
      end->second.head = record.position;
      end->second.last_recorded_at = record.recorded_at;
      end->second.tree.Append(transparency::LeafHash(record.stored));
    }
    writer_.Add(append);
  }
  for (auto& [pact, end] : ends) {
    for (const transparency::Tile& tile : end.tree.TakeFull()) writer_.AddTile(pact, tile);
    writer_.AddTree(pact, end.tree.frontier());
  }
  const rocksdb::Status status = rocks_->WriteSynced(writer_.batch());
  if (!status.ok()) return WriteFailed(status);
  const std::unique_lock lock(mutex_);
  for (auto& [pact, end] : ends) ends_[pact] = std::move(end);
  return OkStatus();
}

// Errors: kUnavailable "storage.disk_full" unless there is room and RocksDB is ready to write;
//         kDataLoss "storage.write_failed" when it met another error in the background.
Status RocksStorage::Impl::MakeRoom() {
  std::uint64_t free_bytes = 0;
  const bool known = rocks_->db().GetEnv()->GetFreeSpace(options_.path, &free_bytes).ok();
  if (known && free_bytes < options_.free_bytes_min) {
    return Unavailable("storage.disk_full", std::to_string(free_bytes) + " bytes are free, " +
                                                std::to_string(options_.free_bytes_min) +
                                                " must be");
  }
  const RocksDb::BackgroundError error = rocks_->background_error();
  if (error.status.ok()) return OkStatus();
  if (!error.resumable) return Fail(error.status);
  const rocksdb::Status resumed = rocks_->Resume();
  return resumed.ok() ? OkStatus() : Unavailable("storage.disk_full", resumed.ToString());
}

// A log that fails tells so before its write returns. Without such an error the write was refused
// because a flush or a compaction has met a full disk, and has not touched the log.
Status RocksStorage::Impl::WriteFailed(const rocksdb::Status& status) {
  const RocksDb::BackgroundError error = rocks_->background_error();
  const bool refused = status.IsNoSpace() && (error.status.ok() || error.resumable);
  return refused ? Unavailable("storage.disk_full", status.ToString()) : Fail(status);
}

Status RocksStorage::Impl::Fail(const rocksdb::Status& status) {
  failure_ = DataLoss("storage.write_failed", status.ToString());
  return failure_;
}

Result<StreamVersion> RocksStorage::Impl::StreamHead(const std::string& pact,
                                                     const std::string& stream) const {
  const Position head = Head(pact);
  const auto it = Iterate(rocks_->streams());
  const std::string prefix = StreamPrefix(pact, stream);
  // An entry of a batch whose Write has not returned yet is passed over.
  for (it->SeekForPrev(StreamKey(pact, stream, StreamVersion(kLastNumber))); it->Valid();
       it->Prev()) {
    if (!it->key().starts_with(prefix) || it->key().size() != prefix.size() + 8) break;
    const auto payload = OpenValue(View(it->key()), View(it->value()));
    const auto position = payload ? DecodePosition(*payload) : std::nullopt;
    if (!position) return Damaged("checksum of an entry of the stream index fails");
    if (*position <= head) return StreamVersion(NumberOfKey(View(it->key())));
  }
  if (!it->status().ok()) return ReadError(it->status());
  return StreamVersion(0);
}

Result<std::optional<FoundCommand>> RocksStorage::Impl::FindCommand(const std::string& pact,
                                                                    Uuid command) const {
  const std::string key = CommandKey(pact, command);
  std::string value;
  const rocksdb::Status status = rocks_->db().Get({}, rocks_->commands(), key, &value);
  if (status.IsNotFound()) return std::optional<FoundCommand>();
  if (!status.ok()) return ReadError(status);
  const auto payload = OpenValue(key, value);
  auto found = payload ? DecodeCommand(*payload) : std::nullopt;
  if (!found) return Damaged("checksum of an entry of the command index fails");
  if (found->append.first > Head(pact)) return std::optional<FoundCommand>();
  return found;
}

// Calls `each(stored)` for the records from `after` to `head`, in order, until it returns false.
template <typename Each>
Status RocksStorage::Impl::Scan(const std::string& pact, Position after, Position head,
                                ReadLimit limit, const Each& each) const {
  const std::string end = RecordKey(pact, Next(head));
  const rocksdb::Slice upper_bound(end);
  rocksdb::ReadOptions read;
  read.iterate_upper_bound = &upper_bound;
  // What is behind the newest records is read once by each reader: it must not drive indexes and
  // what appends need out of the cache.
  read.fill_cache = head.value() - after.value() <= kCachedTailRecords;
  if (!read.fill_cache && limit.records > kCachedTailRecords / 16) {
    read.readahead_size = std::min(limit.bytes, kReadaheadBytesMax);
  }
  const std::unique_ptr<rocksdb::Iterator> it(rocks_->db().NewIterator(read, rocks_->records()));
  std::string key = RecordKey(pact, Next(after));
  it->Seek(key);
  for (Position expected = Next(after); expected <= head; expected = Next(expected), it->Next()) {
    SetNumberOfKey(expected.value(), key);
    if (!it->Valid() || it->key() != key) {
      if (!it->status().ok()) return ReadError(it->status());
      return Damaged("position " + std::to_string(expected.value()) + " is missing");
    }
    PAKTUM_ASSIGN_OR_RETURN(const std::string_view stored, OpenRecord(key, View(it->value())));
    if (!each(stored)) break;
  }
  return OkStatus();
}

Result<std::vector<Record>> RocksStorage::Impl::Read(const std::string& pact, Position after,
                                                     ReadLimit limit) const {
  const Position head = Head(pact);
  if (after >= head) return std::vector<Record>();
  Gathering gathering(limit);
  PAKTUM_RETURN_IF_ERROR(Scan(pact, after, head, limit, [&](std::string_view stored) {
    return gathering.Add(stored) && !gathering.room().full();
  }));
  return gathering.Decode([&](std::size_t index, const Record& record) {
    return CheckPlace(record, Position(after.value() + 1 + index));
  });
}

Result<StoredRange> RocksStorage::Impl::ReadStored(const std::string& pact, Position after,
                                                   ReadLimit limit, std::string& out) const {
  const Position head = Head(pact);
  if (after >= head) return StoredRange{0, 0, after};
  Room room(limit);
  const std::size_t out_before = out.size();
  const Status scanned = Scan(pact, after, head, limit, [&](std::string_view stored) {
    if (!room.Take(stored.size())) return false;
    AddStoredField(stored, out);
    return !room.full();
  });
  if (!scanned.ok()) {
    out.resize(out_before);
    return scanned;
  }
  return StoredRange{room.records(), room.bytes(), Position(after.value() + room.records())};
}

Result<std::vector<Record>> RocksStorage::Impl::ReadStream(const std::string& pact,
                                                           const std::string& stream,
                                                           StreamVersion after,
                                                           ReadLimit limit) const {
  Gathering gathering(limit);
  std::vector<Position> places;
  while (!gathering.room().full()) {
    const std::size_t max = std::min(gathering.room().records_left(), kMultiGetKeys);
    const StreamVersion last(after.value() + places.size());
    PAKTUM_ASSIGN_OR_RETURN(const auto positions, StreamPositions(pact, stream, last, max));
    PAKTUM_RETURN_IF_ERROR(GatherRecords(pact, positions, gathering));
    places.insert(places.end(), positions.begin(), positions.end());
    if (positions.size() < max) break;
  }
  return gathering.Decode([&](std::size_t index, const Record& record) {
    PAKTUM_RETURN_IF_ERROR(CheckPlace(record, places[index]));
    if (record.stream == stream && record.version.value() == after.value() + 1 + index) {
      return OkStatus();
    }
    return Damaged("the stream index names another stream's record");
  });
}

// Positions of the versions after `after`, at most `max`.
Result<std::vector<Position>> RocksStorage::Impl::StreamPositions(const std::string& pact,
                                                                  const std::string& stream,
                                                                  StreamVersion after,
                                                                  std::size_t max) const {
  std::vector<Position> positions;
  if (after.value() == kLastNumber) return positions;
  const Position head = Head(pact);
  const std::string end = StreamKey(pact, stream, StreamVersion(kLastNumber));
  const rocksdb::Slice upper_bound(end);
  const auto it = Iterate(rocks_->streams(), &upper_bound);
  StreamVersion expected = Next(after);
  for (it->Seek(StreamKey(pact, stream, expected)); it->Valid() && positions.size() < max;
       it->Next()) {
    const auto payload = OpenValue(View(it->key()), View(it->value()));
    const auto position = payload ? DecodePosition(*payload) : std::nullopt;
    if (!position) return Damaged("checksum of an entry of the stream index fails");
    if (*position > head) break;
    if (it->key() != StreamKey(pact, stream, expected)) {
      return Damaged("the stream index has a gap");
    }
    positions.push_back(*position);
    expected = Next(expected);
  }
  if (!it->status().ok()) return ReadError(it->status());
  return positions;
}

Status RocksStorage::Impl::GatherRecords(const std::string& pact,
                                         const std::vector<Position>& positions,
                                         Gathering& gathering) const {
  std::vector<std::string> keys;
  keys.reserve(positions.size());
  for (const Position position : positions) keys.push_back(RecordKey(pact, position));
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  rocks_->db().MultiGet({}, rocks_->records(), keys.size(), slices.data(), values.data(),
                        statuses.data(), /*sorted_input=*/true);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!statuses[i].ok()) return ReadError(statuses[i]);
    PAKTUM_ASSIGN_OR_RETURN(const std::string_view stored, OpenRecord(keys[i], View(values[i])));
    if (!gathering.Add(stored)) break;
  }
  return OkStatus();
}

std::vector<std::string> RocksStorage::Impl::Pacts() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> pacts;
  pacts.reserve(ends_.size());
  for (const auto& [pact, end] : ends_) pacts.push_back(pact);
  return pacts;
}

Result<std::unique_ptr<RocksStorage>> RocksStorage::Open(const RocksOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(auto rocks, RocksDb::Open(options));
  if (rocks->lacks_trees()) {
    return DataLoss("storage.index_damaged", "the directory has no trees yet");
  }
  if (rocks->lacks_tiles()) PAKTUM_RETURN_IF_ERROR(BuildTiles(*rocks, options.on_tiles_made));
  auto impl = std::make_unique<Impl>(std::move(rocks), options);
  PAKTUM_RETURN_IF_ERROR(impl->LoadEnds());
  return std::unique_ptr<RocksStorage>(new RocksStorage(std::move(impl)));
}

Result<std::unique_ptr<const RocksStorage>> RocksStorage::OpenForReading(
    const RocksOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(auto lock, ReadLock::Take(options.path));
  PAKTUM_ASSIGN_OR_RETURN(auto rocks, RocksDb::OpenForReading(options));
  if (rocks->lacks_tiles()) {
    return DataLoss("storage.index_damaged", "the directory has no tiles yet");
  }
  auto impl = std::make_unique<Impl>(std::move(rocks), options);
  impl->Keep(std::move(lock));
  PAKTUM_RETURN_IF_ERROR(impl->LoadEnds());
  return std::unique_ptr<const RocksStorage>(new RocksStorage(std::move(impl)));
}

RocksStorage::RocksStorage(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RocksStorage::~RocksStorage() = default;

const RocksDb& DbOf(const RocksStorage& storage) { return storage.impl_->db(); }

Status RocksStorage::Write(const std::vector<StoredAppend>& batch) { return impl_->Write(batch); }

Result<transparency::Frontier> RocksStorage::Tree(const std::string& pact) const {
  return impl_->Tree(pact);
}

Result<std::string> RocksStorage::ReadTile(const std::string& pact,
                                           const transparency::TileId& tile) const {
  return impl_->ReadTile(pact, tile);
}

Result<Position> RocksStorage::Head(const std::string& pact) const { return impl_->Head(pact); }

Result<Instant> RocksStorage::LastRecordedAt(const std::string& pact) const {
  return impl_->LastRecordedAt(pact);
}

// Names that no append can have are in no key: nothing stands under them.
Result<StreamVersion> RocksStorage::StreamHead(const std::string& pact,
                                               const std::string& stream) const {
  if (!IsPactId(pact) || !IsStreamName(stream)) return StreamVersion(0);
  return impl_->StreamHead(pact, stream);
}

Result<std::optional<FoundCommand>> RocksStorage::FindCommand(const std::string& pact,
                                                              Uuid command) const {
  if (!IsPactId(pact)) return std::optional<FoundCommand>();
  return impl_->FindCommand(pact, command);
}

Result<std::vector<Record>> RocksStorage::Read(const std::string& pact, Position after,
                                               ReadLimit limit) const {
  return impl_->Read(pact, after, limit);
}

Result<std::vector<Record>> RocksStorage::ReadStream(const std::string& pact,
                                                     const std::string& stream, StreamVersion after,
                                                     ReadLimit limit) const {
  if (!IsPactId(pact) || !IsStreamName(stream)) return std::vector<Record>();
  return impl_->ReadStream(pact, stream, after, limit);
}

Result<StoredRange> RocksStorage::ReadStored(const std::string& pact, Position after,
                                             ReadLimit limit, std::string& out) const {
  return impl_->ReadStored(pact, after, limit, out);
}

Result<std::vector<std::string>> RocksStorage::Pacts() const { return impl_->Pacts(); }

}  // namespace paktum::ledger
