#include "libs/ledger_rocksdb/internal/batch_writer.h"

#include <array>

#include "libs/ledger_rocksdb/internal/codec.h"

namespace paktum::ledger {
namespace {

constexpr std::size_t kKeptBytesMax = std::size_t{4} * 1024 * 1024;

rocksdb::Slice SliceOf(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace

void BatchWriter::Clear() {
  if (batch_.GetDataSize() > kKeptBytesMax) {
    batch_ = rocksdb::WriteBatch();
  } else {
    batch_.Clear();
  }
}

void BatchWriter::Add(const StoredAppend& append) {
  record_key_ = RecordKey(append.pact, append.records.front().position);
  std::string_view stream;
  for (const Record& record : append.records) {
    SetNumberOfKey(record.position.value(), record_key_);
    Put(rocks_.records(), record_key_, record.stored);
    if (record.stream == stream) {
      SetNumberOfKey(record.version.value(), stream_key_);
    } else {
      stream = record.stream;
      stream_key_ = StreamKey(append.pact, stream, record.version);
    }
    Put(rocks_.streams(), stream_key_, EncodePosition(record.position));
  }
  Put(rocks_.commands(), CommandKey(append.pact, append.command),
      EncodeCommand({append.result, append.content_digest}));
}

void BatchWriter::AddTree(const std::string& pact, const transparency::Frontier& tree) {
  Put(rocks_.main(), TreeKey(pact), tree.Encode());
}

void BatchWriter::AddTile(const std::string& pact, const transparency::Tile& full) {
  Put(rocks_.tiles(), TileKey(pact, full.id.level, full.id.index), full.bytes);
}

// The value in two parts, so that the payload is not copied to put its checksum before it.
void BatchWriter::Put(rocksdb::ColumnFamilyHandle* family, std::string_view key,
                      std::string_view payload) {
  const std::array<char, 4> checksum = ChecksumOf(key, payload);
  const rocksdb::Slice key_part = SliceOf(key);
  const std::array<rocksdb::Slice, 2> value_parts{rocksdb::Slice(checksum.data(), checksum.size()),
                                                  SliceOf(payload)};
  batch_.Put(family, rocksdb::SliceParts(&key_part, 1),
             rocksdb::SliceParts(value_parts.data(), static_cast<int>(value_parts.size())));
}

}  // namespace paktum::ledger
