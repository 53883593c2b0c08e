#pragma once
// CRC-32C (Castagnoli; RFC 3720 B.4). Pure and thread-safe.
#include <cstdint>
#include <string_view>

namespace paktum::ledger {

// The checksum of `bytes`, or of what `crc` is the checksum of followed by `bytes`.
std::uint32_t Crc32c(std::string_view bytes, std::uint32_t crc = 0);

// The same without the processor's instruction: for processors that have none, and for tests.
std::uint32_t Crc32cByTable(std::string_view bytes, std::uint32_t crc = 0);

}  // namespace paktum::ledger
