#include "libs/ledger/batch_planner.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "libs/ledger/memory_storage.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::ledger {
namespace {

class BatchPlannerTest : public testing::Test {
 protected:
  BatchPlan Plan(const std::vector<AppendRequest>& requests) {
    std::vector<const AppendRequest*> pointers;
    for (const AppendRequest& request : requests) pointers.push_back(&request);
    return planner_.Plan(pointers);
  }
  BatchPlan PlanAndWrite(const std::vector<AppendRequest>& requests) {
    BatchPlan plan = Plan(requests);
    EXPECT_TRUE(storage_.Write(plan.writes).ok());
    planner_.Commit();
    return plan;
  }

  MemoryStorage storage_;
  ManualClock clock_{Instant(1'540'450'000'000)};
  BatchPlanner planner_{storage_, clock_, /*cached_heads_max=*/4};
};

TEST_F(BatchPlannerTest, ConditionsSeeTheAppendsBeforeThemInTheBatch) {
  const BatchPlan plan =
      Plan({AppendOf(1, {EventOn("scheme/S2")}, {{"scheme/S2", StreamVersion(0)}}),
            AppendOf(2, {EventOn("scheme/S2")}, {{"scheme/S2", StreamVersion(0)}}),
            AppendOf(3, {EventOn("scheme/S2")}, {{"scheme/S2", StreamVersion(1)}})});
  ASSERT_EQ(plan.writes.size(), 2U);
  EXPECT_EQ(plan.answers[0].answer->first, Position(1));
  EXPECT_EQ(plan.answers[1].answer.status().code(), StatusCode::kAborted);
  EXPECT_TRUE(plan.answers[1].needs_write);
  EXPECT_EQ(plan.answers[2].answer->first, Position(2));
  EXPECT_EQ(plan.writes[1].records[0].version, StreamVersion(2));
}

TEST_F(BatchPlannerTest, RepeatInTheSameBatchGetsTheFirstAnswerOnceItIsWritten) {
  AppendRequest misuse = AppendOf(1, {EventOn("pact")});
  misuse.content_digest = "other";
  const BatchPlan plan =
      Plan({AppendOf(1, {EventOn("pact")}), AppendOf(1, {EventOn("pact")}), misuse});
  EXPECT_EQ(plan.writes.size(), 1U);
  EXPECT_TRUE(plan.answers[1].answer->repeated);
  EXPECT_EQ(plan.answers[1].answer->first, Position(1));
  EXPECT_TRUE(plan.answers[1].needs_write);
  EXPECT_EQ(plan.answers[2].answer.status().reason(), "append.command_reused");
}

TEST_F(BatchPlannerTest, AnswersFromWhatIsDurableNeedNoWrite) {
  PlanAndWrite({AppendOf(1, {EventOn("pact")})});
  const BatchPlan plan = Plan({AppendOf(1, {EventOn("pact")}),
                               AppendOf(2, {EventOn("pact")}, {{"pact", StreamVersion(7)}}),
                               AppendOf(3, {EventOn("pact")})});
  EXPECT_TRUE(plan.answers[0].answer->repeated);
  EXPECT_FALSE(plan.answers[0].needs_write);
  EXPECT_EQ(plan.answers[1].answer.status().code(), StatusCode::kAborted);
  EXPECT_FALSE(plan.answers[1].needs_write);
  EXPECT_TRUE(plan.answers[2].needs_write);
}

TEST_F(BatchPlannerTest, DiscardedPlanLeavesNoTrace) {
  PlanAndWrite({AppendOf(1, {EventOn("pact")})});
  Plan({AppendOf(2, {EventOn("pact"), EventOn("member/city")})});
  planner_.Discard();
  const BatchPlan plan = Plan({AppendOf(
      2, {EventOn("pact")}, {{"pact", StreamVersion(1)}, {"member/city", StreamVersion(0)}})});
  ASSERT_TRUE(plan.answers[0].answer.ok()) << plan.answers[0].answer.status();
  EXPECT_EQ(plan.answers[0].answer->first, Position(2));
  EXPECT_FALSE(plan.answers[0].answer->repeated);
  EXPECT_EQ(plan.writes[0].records[0].version, StreamVersion(2));
}

TEST_F(BatchPlannerTest, TimeOfRecordingNeverGoesBackInALedger) {
  PlanAndWrite({AppendOf(1, {EventOn("pact")})});
  clock_.Advance(std::chrono::hours(-1));
  AppendRequest other = AppendOf(1, {EventOn("pact")});
  other.pact = "lenti";
  const BatchPlan plan = PlanAndWrite({AppendOf(2, {EventOn("pact")}), other});
  EXPECT_EQ(plan.answers[0].answer->recorded_at, Instant(1'540'450'000'000));
  EXPECT_EQ(plan.answers[1].answer->recorded_at, clock_.Now());
  BatchPlanner after_restart(storage_, clock_, 4);
  const AppendRequest third = AppendOf(3, {EventOn("pact")});
  EXPECT_EQ(after_restart.Plan({&third}).answers[0].answer->recorded_at,
            Instant(1'540'450'000'000));
}

TEST_F(BatchPlannerTest, HeadsBeyondTheCacheAreReadFromTheStorage) {
  for (std::uint64_t i = 0; i < 20; ++i) {
    PlanAndWrite({AppendOf(i + 1, {EventOn("participant/" + std::to_string(i))})});
  }
  for (std::uint64_t i = 0; i < 20; ++i) {
    const std::string stream = "participant/" + std::to_string(i);
    const BatchPlan plan =
        PlanAndWrite({AppendOf(100 + i, {EventOn(stream)}, {{stream, StreamVersion(1)}})});
    ASSERT_TRUE(plan.answers[0].answer.ok());
    EXPECT_EQ(plan.writes[0].records[0].version, StreamVersion(2));
  }
}

TEST_F(BatchPlannerTest, DigestStandsOnTheFirstRecordOnly) {
  const std::vector<AppendRequest> requests{AppendOf(1, {EventOn("pact"), EventOn("pact")})};
  const BatchPlan plan = Plan(requests);
  EXPECT_EQ(plan.writes[0].records[0].content_digest, "digest-1");
  EXPECT_EQ(plan.writes[0].records[1].content_digest, "");
}

}  // namespace
}  // namespace paktum::ledger
