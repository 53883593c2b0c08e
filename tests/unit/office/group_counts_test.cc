#include "libs/office/group_counts.h"

#include <gtest/gtest.h>

namespace paktum::office {
namespace {

std::optional<std::int64_t> CountOf(const GroupCounts& counts, const std::string& code) {
  for (const GroupCount& group : counts.groups) {
    if (group.code == code) return group.count;
  }
  ADD_FAILURE() << code;
  return std::nullopt;
}

TEST(GroupCounts, LargeCountsAndZerosAreShown) {
  const GroupCounts counts = Suppressed({{"TG09", 25}, {"TG10", 0}}, 200, 150, 10);
  EXPECT_EQ(CountOf(counts, "TG09"), 25);
  EXPECT_EQ(CountOf(counts, "TG10"), 0);
  EXPECT_EQ(counts.asked, 200);
  EXPECT_EQ(counts.answered, 150);
}

TEST(GroupCounts, ASmallCountIsHiddenAndSoIsTheNextOne) {
  const GroupCounts counts = Suppressed({{"A", 9}, {"B", 40}, {"C", 12}}, 200, 150, 10);
  EXPECT_EQ(CountOf(counts, "A"), std::nullopt);
  EXPECT_EQ(CountOf(counts, "C"), std::nullopt) << "so that A is not found by subtracting";
  EXPECT_EQ(CountOf(counts, "B"), 40);
}

TEST(GroupCounts, TwoSmallCountsHideEachOther) {
  const GroupCounts counts = Suppressed({{"A", 1}, {"B", 2}, {"C", 12}}, 200, 150, 10);
  EXPECT_EQ(CountOf(counts, "C"), 12);
  EXPECT_EQ(counts.answered, 150);
}

TEST(GroupCounts, AloneBesideZerosTheTotalIsHidden) {
  const GroupCounts counts = Suppressed({{"A", 3}, {"B", 0}}, 200, 150, 10);
  EXPECT_EQ(CountOf(counts, "A"), std::nullopt);
  EXPECT_EQ(CountOf(counts, "B"), 0);
  EXPECT_EQ(counts.answered, std::nullopt);
}

TEST(GroupCounts, FewAnswersAndFewRefusalsAreHidden) {
  EXPECT_EQ(Suppressed({{"A", 0}}, 200, 9, 10).answered, std::nullopt);
  EXPECT_EQ(Suppressed({{"A", 0}}, 200, 195, 10).answered, std::nullopt);
  EXPECT_EQ(Suppressed({{"A", 0}}, 200, 200, 10).answered, 200);
  EXPECT_EQ(Suppressed({{"A", 10}}, 200, 190, 10).answered, 190);
}

TEST(GroupCounts, WhereFewAnsweredNotEvenAZeroIsShown) {
  // One person answered: a zero beside the hidden group would say which group it is.
  const GroupCounts one = Suppressed({{"A", 0}, {"B", 1}}, 1, 1, 10);
  EXPECT_EQ(CountOf(one, "A"), std::nullopt);
  EXPECT_EQ(CountOf(one, "B"), std::nullopt);
  EXPECT_EQ(one.answered, std::nullopt);
  const GroupCounts none = Suppressed({{"A", 0}, {"B", 0}}, 200, 9, 10);
  EXPECT_EQ(CountOf(none, "A"), std::nullopt) << "nor that the few declared none";
  EXPECT_EQ(CountOf(Suppressed({{"A", 0}}, 200, 0, 10), "A"), 0) << "nobody answered";
}

TEST(GroupCounts, AGroupOfNearlyEverybodyWhoAnsweredIsHidden) {
  const GroupCounts all = Suppressed({{"A", 40}, {"B", 12}}, 200, 40, 10);
  EXPECT_EQ(CountOf(all, "A"), std::nullopt) << "whoever is known to have answered belongs to it";
  EXPECT_EQ(CountOf(all, "B"), std::nullopt) << "so that A is not found by subtracting";
  EXPECT_EQ(CountOf(Suppressed({{"A", 31}}, 200, 40, 10), "A"), std::nullopt);
  EXPECT_EQ(CountOf(Suppressed({{"A", 30}}, 200, 40, 10), "A"), 30);
}

}  // namespace
}  // namespace paktum::office
