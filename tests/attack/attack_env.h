#pragma once
// What a long run may set: PAKTUM_ATTACK_SEED repeats a run, PAKTUM_ATTACK_ROUNDS makes it longer.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

namespace paktum::attack {

inline std::uint64_t NumberFromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr || *text == '\0' ? otherwise : std::strtoull(text, nullptr, 10);
}

// The seed of this run, printed so that a failure can be repeated.
inline std::uint64_t Seed() {
  static const std::uint64_t seed = [] {
    const std::uint64_t chosen =
        NumberFromEnvironment("PAKTUM_ATTACK_SEED", std::random_device{}());
    std::cout << "seed: PAKTUM_ATTACK_SEED=" << chosen << std::endl;
    return chosen;
  }();
  return seed;
}

inline std::uint64_t Rounds(std::uint64_t in_the_default_run) {
  return NumberFromEnvironment("PAKTUM_ATTACK_ROUNDS", in_the_default_run);
}

}  // namespace paktum::attack
