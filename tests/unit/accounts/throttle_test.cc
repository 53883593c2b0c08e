#include "libs/accounts/internal/throttle.h"

#include <gtest/gtest.h>

namespace paktum::accounts::internal {
namespace {

using std::chrono::seconds;

class ThrottleTest : public testing::Test {
 protected:
  // Fails until it is stopped; returns how often it could.
  int FailAll(std::string_view key) {
    int tries = 0;
    while (!throttle_.Begin(key, now_) && tries < 1000) ++tries;
    return tries;
  }
  void After(seconds passed) { now_ = Instant(now_.unix_ms() + passed.count() * 1000); }

  Throttle throttle_{{.free_failures = 3,
                      .first_pause = seconds(2),
                      .longest_pause = seconds(60),
                      .forgotten_after = seconds(3600),
                      .entries_max = 4}};
  Instant now_{1'800'000'000'000};
};

TEST_F(ThrottleTest, PausesDoubleUpToTheLongest) {
  EXPECT_EQ(FailAll("a"), 3);
  for (const int pause : {2, 4, 8, 16, 32, 60, 60}) {
    EXPECT_EQ(throttle_.Begin("a", now_), seconds(pause));
    After(seconds(pause - 1));
    EXPECT_EQ(throttle_.Begin("a", now_), seconds(1));
    After(seconds(1));
    EXPECT_EQ(throttle_.Begin("a", now_), std::nullopt) << pause;
  }
}

TEST_F(ThrottleTest, OnesFailuresAreNotAnothers) {
  EXPECT_EQ(FailAll("a"), 3);
  EXPECT_EQ(throttle_.Begin("b", now_), std::nullopt);
}

TEST_F(ThrottleTest, WhoSucceedsBeginsAnew) {
  EXPECT_EQ(FailAll("a"), 3);
  throttle_.Forget("a");
  EXPECT_EQ(FailAll("a"), 3);
}

TEST_F(ThrottleTest, ATryThatSaidNothingDoesNotCount) {
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(throttle_.Begin("a", now_), std::nullopt) << i;
    throttle_.TakeBack("a");
  }
}

TEST_F(ThrottleTest, FailuresAreForgottenAfterALongTime) {
  EXPECT_EQ(FailAll("a"), 3);
  After(seconds(3600));
  EXPECT_EQ(FailAll("a"), 3);
}

TEST_F(ThrottleTest, MemoryIsBoundedAndTheLastThatFailedAreRemembered) {
  EXPECT_EQ(FailAll("a"), 3);
  for (const char* other : {"b", "c", "d"}) EXPECT_EQ(FailAll(other), 3);
  EXPECT_NE(throttle_.Begin("a", now_), std::nullopt) << "asking again keeps it";
  EXPECT_EQ(FailAll("e"), 3);  // pushes b out
  EXPECT_NE(throttle_.Begin("a", now_), std::nullopt);
  EXPECT_EQ(throttle_.Begin("b", now_), std::nullopt);
}

TEST_F(ThrottleTest, AClockThatWentBackStopsNobodyForLonger) {
  EXPECT_EQ(FailAll("a"), 3);
  After(seconds(-100'000));
  const auto wait = throttle_.Begin("a", now_);
  ASSERT_NE(wait, std::nullopt);
  EXPECT_LE(*wait, seconds(60));
}

}  // namespace
}  // namespace paktum::accounts::internal
