#pragma once
// Chance: the one source of everything random in a simulated run. The same seed gives the same run.
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace paktum::sim {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  // SplitMix64.
  std::uint64_t Bits() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  // Below `limit`, which is not 0.
  std::size_t Below(std::size_t limit) { return static_cast<std::size_t>(Bits() % limit); }
  // From low to high, both included.
  std::int64_t Between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(Bits() % static_cast<std::uint64_t>(high - low + 1));
  }
  // True `times` in 10,000 cases.
  bool Hits(unsigned times) { return Bits() % 10'000 < times; }
  std::chrono::microseconds Time(std::chrono::microseconds low, std::chrono::microseconds high) {
    return std::chrono::microseconds(Between(low.count(), high.count()));
  }

 private:
  std::uint64_t state_;
};

}  // namespace paktum::sim
