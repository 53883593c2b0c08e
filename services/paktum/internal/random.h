#pragma once
// Seeded chance. Written out here because the distributions of the standard library differ between
// implementations and a simulation must not.
#include <cstdint>
#include <random>
#include <vector>

#include "libs/base/check.h"

namespace paktum::simulation {

class Random {
 public:
  // Streams of the same seed are independent of each other.
  Random(std::uint64_t seed, std::uint64_t stream) {
    std::seed_seq mix{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U),
                      static_cast<std::uint32_t>(stream),
                      static_cast<std::uint32_t>(stream >> 32U)};
    engine_.seed(mix);
  }

  std::uint64_t Bits() { return engine_(); }
  // A whole number from low to high, both included.
  int Between(int low, int high) {
    PAKTUM_CHECK(low <= high);
    const auto width = static_cast<std::uint64_t>(static_cast<std::int64_t>(high) - low) + 1;
    return static_cast<int>(low + static_cast<std::int64_t>(engine_() % width));
  }
  // True in `percent` of 100 cases.
  bool Chance(int percent) { return Between(1, 100) <= percent; }
  template <typename T>
  const T& Pick(const std::vector<T>& values) {
    PAKTUM_CHECK(!values.empty());
    return values[static_cast<std::size_t>(Between(0, static_cast<int>(values.size()) - 1))];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace paktum::simulation
