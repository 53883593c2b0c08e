// A fold of another identity is built beside the old one and takes over when it has caught up.
#include <gtest/gtest.h>

#include "libs/projection/runner.h"
#include "tests/unit/projection/projection_testing.h"

namespace paktum::projection {
namespace {

using testing::Eventually;
using testing::Gate;
using testing::Soon;
using testing::TempDirectory;
using testing::TestFold;
using testing::TestLog;

class RebuildTest : public ::testing::Test {
 protected:
  RunnerOptions Options() {
    RunnerOptions options;
    options.pact = "tiszakecske";
    options.directory = directory_.path();
    options.definitions_text = "the plan";
    options.apply_chunk = 10;
    options.revive = [this](const FoldIdentity& identity,
                            const std::string& text) -> std::unique_ptr<Fold> {
      EXPECT_EQ(text, "the plan");
      if (identity.version != 1) return nullptr;
      return std::make_unique<TestFold>(old_log_, 1);
    };
    return options;
  }
  std::unique_ptr<Runner> Open(std::unique_ptr<Fold> fold, RunnerOptions options) {
    auto runner = Runner::Open(std::move(fold), log_, clock_, std::move(options));
    EXPECT_TRUE(runner.ok()) << runner.status();
    return std::move(runner).value();
  }
  // Leaves the state of version 1 behind, applied to the end.
  void BuildVersion1(std::size_t records) {
    log_.Add(records);
    const auto runner = Open(std::make_unique<TestFold>(old_log_, 1), Options());
    ASSERT_TRUE(runner->WaitFor(Position(records), Soon()));
    ASSERT_TRUE(Eventually([&] { return runner->stats().saved == Position(records); }));
  }
  static std::string Count(const Runner& runner, std::uint64_t min_position) {
    const auto answer = runner.Query("count", {}, Position(min_position), Soon());
    return answer.ok() ? answer->payload : answer.status().ToString();
  }
  std::size_t Folders() const {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry :
         std::filesystem::directory_iterator(directory_.path())) {
      ++count;
    }
    return count;
  }

  TempDirectory directory_;
  TestLog log_;
  SystemClock clock_;
  TestFold::Log old_log_;
  TestFold::Log new_log_;
};

TEST_F(RebuildTest, TheOldFoldAnswersUntilTheNewOneHasCaughtUp) {
  BuildVersion1(50);
  Gate gate;
  const auto runner = Open(std::make_unique<TestFold>(new_log_, 2, &gate, Position(25)), Options());
  EXPECT_TRUE(runner->stats().rebuilding);
  EXPECT_EQ(Count(*runner, 50), "1:50");
  log_.Add(5);  // the old one goes on applying
  EXPECT_EQ(Count(*runner, 55), "1:55");
  EXPECT_EQ(Folders(), 2u);

  gate.Open();
  ASSERT_TRUE(Eventually([&] { return !runner->stats().rebuilding; }));
  EXPECT_EQ(Count(*runner, 55), "2:55");
  EXPECT_TRUE(Eventually([&] { return Folders() == 1; }));
  EXPECT_EQ(new_log_.applied, 55u);
  EXPECT_EQ(old_log_.applied, 55u);  // continued, not folded again
  log_.Add(1);
  EXPECT_EQ(Count(*runner, 56), "2:56");
}

// The ledger comes in slices of 100: the end of one is not the end of the ledger.
TEST_F(RebuildTest, TheEndOfASliceIsNotTheEndOfTheLedger) {
  BuildVersion1(150);
  Gate gate;
  const auto runner =
      Open(std::make_unique<TestFold>(new_log_, 2, &gate, Position(125)), Options());
  ASSERT_TRUE(Eventually([&] {
    const RunnerStats stats = runner->stats();
    return !stats.rebuilding || stats.building == Position(120);
  }));
  EXPECT_TRUE(runner->stats().rebuilding);
  EXPECT_EQ(Count(*runner, 150), "1:150");
  gate.Open();
  ASSERT_TRUE(Eventually([&] { return !runner->stats().rebuilding; }));
  EXPECT_EQ(Count(*runner, 150), "2:150");
}

TEST_F(RebuildTest, AQueryThatWaitsIsAnsweredByWhicheverGetsThere) {
  BuildVersion1(20);
  Gate gate;
  const auto runner = Open(std::make_unique<TestFold>(new_log_, 2, &gate), Options());
  gate.Open();
  log_.Add(10);
  const std::string answer = Count(*runner, 30);
  EXPECT_TRUE(answer == "1:30" || answer == "2:30") << answer;
}

TEST_F(RebuildTest, AnInterruptedBuildGoesOnWhereItWas) {
  BuildVersion1(50);
  {
    Gate gate;
    RunnerOptions options = Options();
    options.save_records = 10;
    const auto runner = Open(std::make_unique<TestFold>(new_log_, 2, &gate, Position(31)), options);
    ASSERT_TRUE(Eventually([&] { return runner->stats().building == Position(30); }));
    gate.Open();  // so that it can end; it may or may not get further
  }
  const std::uint64_t applied_before = new_log_.applied;
  EXPECT_GE(applied_before, 30u);
  const auto runner = Open(std::make_unique<TestFold>(new_log_, 2), Options());
  ASSERT_TRUE(Eventually([&] { return runner->stats().caught_up(); }));
  EXPECT_EQ(Count(*runner, 50), "2:50");
  EXPECT_EQ(new_log_.applied, 50u);
}

TEST_F(RebuildTest, WithoutARevivedFoldTheNewOneAnswersWhileItBuilds) {
  BuildVersion1(50);
  RunnerOptions options = Options();
  options.revive = [](const FoldIdentity&, const std::string&) { return nullptr; };
  const auto runner = Open(std::make_unique<TestFold>(new_log_, 2), options);
  EXPECT_FALSE(runner->stats().rebuilding);
  EXPECT_EQ(Count(*runner, 50), "2:50");
  EXPECT_TRUE(Eventually([&] { return Folders() == 1; }));
}

TEST_F(RebuildTest, AfterTheTakeOverARestartKnowsOnlyTheNewFold) {
  BuildVersion1(20);
  {
    const auto runner = Open(std::make_unique<TestFold>(new_log_, 2), Options());
    ASSERT_TRUE(Eventually([&] { return !runner->stats().rebuilding && Folders() == 1; }));
  }
  const auto runner = Open(std::make_unique<TestFold>(new_log_, 2), Options());
  EXPECT_FALSE(runner->stats().rebuilding);
  EXPECT_EQ(Count(*runner, 20), "2:20");
  EXPECT_EQ(new_log_.applied, 20u);
}

TEST_F(RebuildTest, ADamagedRecordStopsTheBuildAndTheOldFoldStopsThereToo) {
  BuildVersion1(20);
  log_.Add(5);
  log_.Damage(Position(23));
  const auto runner = Open(std::make_unique<TestFold>(new_log_, 2), Options());
  ASSERT_TRUE(Eventually([&] { return runner->stats().failed; }));
  EXPECT_EQ(runner->failure().reason(), "record.damaged");
}

TEST_F(RebuildTest, StoppingInTheMiddleOfABuildIsClean) {
  BuildVersion1(50);
  for (int i = 0; i < 5; ++i) {
    const auto runner = Open(std::make_unique<TestFold>(new_log_, 2), Options());
  }
  const auto runner = Open(std::make_unique<TestFold>(new_log_, 2), Options());
  EXPECT_TRUE(Eventually([&] { return runner->stats().caught_up(); }));
  EXPECT_EQ(Count(*runner, 50), "2:50");
}

}  // namespace
}  // namespace paktum::projection
