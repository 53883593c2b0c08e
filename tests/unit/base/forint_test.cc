#include "libs/base/forint.h"

#include <gtest/gtest.h>

#include <limits>

namespace paktum {
namespace {

TEST(Forint, IsWrittenAsHungariansWriteIt) {
  EXPECT_EQ(Forint(6'450'000).ToHungarianString(), "6\u00a0450\u00a0000\u00a0Ft");
  EXPECT_EQ(Forint(999).ToHungarianString(), "999\u00a0Ft");
  EXPECT_EQ(Forint(1'000).ToHungarianString(), "1\u00a0000\u00a0Ft");
  EXPECT_EQ(Forint(-112'500).ToHungarianString(), "-112\u00a0500\u00a0Ft");
}

TEST(Forint, ComputesTheWageSchemes) {
  const Forint sum = Forint(215'000) * 3 * 10 + Forint(215'000) * 8 * 68 + Forint(150'500) * 8 * 26;
  EXPECT_EQ(sum, Forint(154'714'000));
}

TEST(ForintDeathTest, OverflowStopsTheProcess) {
  const Forint most(std::numeric_limits<std::int64_t>::max());
  EXPECT_DEATH(static_cast<void>(most + Forint(1)), "check failed");
  EXPECT_DEATH(static_cast<void>(most * 2), "check failed");
}

}  // namespace
}  // namespace paktum
