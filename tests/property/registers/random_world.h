#pragma once
// Random histories of a whole pact for views: commands of tests/property/domain through the real
// deciders, for more persons, for any plan, and recorded at random times.
#include <cstdint>
#include <string>
#include <vector>

#include "libs/plan/plan.h"
#include "tests/property/registers/naive_history.h"

namespace paktum::views::naive {

struct World {
  std::uint64_t seed = 0;
  plan::Plan plan;
  std::vector<Record> records;
  std::vector<std::string> persons;  // ids of everybody who was registered
};

// The plans whose histories are made: both pacts, the invented one, and the first with a small
// threshold, in which small and large cells stand side by side.
const std::vector<plan::Plan>& Plans();

// Equal for equal seeds. Recording times never fall; days are as the commands say, so facts are
// recorded early, late and very late.
World RandomWorld(std::uint64_t seed);
// Of many persons with few events each.
World CrowdedWorld(std::uint64_t seed);

}  // namespace paktum::views::naive
