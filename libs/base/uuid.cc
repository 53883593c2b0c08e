#include "libs/base/uuid.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/hex.h"

namespace paktum {
namespace {

// Taken from the system many at a time, each given once: a call of the system for every id would
// cost more than all the rest of making it. Not for secrets; a process that forks after its first
// id must not make more in the child.
std::uint64_t RandomNumber() {
  thread_local std::array<std::uint64_t, 64> numbers{};
  thread_local std::size_t given = numbers.size();
  if (given == numbers.size()) {
    randombytes_buf(numbers.data(), sizeof(numbers));
    given = 0;
  }
  return std::exchange(numbers[given++], 0);
}

}  // namespace

Uuid Uuid::V7From(std::int64_t unix_ms, std::uint64_t random_a, std::uint64_t random_b) {
  Uuid id;
  for (std::size_t i = 0; i < 6; ++i) {
    id.bytes_[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(unix_ms) >> (40 - 8 * i));
  }
  id.bytes_[6] = static_cast<std::uint8_t>(0x70U | ((random_a >> 8U) & 0x0fU));
  id.bytes_[7] = static_cast<std::uint8_t>(random_a);
  for (std::size_t i = 0; i < 8; ++i) {
    id.bytes_[8 + i] = static_cast<std::uint8_t>(random_b >> (56 - 8 * i));
  }
  id.bytes_[8] = static_cast<std::uint8_t>(0x80U | (id.bytes_[8] & 0x3fU));
  return id;
}

Uuid Uuid::V7(const Clock& clock) {
  const std::uint64_t random_a = RandomNumber();
  return V7From(clock.Now().unix_ms(), random_a, RandomNumber());
}

Uuid Uuid::Derived(std::uint32_t index) const {
  std::array<std::uint8_t, kSize + 4> input{};
  std::copy(bytes_.begin(), bytes_.end(), input.begin());
  for (std::size_t i = 0; i < 4; ++i) {
    input[kSize + i] = static_cast<std::uint8_t>(index >> (24 - 8 * i));
  }
  std::array<std::uint8_t, crypto_generichash_BYTES> hash{};
  PAKTUM_CHECK(
      crypto_generichash(hash.data(), hash.size(), input.data(), input.size(), nullptr, 0) == 0);
  Uuid id;
  std::copy(bytes_.begin(), bytes_.begin() + 6, id.bytes_.begin());
  std::copy(hash.begin(), hash.begin() + 10, id.bytes_.begin() + 6);
  id.bytes_[6] = static_cast<std::uint8_t>(0x70U | (id.bytes_[6] & 0x0fU));
  id.bytes_[8] = static_cast<std::uint8_t>(0x80U | (id.bytes_[8] & 0x3fU));
  return id;
}

std::optional<Uuid> Uuid::Parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash_place = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash_place != (text[i] == '-')) return std::nullopt;
    if (!dash_place) digits += text[i];
  }
  const std::optional<std::string> raw = FromHex(digits);
  if (!raw) return std::nullopt;
  return FromBytes(*raw);
}

std::optional<Uuid> Uuid::FromBytes(std::string_view bytes) {
  if (bytes.size() != kSize) return std::nullopt;
  Uuid id;
  std::memcpy(id.bytes_.data(), bytes.data(), kSize);
  return id;
}

std::string Uuid::ToString() const {
  const std::string hex = ToHex(bytes());
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20);
}

}  // namespace paktum
