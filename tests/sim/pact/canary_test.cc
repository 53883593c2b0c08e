// A simulation that finds nothing proves nothing unless it finds what is planted.
#include <gtest/gtest.h>

#include "tests/sim/pact/quiet.h"
#include "tests/sim/pact/world.h"

namespace paktum::sim {
namespace {

constexpr std::uint64_t kSeedsMax = 200;

class CanaryTest : public ::testing::TestWithParam<Bug> {};

TEST_P(CanaryTest, IsCaught) {
  StartLoggingOnce();
  for (std::uint64_t seed = 1; seed <= kSeedsMax; ++seed) {
    const RunReport report = RunSeed({.seed = seed, .bug = GetParam()});
    if (report.findings.empty()) continue;
    const RunReport healthy = RunSeed({.seed = seed});
    ASSERT_TRUE(healthy.findings.empty()) << "seed " << seed << ": " << healthy.findings.front();
    std::printf("caught by seed %llu: %s\n", static_cast<unsigned long long>(seed),
                report.findings.front().c_str());
    return;
  }
  FAIL() << "no seed of " << kSeedsMax << " caught it";
}
INSTANTIATE_TEST_SUITE_P(Bugs, CanaryTest, ::testing::ValuesIn(kBugs),
                         [](const auto& bug) { return std::string(BugName(bug.param)); });

}  // namespace
}  // namespace paktum::sim
