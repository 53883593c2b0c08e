#include "libs/ledger_rocksdb/internal/torn_log.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/ledger_rocksdb/internal/crc32c.h"

namespace paktum::ledger {
namespace {

// The file format is RocksDB's (wiki: Write Ahead Log File Format): blocks of 32 KiB hold pieces,
// each with a header: masked CRC-32C of type and payload, length, type; all little-endian. A batch
// begins with the number of its first entry and the count of its entries.
constexpr std::size_t kBlockBytes = std::size_t{32} * 1024;
constexpr std::size_t kHeaderBytes = 7;
constexpr std::size_t kBatchHeaderBytes = 8 + 4;
constexpr std::uint32_t kMaskDelta = 0xa282ead8;
enum PieceType : std::uint8_t { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

std::uint64_t LittleEndian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    number = number << 8U | static_cast<std::uint8_t>(bytes[i]);
  }
  return number;
}

std::uint32_t Mask(std::uint32_t crc) { return ((crc >> 15U) | (crc << 17U)) + kMaskDelta; }

class LogScan {
 public:
  // A block of the file; only the last may be short. Behind something broken the next whole piece
  // is looked for byte by byte: it may have begun anywhere.
  void Take(std::string_view block) {
    for (std::size_t at = 0; at < block.size();) {
      const auto bytes = WholePiece(block.substr(at));
      if (bytes) {
        TakePiece(block.substr(at, *bytes), taken_bytes_ + at + *bytes);
        at += *bytes;
      } else if (IsPadding(block.substr(at))) {
        break;
      } else {
        broken_ = true;
        in_batch_ = false;
        ++at;
      }
    }
    taken_bytes_ += block.size();
  }

  // Something is wrong (also: the last batch has no end).
  [[nodiscard]] bool broken() const { return broken_ || in_batch_; }
  // It concerns a batch that another one follows.
  [[nodiscard]] bool broken_inside() const { return broken_inside_; }
  // Number of the last entry of the last whole batch; 0 when there is none.
  [[nodiscard]] std::uint64_t sequence() const { return sequence_; }
  // It may hold entries, in a whole batch or in a broken one. Recovery puts an empty batch into the
  // log that it begins.
  [[nodiscard]] bool may_hold_entries() const {
    return entries_ > 0 || (broken() && taken_bytes_ > kHeaderBytes + kBatchHeaderBytes);
  }
  // Where the last whole batch ends.
  [[nodiscard]] std::uint64_t whole_bytes() const { return whole_bytes_; }

 private:
  // A block ends in zeros where no header fits.
  static bool IsPadding(std::string_view rest) {
    return rest.size() < kHeaderBytes && rest.find_first_not_of('\0') == std::string_view::npos;
  }
  // Header and payload, when a whole piece stands at the beginning.
  static std::optional<std::size_t> WholePiece(std::string_view rest) {
    if (rest.size() < kHeaderBytes) return std::nullopt;
    const auto type = static_cast<std::uint8_t>(rest[kHeaderBytes - 1]);
    const std::size_t bytes = kHeaderBytes + LittleEndian(rest.substr(4, 2));
    if (type < kFull || type > kLast || bytes > rest.size()) return std::nullopt;
    const std::string_view checked = rest.substr(kHeaderBytes - 1, bytes - kHeaderBytes + 1);
    if (LittleEndian(rest.substr(0, 4)) != Mask(Crc32c(checked))) return std::nullopt;
    return bytes;
  }
  void TakePiece(std::string_view piece, std::uint64_t end) {
    const auto type = static_cast<std::uint8_t>(piece[kHeaderBytes - 1]);
    const std::string_view payload = piece.substr(kHeaderBytes);
    const bool begins = type == kFull || type == kFirst;
    if (begins && (broken_ || in_batch_)) broken_inside_ = true;
    if (!begins && !in_batch_) broken_ = true;
    if (begins && payload.size() >= kBatchHeaderBytes) {
      batch_entries_ = LittleEndian(payload.substr(8, 4));
      batch_ends_ = LittleEndian(payload.substr(0, 8)) + batch_entries_ - 1;
    }
    in_batch_ = !broken_ && (type == kFirst || type == kMiddle);
    if (broken_ || in_batch_) return;
    entries_ += batch_entries_;
    sequence_ = batch_ends_;
    whole_bytes_ = end;
  }

  bool broken_ = false;
  bool broken_inside_ = false;
  bool in_batch_ = false;
  std::uint64_t taken_bytes_ = 0;
  std::uint64_t whole_bytes_ = 0;
  std::uint64_t batch_entries_ = 0;
  std::uint64_t batch_ends_ = 0;
  std::uint64_t entries_ = 0;
  std::uint64_t sequence_ = 0;
};

bool ScanLog(rocksdb::Env& env, const std::string& path, LogScan& scan) {
  std::unique_ptr<rocksdb::SequentialFile> file;
  if (!env.NewSequentialFile(path, &file, rocksdb::EnvOptions()).ok()) return false;
  std::string scratch(kBlockBytes, '\0');
  std::string block;
  for (;;) {
    rocksdb::Slice read;
    if (!file->Read(kBlockBytes - block.size(), &read, scratch.data()).ok()) return false;
    block.append(read.data(), read.size());
    if (block.size() < kBlockBytes && !read.empty()) continue;
    if (block.empty()) return true;
    scan.Take(block);
    if (read.empty()) return true;
    block.clear();
  }
}

}  // namespace

bool OnlyLastBatchIsTorn(rocksdb::Env& env, const std::string& directory, const End& mark) {
  std::vector<std::string> names;
  if (!env.GetChildren(directory, &names).ok()) return false;
  std::vector<std::pair<std::uint64_t, std::string>> logs;
  for (const std::string& name : names) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc() && std::string_view(end) == ".log") logs.emplace_back(number, name);
  }
  std::sort(logs.begin(), logs.end());
  std::uint64_t last_whole = 0;
  bool torn = false;
  for (const auto& [number, name] : logs) {
    LogScan scan;
    if (!ScanLog(env, directory + "/" + name, scan) || scan.broken_inside()) return false;
    // A crash while a torn log is recovered leaves newer ones behind it, but without entries.
    if (torn && scan.may_hold_entries()) return false;
    torn = torn || scan.broken();
    last_whole = std::max(last_whole, scan.sequence());
  }
  return torn && (last_whole == 0 || last_whole >= mark.sequence);
}

bool CutTornManifest(rocksdb::Env& env, const std::string& directory, const End& mark) {
  const auto manifest = CurrentManifest(env, directory);
  if (!manifest) return false;
  LogScan scan;
  if (!ScanLog(env, directory + "/" + manifest->name, scan)) return false;
  if (!scan.broken() || scan.broken_inside() || scan.whole_bytes() == 0) return false;
  if (manifest->number < mark.manifest) return false;
  if (manifest->number == mark.manifest && scan.whole_bytes() < mark.manifest_bytes) return false;
  std::string bytes;
  if (!rocksdb::ReadFileToString(&env, directory + "/" + manifest->name, &bytes).ok()) return false;
  bytes.resize(scan.whole_bytes());
  return WriteFileDurably(env, directory, manifest->name, bytes).ok();
}

}  // namespace paktum::ledger
