#pragma once
// Uuid: 16 bytes, RFC 9562. Version 7 (time-ordered) is what we make; any version is accepted.
#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace paktum {

class Clock;

class Uuid {
 public:
  static constexpr std::size_t kSize = 16;

  constexpr Uuid() = default;  // the nil UUID

  // A new version 7 UUID: the clock's milliseconds, then 74 random bits. Thread-safe.
  static Uuid V7(const Clock& clock);
  // A version 7 layout from given parts: for seeded runs. Same parts, same UUID.
  static Uuid V7From(std::int64_t unix_ms, std::uint64_t random_a, std::uint64_t random_b);
  // The `index`-th id that follows from this one: same base and index, same id, everywhere; the
  // first 6 bytes (time) are kept. Events of one command are named this way, so a retried command
  // names its events as before.
  [[nodiscard]] Uuid Derived(std::uint32_t index) const;

  // "0197c1f0-…": 36 characters, hex of either case. Nothing for any other text.
  static std::optional<Uuid> Parse(std::string_view text);
  // Exactly 16 bytes; nothing for any other length.
  static std::optional<Uuid> FromBytes(std::string_view bytes);

  [[nodiscard]] std::string ToString() const;  // lower case, 36 characters
  [[nodiscard]] std::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  [[nodiscard]] bool IsNil() const { return *this == Uuid(); }

  friend auto operator<=>(const Uuid&, const Uuid&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Uuid& id) {
    return out << id.ToString();
  }

 private:
  std::array<std::uint8_t, kSize> bytes_{};
};

}  // namespace paktum

template <>
struct std::hash<paktum::Uuid> {
  std::size_t operator()(const paktum::Uuid& id) const noexcept {
    return std::hash<std::string_view>{}(id.bytes());
  }
};
