#pragma once
// Keys and values of the directory (docs/formats/storage.md). Numbers are big-endian, so that keys
// sort as numbers do; names carry their length in front, so that no name is the prefix of another.
// Pure and thread-safe.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/strong.h"
#include "libs/base/uuid.h"
#include "libs/ledger/event_log.h"

namespace paktum::ledger {

// A value of the key "format" in the default column family.
inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kFormat = "paktum-ledger/3";
inline constexpr std::string_view kFormatWithoutTiles = "paktum-ledger/2";
inline constexpr std::string_view kFormatWithoutTrees = "paktum-ledger/1";

// The number behind every position and version.
inline constexpr std::uint64_t kLastNumber = ~std::uint64_t{0};

std::string LedgerPrefix(std::string_view pact);
std::string RecordKey(std::string_view pact, Position position);
std::string StreamPrefix(std::string_view pact, std::string_view stream);
std::string StreamKey(std::string_view pact, std::string_view stream, StreamVersion version);
std::string CommandKey(std::string_view pact, Uuid command);
// In the default column family; its payload is transparency::Frontier::Encode.
std::string TreeKey(std::string_view pact);

// Of a full tile; its payload are the tile's hashes.
std::string TileKey(std::string_view pact, unsigned level, std::uint64_t index);

// The pact that a key of any column family but the default begins with; nothing when it has none.
std::optional<std::string_view> PactOfKey(std::string_view key);
// The number at the end of a record or stream key.
std::uint64_t NumberOfKey(std::string_view key);
// Puts another number there.
void SetNumberOfKey(std::uint64_t number, std::string& key);

// What stands before the payload of a value: CRC-32C of key and payload.
std::array<char, 4> ChecksumOf(std::string_view key, std::string_view payload);
// A value as it is stored: CRC-32C of key and payload, then the payload.
std::string SealValue(std::string_view key, std::string_view payload);
// The payload; nothing when the checksum does not fit. Valid as long as `value`.
std::optional<std::string_view> OpenValue(std::string_view key, std::string_view value);

std::string EncodePosition(Position position);
std::optional<Position> DecodePosition(std::string_view payload);

std::string EncodeCommand(const FoundCommand& command);
std::optional<FoundCommand> DecodeCommand(std::string_view payload);

}  // namespace paktum::ledger
