#include "libs/ledger_rocksdb/internal/ledger_check.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "libs/base/runtime.h"
#include "libs/ledger/record.h"
#include "libs/ledger_rocksdb/internal/codec.h"

namespace paktum::ledger {
namespace {

constexpr std::uint64_t kEntriesBetweenTicks = 65'536;

// Mixes 8 bytes at a time (the finaliser of MurmurHash3). Every entry carries a checksum already:
// this must tell apart different sets of sound entries, not resist an adversary.
std::uint64_t Mix(std::uint64_t hash, std::string_view bytes) {
  constexpr std::uint64_t kFactor1 = 0xff51afd7ed558ccd;
  constexpr std::uint64_t kFactor2 = 0xc4ceb9fe1a85ec53;
  hash ^= bytes.size();
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(sizeof(word), bytes.size());
    std::memcpy(&word, bytes.data(), size);
    hash ^= word;
    hash = (hash ^ (hash >> 33U)) * kFactor1;
    hash = (hash ^ (hash >> 33U)) * kFactor2;
    hash ^= hash >> 33U;
    bytes.remove_prefix(size);
  }
  return hash;
}

std::string Place(std::string_view stream, std::uint64_t version) {
  return std::string(stream) + "@" + std::to_string(version);
}

std::string CommandPayload(const AppendResult& result, std::string_view digest) {
  return EncodeCommand({result, std::string(digest)});
}

}  // namespace

void Findings::Add(StoreFinding finding) {
  if (full()) {
    ++report_.findings_left_out;
    return;
  }
  report_.findings.push_back(std::move(finding));
}

void Findings::TakeFrom(VerifyReport& other) {
  for (StoreFinding& finding : other.findings) Add(std::move(finding));
  report_.findings_left_out += other.findings_left_out;
  other.findings.clear();
}

void Findings::PutFirst(VerifyReport& other) {
  std::swap(report_.findings, other.findings);
  TakeFrom(other);
}

void EntrySum::Add(std::string_view key, std::string_view payload) {
  low_ += Mix(Mix(0x9e3779b97f4a7c15, key), payload);
  high_ += Mix(Mix(0x2545f4914f6cdd1d, key), payload);
  ++count_;
}

LedgerCheck::LedgerCheck(const RocksDb& rocks, std::string pact, bool trees, Findings& findings,
                         Tick tick)
    : rocks_(rocks),
      pact_(std::move(pact)),
      prefix_(LedgerPrefix(pact_)),
      trees_(trees),
      findings_(findings),
      index_findings_(of_indexes_, findings.max()),
      tick_(std::move(tick)) {
  result_.pact = pact_;
}

bool LedgerCheck::Run(Cursor& records, Cursor& streams, Cursor& commands) {
  bool indexes_done = false;
  Thread indexes([&] { indexes_done = CheckStreams(streams) && CheckCommands(commands); });
  const bool records_done = CheckRecords(records);
  indexes.Join();
  if (!records_done || !indexes_done) return false;
  findings_.TakeFrom(of_indexes_);
  if (!(streams_of_records_ == streams_of_index_) && !LookUpStreams()) return false;
  if (!(commands_of_records_ == commands_of_index_) && !LookUpCommands()) return false;
  return true;
}

void LedgerCheck::Find(std::string code, std::uint64_t position, std::string what) {
  findings_.Add({std::move(code), pact_, position, std::move(what)});
}

void LedgerCheck::FindInIndex(std::string code, std::string what) {
  index_findings_.Add({std::move(code), pact_, 0, std::move(what)});
}

bool LedgerCheck::Went(std::uint64_t entries) const {
  return entries % kEntriesBetweenTicks != 0 || tick_(kEntriesBetweenTicks);
}

// A cursor that ended early has met damage: what lies behind it is passed over.
void LedgerCheck::EndOf(Cursor& cursor, Findings& findings, std::uint64_t position,
                        std::string_view what) const {
  if (cursor.Valid() || cursor.status().ok()) return;
  findings.Add(
      {"file.unreadable", pact_, position, std::string(what) + ": " + cursor.status().ToString()});
  cursor.SkipBehind(prefix_);
}

bool LedgerCheck::CheckRecords(Cursor& cursor) {
  for (std::uint64_t entries = 0; cursor.IsIn(prefix_); cursor.Next()) {
    if (!Went(++entries)) return false;
    if (IsRecordKey(cursor.key())) {
      TakeRecord(cursor.key(), cursor.value());
    } else {
      Find("key.foreign", 0, "records");
    }
  }
  EndAppend();
  EndOf(cursor, findings_, last_.value(), "records");
  return true;
}

void LedgerCheck::TakeRecord(std::string_view key, std::string_view value) {
  const std::uint64_t position = NumberOfKey(key);
  if (position == 0) return Find("key.foreign", 0, "records");
  if (position != last_.value() + 1) {
    EndAppend();
    append_state_ = AppendState::kUnknown;
    records_sound_ = false;
    Find("record.missing", last_.value() + 1,
         std::to_string(last_.value() + 1) + "-" + std::to_string(position - 1));
  }
  last_ = Position(position);
  ++result_.records;
  const auto stored = OpenValue(key, value);
  if (!stored) return TakeDamaged("record.damaged", "its checksum fails");
  decoded_.clear();
  // Nobody keeps the record beyond this call, in which the cursor holds its bytes.
  if (const Status read = AddDecoded(nullptr, *stored, decoded_); !read.ok()) {
    return TakeDamaged("record.damaged", read.message());
  }
  const Record& record = decoded_.front();
  if (record.position != last_) {
    return TakeDamaged("record.misplaced", std::to_string(record.position.value()));
  }
  if (record.recorded_at < last_recorded_at_) Find("record.time_went_back", position);
  last_recorded_at_ = record.recorded_at;
  if (trees_) tree_.Append(transparency::LeafHash(*stored));
  if (trees_ && tree_.size() % transparency::kTileWidth == 0) CheckTiles();
  TakeAppend(record);
  AddIndexEntries(record);
}

// The tiles that are full now against those stored. Behind a record that is not sound nothing can
// be told of them.
void LedgerCheck::CheckTiles() {
  const auto full = tree_.TakeFull();
  if (!records_sound_ || rocks_.lacks_tiles()) return;
  for (const transparency::Tile& tile : full) {
    ++result_.tiles;
    const std::string key = TileKey(pact_, tile.id.level, tile.id.index);
    std::string value;
    const rocksdb::Status got = rocks_.db().Get({}, rocks_.tiles(), key, &value);
    const auto payload = got.ok() ? OpenValue(key, value) : std::nullopt;
    if (payload && *payload == tile.bytes) continue;
    const char* code = got.IsNotFound() ? "tile.missing" : payload ? "tile.wrong" : "tile.damaged";
    Find(code, last_.value(), transparency::TilePath(tile.id));
  }
}

void LedgerCheck::TakeDamaged(std::string code, std::string what) {
  append_state_ = AppendState::kUnknown;
  records_sound_ = false;
  Find(std::move(code), last_.value(), std::move(what));
}

void LedgerCheck::TakeAppend(const Record& record) {
  if (record.append_index == 0) return BeginAppend(record);
  if (append_state_ == AppendState::kUnknown) return;
  if (append_state_ == AppendState::kBetween || !Continues(record)) {
    append_state_ = AppendState::kUnknown;
    return Find("append.torn", record.position.value(), record.command.ToString());
  }
  ++append_.taken;
  if (append_.taken == append_.result.count) append_state_ = AppendState::kBetween;
}

void LedgerCheck::BeginAppend(const Record& record) {
  EndAppend();
  append_ = {record.command,
             {record.position, record.append_count, record.recorded_at, false},
             std::string(record.member),
             1};
  append_state_ = record.append_count == 1 ? AppendState::kBetween : AppendState::kInside;
  if (record.content_digest.empty()) {
    Find("append.torn", record.position.value(), record.command.ToString());
  }
}

bool LedgerCheck::Continues(const Record& record) const {
  return record.append_index == append_.taken && record.command == append_.command &&
         record.append_count == append_.result.count &&
         record.recorded_at == append_.result.recorded_at && record.member == append_.member &&
         record.content_digest.empty() && record.signer.empty() && record.signature.empty();
}

void LedgerCheck::EndAppend() {
  if (append_state_ == AppendState::kInside) {
    Find("append.torn", append_.result.first.value(), append_.command.ToString());
  }
  append_state_ = AppendState::kBetween;
}

void LedgerCheck::AddIndexEntries(const Record& record) {
  streams_of_records_.Add(StreamKey(pact_, record.stream, record.version),
                          EncodePosition(record.position));
  if (record.append_index != 0) return;
  const AppendResult result{record.position, record.append_count, record.recorded_at, false};
  commands_of_records_.Add(CommandKey(pact_, record.command),
                           CommandPayload(result, record.content_digest));
}

bool LedgerCheck::CheckStreams(Cursor& cursor) {
  std::string stream;
  std::uint64_t last_version = 0;
  for (std::uint64_t entries = 0; cursor.IsIn(prefix_); cursor.Next()) {
    if (!Went(++entries)) return false;
    const auto place = ParseStreamKey(cursor.key());
    if (!place) {
      FindInIndex("key.foreign", "streams");
      continue;
    }
    if (place->stream != stream) {
      stream = place->stream;
      last_version = 0;
      ++result_.streams;
    }
    if (place->version != last_version + 1) {
      FindInIndex("stream.gap", Place(stream, last_version + 1));
    }
    last_version = place->version;
    const auto payload = OpenValue(cursor.key(), cursor.value());
    if (!payload || !DecodePosition(*payload)) {
      FindInIndex("stream_index.damaged", Place(stream, place->version));
      continue;
    }
    streams_of_index_.Add(cursor.key(), *payload);
  }
  EndOf(cursor, index_findings_, 0, "streams");
  return true;
}

bool LedgerCheck::CheckCommands(Cursor& cursor) {
  for (std::uint64_t entries = 0; cursor.IsIn(prefix_); cursor.Next()) {
    if (!Went(++entries)) return false;
    if (!IsCommandKey(cursor.key())) {
      FindInIndex("key.foreign", "commands");
      continue;
    }
    ++result_.commands;
    const auto payload = OpenValue(cursor.key(), cursor.value());
    if (!payload || !DecodeCommand(*payload)) {
      const auto command = Uuid::FromBytes(cursor.key().substr(prefix_.size()));
      FindInIndex("command_index.damaged", command->ToString());
      continue;
    }
    commands_of_index_.Add(cursor.key(), *payload);
  }
  EndOf(cursor, index_findings_, 0, "commands");
  return true;
}

bool LedgerCheck::Walk(
    rocksdb::ColumnFamilyHandle* family,
    const std::function<void(std::string_view key, std::string_view value)>& each) {
  Cursor cursor(rocks_.db(), family);
  std::uint64_t entries = 0;
  for (cursor.Seek(prefix_); cursor.IsIn(prefix_) && !findings_.full(); cursor.Next()) {
    if (!Went(++entries)) return false;
    each(cursor.key(), cursor.value());
  }
  return true;
}

bool LedgerCheck::LookUpStreams() {
  const bool went = Walk(rocks_.records(), [&](std::string_view key, std::string_view /*value*/) {
    if (!IsRecordKey(key)) return;
    if (const auto record = SoundRecord(NumberOfKey(key))) LookUpStreamOf(*record);
  });
  return went && Walk(rocks_.streams(), [&](std::string_view key, std::string_view value) {
           const auto place = ParseStreamKey(key);
           const auto payload = OpenValue(key, value);
           const auto position = payload ? DecodePosition(*payload) : std::nullopt;
           if (place && position) LookUpRecordOf(*place, position->value());
         });
}

bool LedgerCheck::LookUpCommands() {
  const bool went = Walk(rocks_.records(), [&](std::string_view key, std::string_view /*value*/) {
    if (!IsRecordKey(key)) return;
    const auto record = SoundRecord(NumberOfKey(key));
    if (record && record->append_index == 0) LookUpCommandOf(*record);
  });
  return went && Walk(rocks_.commands(), [&](std::string_view key, std::string_view value) {
           const auto payload = OpenValue(key, value);
           if (IsCommandKey(key) && payload) LookUpAppendOf(key, *payload);
         });
}

// The record at a position, when it is there, sound and in its place.
std::optional<Record> LedgerCheck::SoundRecord(std::uint64_t position) const {
  const std::string key = RecordKey(pact_, Position(position));
  std::string value;
  if (!rocks_.db().Get({}, rocks_.records(), key, &value).ok()) return std::nullopt;
  const auto stored = OpenValue(key, value);
  if (!stored) return std::nullopt;
  auto record = DecodeRecord(std::string(*stored));
  if (!record.ok() || record->position.value() != position) return std::nullopt;
  return std::move(*record);
}

void LedgerCheck::LookUpStreamOf(const Record& record) {
  const std::string key = StreamKey(pact_, record.stream, record.version);
  const std::string place = Place(record.stream, record.version.value());
  std::string value;
  const rocksdb::Status got = rocks_.db().Get({}, rocks_.streams(), key, &value);
  if (got.IsNotFound()) return Find("stream_index.missing", record.position.value(), place);
  const auto payload = got.ok() ? OpenValue(key, value) : std::nullopt;
  if (payload && *payload != EncodePosition(record.position)) {
    Find("stream_index.wrong", record.position.value(), place);
  }
}

void LedgerCheck::LookUpRecordOf(const StreamPlace& place, std::uint64_t position) {
  const std::string key = RecordKey(pact_, Position(position));
  std::string value;
  const rocksdb::Status got = rocks_.db().Get({}, rocks_.records(), key, &value);
  const bool there = got.ok();
  const auto record = there ? SoundRecord(position) : std::nullopt;
  if (there && !record) return;  // its damage is told already
  if (record && record->stream == place.stream && record->version.value() == place.version) return;
  Find("stream_index.wrong", position, Place(place.stream, place.version));
}

void LedgerCheck::LookUpCommandOf(const Record& record) {
  const std::string key = CommandKey(pact_, record.command);
  std::string value;
  const rocksdb::Status got = rocks_.db().Get({}, rocks_.commands(), key, &value);
  const std::string command = record.command.ToString();
  if (got.IsNotFound()) return Find("command_index.missing", record.position.value(), command);
  const auto payload = got.ok() ? OpenValue(key, value) : std::nullopt;
  const AppendResult result{record.position, record.append_count, record.recorded_at, false};
  if (payload && *payload != CommandPayload(result, record.content_digest)) {
    Find("command_index.wrong", record.position.value(), command);
  }
}

void LedgerCheck::LookUpAppendOf(std::string_view key, std::string_view payload) {
  const auto command = DecodeCommand(payload);
  if (!command) return;
  const std::uint64_t first = command->append.first.value();
  std::string value;
  const bool there =
      rocks_.db().Get({}, rocks_.records(), RecordKey(pact_, Position(first)), &value).ok();
  const auto record = there ? SoundRecord(first) : std::nullopt;
  if (there && !record) return;
  const Uuid id = *Uuid::FromBytes(key.substr(prefix_.size()));
  if (record && record->append_index == 0 && record->command == id) return;
  Find("command_index.wrong", first, id.ToString());
}

}  // namespace paktum::ledger
