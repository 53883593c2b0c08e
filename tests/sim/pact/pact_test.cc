// Whole pacts under faults, one seed each. PAKTUM_SIM_SEED=n runs one seed and prints its trace;
// PAKTUM_SIM_SEEDS=n changes how many seeds each of the tests below runs.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/sim/pact/quiet.h"
#include "tests/sim/pact/world.h"

namespace paktum::sim {
namespace {

constexpr std::uint64_t kSeedsOfATest = 500;

std::uint64_t NumberFrom(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::string Text(const RunReport& report) {
  std::string text;
  for (const std::string& finding : report.findings) text += "\n  " + finding;
  return text;
}

class PactTest : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  PactTest() { StartLoggingOnce(); }
};

// Each parameter is a range of seeds, so that several run beside each other.
TEST_P(PactTest, KeepsItsPromisesUnderFaults) {
  if (const std::uint64_t seed = NumberFrom("PAKTUM_SIM_SEED", 0); seed != 0) {
    if (GetParam() != 0) GTEST_SKIP() << "one seed is asked for";
    const RunReport report = RunSeed({.seed = seed, .print = true});
    EXPECT_TRUE(report.findings.empty()) << "seed " << seed << Text(report);
    return;
  }
  const std::uint64_t seeds = NumberFrom("PAKTUM_SIM_SEEDS", kSeedsOfATest);
  const std::uint64_t first = NumberFrom("PAKTUM_SIM_FIRST", 1) + GetParam() * seeds;
  RunReport all;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    const RunReport report = RunSeed({.seed = seed});
    ASSERT_TRUE(report.findings.empty())
        << "PAKTUM_SIM_SEED=" << seed << " shows it again" << Text(report);
    all.events += report.events;
    all.records += report.records;
    all.commands += report.commands;
    all.crashes += report.crashes;
    all.settled = std::max(all.settled, report.settled);
  }
  RecordProperty("seeds", std::to_string(seeds));
  std::printf(
      "%llu seeds: %llu events, %llu commands, %llu records, %llu crashes; settled within "
      "%.1f s of calm\n",
      static_cast<unsigned long long>(seeds), static_cast<unsigned long long>(all.events),
      static_cast<unsigned long long>(all.commands), static_cast<unsigned long long>(all.records),
      static_cast<unsigned long long>(all.crashes), static_cast<double>(all.settled.count()) / 1e6);
}
INSTANTIATE_TEST_SUITE_P(Seeds, PactTest, ::testing::Values(0, 1, 2, 3));

TEST(Pact, TheSameSeedIsTheSameRun) {
  StartLoggingOnce();
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const RunReport once = RunSeed({.seed = seed});
    const RunReport again = RunSeed({.seed = seed});
    EXPECT_EQ(once.trace_hash, again.trace_hash) << "seed " << seed;
    EXPECT_EQ(once.events, again.events) << "seed " << seed;
    EXPECT_NE(once.trace_hash, RunSeed({.seed = seed + 1'000}).trace_hash);
  }
}

}  // namespace
}  // namespace paktum::sim
