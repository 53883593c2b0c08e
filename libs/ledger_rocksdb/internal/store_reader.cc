#include "libs/ledger_rocksdb/internal/store_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "libs/ledger/append_rules.h"
#include "libs/ledger_rocksdb/internal/codec.h"

namespace paktum::ledger {
namespace {

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kReadAheadBytes = std::size_t{2} * 1024 * 1024;

// What follows the ledger's name in a key; nothing when the key does not begin with one.
std::optional<std::string_view> BehindPact(std::string_view key) {
  const auto pact = PactOfKey(key);
  if (!pact || !IsPactId(std::string(*pact))) return std::nullopt;
  return key.substr(1 + pact->size());
}

}  // namespace

Result<std::unique_ptr<ReadLock>> ReadLock::Take(const std::string& directory) {
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) {
    return InvalidArgument("storage.foreign", "there is no such directory");
  }
  const std::string path = directory + "/LOCK";
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno != ENOENT) {
    return Unavailable("storage.cannot_open", path + ": " + std::strerror(errno));
  }
  std::unique_ptr<ReadLock> lock(new ReadLock(fd));
  // A lock of the open file, not of the process: it stands against a storage that this process has
  // open, too.
  struct flock wanted {};
  wanted.l_type = F_RDLCK;
  wanted.l_whence = SEEK_SET;
  if (fd >= 0 && ::fcntl(fd, F_OFD_SETLK, &wanted) != 0) {
    if (errno == EAGAIN || errno == EACCES) {
      return Unavailable("storage.in_use", "a program has the directory open");
    }
    return Unavailable("storage.cannot_open", path + ": " + std::strerror(errno));
  }
  return lock;
}

ReadLock::~ReadLock() {
  if (fd_ >= 0) ::close(fd_);
}

Cursor::Cursor(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family) {
  rocksdb::ReadOptions read;
  read.fill_cache = false;
  read.total_order_seek = true;  // whatever prefixes a column family is filtered by
  read.readahead_size = kReadAheadBytes;
  it_.reset(db.NewIterator(read, family));
  it_->SeekToFirst();
}

void Cursor::SkipBehind(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  if (prefix.empty()) return it_->SeekToLast();
  prefix.back() = static_cast<char>(prefix.back() + 1);
  Seek(prefix);
}

bool IsRecordKey(std::string_view key) {
  const auto rest = BehindPact(key);
  return rest && rest->size() == kNumberBytes;
}

std::optional<StreamPlace> ParseStreamKey(std::string_view key) {
  const auto rest = BehindPact(key);
  if (!rest || rest->empty()) return std::nullopt;
  const std::size_t length = static_cast<std::uint8_t>(rest->front());
  if (rest->size() != 1 + length + kNumberBytes) return std::nullopt;
  const std::string_view stream = rest->substr(1, length);
  if (!IsStreamName(std::string(stream))) return std::nullopt;
  return StreamPlace{*PactOfKey(key), stream, NumberOfKey(key)};
}

std::optional<TilePlace> ParseTileKey(std::string_view key) {
  const auto rest = BehindPact(key);
  if (!rest || rest->size() != 1 + kNumberBytes) return std::nullopt;
  return TilePlace{*PactOfKey(key), static_cast<std::uint8_t>(rest->front()), NumberOfKey(key)};
}

bool IsCommandKey(std::string_view key) {
  const auto rest = BehindPact(key);
  return rest && rest->size() == Uuid::kSize;
}

}  // namespace paktum::ledger
