#include "libs/ledger_rocksdb/internal/codec.h"

#include "libs/base/check.h"
#include "libs/ledger_rocksdb/internal/crc32c.h"

namespace paktum::ledger {
namespace {

constexpr std::size_t kCrcBytes = 4;
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kCommandBytesMin = 8 + 4 + 8;

void AddBigEndian(std::string& out, std::uint64_t number, std::size_t bytes) {
  for (std::size_t i = bytes; i-- > 0;) out.push_back(static_cast<char>(number >> (8 * i)));
}

std::uint64_t BigEndian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<std::uint8_t>(byte);
  return number;
}

void AddName(std::string& out, std::string_view name) {
  PAKTUM_CHECK(!name.empty() && name.size() <= 255);
  out.push_back(static_cast<char>(name.size()));
  out.append(name);
}

std::string WithNumber(std::string prefix, std::uint64_t number) {
  AddBigEndian(prefix, number, kNumberBytes);
  return prefix;
}

std::uint32_t ValueCrc(std::string_view key, std::string_view payload) {
  return Crc32c(payload, Crc32c(key));
}

}  // namespace

std::string LedgerPrefix(std::string_view pact) {
  std::string prefix;
  AddName(prefix, pact);
  return prefix;
}

std::string RecordKey(std::string_view pact, Position position) {
  return WithNumber(LedgerPrefix(pact), position.value());
}

std::string StreamPrefix(std::string_view pact, std::string_view stream) {
  std::string prefix = LedgerPrefix(pact);
  AddName(prefix, stream);
  return prefix;
}

std::string StreamKey(std::string_view pact, std::string_view stream, StreamVersion version) {
  return WithNumber(StreamPrefix(pact, stream), version.value());
}

std::string CommandKey(std::string_view pact, Uuid command) {
  return LedgerPrefix(pact).append(command.bytes());
}

std::string TreeKey(std::string_view pact) { return "tree/" + LedgerPrefix(pact); }

std::string TileKey(std::string_view pact, unsigned level, std::uint64_t index) {
  std::string prefix = LedgerPrefix(pact);
  AddBigEndian(prefix, level, 1);
  return WithNumber(std::move(prefix), index);
}

std::optional<std::string_view> PactOfKey(std::string_view key) {
  if (key.empty()) return std::nullopt;
  const std::size_t length = static_cast<std::uint8_t>(key.front());
  if (length == 0 || key.size() < 1 + length + kNumberBytes) return std::nullopt;
  return key.substr(1, length);
}

std::uint64_t NumberOfKey(std::string_view key) {
  PAKTUM_CHECK(key.size() > kNumberBytes);
  return BigEndian(key.substr(key.size() - kNumberBytes));
}

void SetNumberOfKey(std::uint64_t number, std::string& key) {
  PAKTUM_CHECK(key.size() > kNumberBytes);
  for (std::size_t i = key.size(), left = kNumberBytes; left > 0; --left, number >>= 8U) {
    key[--i] = static_cast<char>(number);
  }
}

std::array<char, 4> ChecksumOf(std::string_view key, std::string_view payload) {
  const std::uint32_t crc = ValueCrc(key, payload);
  return {static_cast<char>(crc >> 24U), static_cast<char>(crc >> 16U),
          static_cast<char>(crc >> 8U), static_cast<char>(crc)};
}

std::string SealValue(std::string_view key, std::string_view payload) {
  std::string value;
  value.reserve(kCrcBytes + payload.size());
  AddBigEndian(value, ValueCrc(key, payload), kCrcBytes);
  return value.append(payload);
}

std::optional<std::string_view> OpenValue(std::string_view key, std::string_view value) {
  if (value.size() < kCrcBytes) return std::nullopt;
  const std::string_view payload = value.substr(kCrcBytes);
  if (BigEndian(value.substr(0, kCrcBytes)) != ValueCrc(key, payload)) return std::nullopt;
  return payload;
}

std::string EncodePosition(Position position) { return WithNumber({}, position.value()); }

std::optional<Position> DecodePosition(std::string_view payload) {
  if (payload.size() != kNumberBytes) return std::nullopt;
  return Position(BigEndian(payload));
}

std::string EncodeCommand(const FoundCommand& command) {
  std::string payload;
  AddBigEndian(payload, command.append.first.value(), 8);
  AddBigEndian(payload, command.append.count, 4);
  AddBigEndian(payload, static_cast<std::uint64_t>(command.append.recorded_at.unix_ms()), 8);
  return payload.append(command.content_digest);
}

std::optional<FoundCommand> DecodeCommand(std::string_view payload) {
  if (payload.size() <= kCommandBytesMin) return std::nullopt;
  FoundCommand command;
  command.append.first = Position(BigEndian(payload.substr(0, 8)));
  command.append.count = static_cast<std::uint32_t>(BigEndian(payload.substr(8, 4)));
  command.append.recorded_at = Instant(static_cast<std::int64_t>(BigEndian(payload.substr(12, 8))));
  command.append.repeated = true;
  command.content_digest = payload.substr(kCommandBytesMin);
  return command;
}

}  // namespace paktum::ledger
