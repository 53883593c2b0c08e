#include "libs/projection/runner.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "tests/unit/projection/projection_testing.h"

namespace paktum::projection {
namespace {

using testing::Eventually;
using testing::Soon;
using testing::TempDirectory;
using testing::TestFold;
using testing::TestLog;

class RunnerTest : public ::testing::Test {
 protected:
  std::unique_ptr<Runner> Open(RunnerOptions options = {}) {
    auto runner = TryOpen(std::move(options));
    EXPECT_TRUE(runner.ok()) << runner.status();
    return std::move(runner).value();
  }
  Result<std::unique_ptr<Runner>> TryOpen(RunnerOptions options = {}) {
    options.pact = "tiszakecske";
    if (options.directory.empty()) options.directory = directory_.path() + "/views";
    return Runner::Open(std::make_unique<TestFold>(fold_log_), log_, clock_, std::move(options));
  }
  static std::string Count(const Runner& runner, std::uint64_t min_position) {
    const auto answer = runner.Query("count", {}, Position(min_position), Soon());
    return answer.ok() ? answer->payload : answer.status().ToString();
  }

  TempDirectory directory_;
  TestLog log_;
  ManualClock clock_{Instant(1561975200000)};
  TestFold::Log fold_log_;
};

TEST_F(RunnerTest, CatchesUpAndGoesLive) {
  log_.Add(250);
  const auto runner = Open();
  EXPECT_EQ(Count(*runner, 250), "1:250");
  log_.Add(3);
  EXPECT_EQ(Count(*runner, 253), "1:253");
  EXPECT_TRUE(Eventually([&] { return runner->stats().caught_up(); }));
  EXPECT_EQ(runner->stats().lag(), 0u);
  EXPECT_EQ(runner->stats().records, 253u);
}

TEST_F(RunnerTest, ARestartContinuesAndAppliesNothingAgain) {
  log_.Add(250);
  EXPECT_EQ(Count(*Open(), 250), "1:250");
  EXPECT_EQ(fold_log_.applied, 250u);
  log_.Add(5);
  const auto again = Open();
  EXPECT_EQ(Count(*again, 255), "1:255");
  EXPECT_EQ(fold_log_.applied, 255u);
  EXPECT_EQ(again->stats().records, 5u);
}

TEST_F(RunnerTest, AnEmptyLedgerIsAnswered) {
  const auto runner = Open();
  EXPECT_EQ(Count(*runner, 0), "1:0");
}

TEST_F(RunnerTest, AfterACrashRowsAndPositionStandTogether) {
  log_.Add(95);
  RunnerOptions options;
  options.apply_chunk = 10;
  options.save_records = 20;
  options.save_interval_ms = std::chrono::hours(1);
  const auto runner = Open(options);
  ASSERT_TRUE(runner->WaitFor(Position(95), Soon()));
  ASSERT_TRUE(Eventually([&] { return runner->stats().saved.value() == 95; }));
  log_.Add(15);  // fewer than save_records: applied, not saved
  ASSERT_TRUE(runner->WaitFor(Position(110), Soon()));
  EXPECT_EQ(runner->stats().saved.value(), 95u);

  // What a crash now would leave on the disk.
  options.directory = directory_.path() + "/crashed";
  std::filesystem::copy(directory_.path() + "/views", options.directory,
                        std::filesystem::copy_options::recursive);
  const std::uint64_t applied_before = fold_log_.applied;
  const auto after = Open(options);
  EXPECT_EQ(Count(*after, 110), "1:110");
  EXPECT_EQ(fold_log_.applied - applied_before, 15u);
}

TEST_F(RunnerTest, SavesManyRecordsWithOneWrite) {
  log_.Add(5000);
  RunnerOptions options;
  options.save_records = 1000;
  options.save_interval_ms = std::chrono::hours(1);
  const auto runner = Open(options);
  ASSERT_TRUE(runner->WaitFor(Position(5000), Soon()));
  EXPECT_LE(runner->stats().saves, 7u);
}

TEST_F(RunnerTest, SavesWhenTheIntervalHasPassed) {
  RunnerOptions options;
  options.save_interval_ms = std::chrono::milliseconds(5);
  const auto runner = Open(options);
  log_.Add(3);
  EXPECT_TRUE(Eventually([&] { return runner->stats().saved == Position(3); }));
}

TEST_F(RunnerTest, AQueryWaitsForItsPosition) {
  const auto runner = Open();
  std::string answer;
  std::thread asking([&] { answer = Count(*runner, 2); });
  log_.Add(2);
  asking.join();
  EXPECT_EQ(answer, "1:2");
}

TEST_F(RunnerTest, AQueryThatIsAheadEndsAtItsDeadline) {
  const auto runner = Open();
  const auto answer = runner->Query("count", {}, Position(9), DeadlineIn({}));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(answer.status().reason(), "view.behind");
}

TEST_F(RunnerTest, RefusalsOfTheFoldAndTheClockReachTheCaller) {
  const auto runner = Open();
  EXPECT_EQ(runner->Query("other", {}, Position(0), Soon()).status().reason(), "view.unknown");
  EXPECT_EQ(runner->Query("now", {}, Position(0), Soon())->payload, clock_.Now().ToString());
}

TEST_F(RunnerTest, ADamagedRecordStopsTheProjectionAndIsNeverSkipped) {
  log_.Add(30);
  log_.Damage(Position(21));
  std::atomic<int> told{0};
  RunnerOptions options;
  options.on_failure = [&](const Status& status) {
    EXPECT_EQ(status.reason(), "record.damaged");
    ++told;
  };
  const auto runner = Open(options);
  ASSERT_TRUE(Eventually([&] { return runner->stats().failed; }));
  EXPECT_EQ(runner->failure().code(), StatusCode::kDataLoss);
  EXPECT_EQ(runner->stats().applied, Position(20));
  const auto answer = runner->Query("count", {}, Position(0), Soon());
  EXPECT_EQ(answer.status().reason(), "view.stopped");
  EXPECT_EQ(answer.status().code(), StatusCode::kDataLoss);
  EXPECT_FALSE(runner->WaitFor(Position(21), Soon()));
  EXPECT_TRUE(Eventually([&] { return told == 1; }));
}

TEST_F(RunnerTest, AnEventThatCannotBeReadStopsTheProjection) {
  log_.Add(4);
  log_.AddUnreadable();
  log_.Add(1);
  const auto runner = Open();
  ASSERT_TRUE(Eventually([&] { return runner->stats().failed; }));
  EXPECT_EQ(runner->failure().reason(), "event.unreadable");
  EXPECT_EQ(runner->stats().applied, Position(4));
}

TEST_F(RunnerTest, WaitsForALogThatIsAway) {
  log_.Add(10);
  log_.SetAway(true);
  const auto runner = Open();
  EXPECT_EQ(Count(*runner, 0), "1:0");
  EXPECT_TRUE(Eventually([&] { return runner->stats().reconnects > 0; }));
  log_.SetAway(false);
  EXPECT_EQ(Count(*runner, 10), "1:10");
  log_.SetAway(true);
  const auto before = runner->stats().reconnects;
  EXPECT_TRUE(Eventually([&] { return runner->stats().reconnects > before; }));
  log_.Add(1);
  log_.SetAway(false);
  EXPECT_EQ(Count(*runner, 11), "1:11");
}

TEST_F(RunnerTest, ALedgerThatLostItsEndIsNoticed) {
  log_.Add(10);
  EXPECT_EQ(Count(*Open(), 10), "1:10");
  TestLog shorter;
  shorter.Add(9);
  RunnerOptions options;
  options.pact = "tiszakecske";
  options.directory = directory_.path() + "/views";
  const auto runner = Runner::Open(std::make_unique<TestFold>(fold_log_), shorter, clock_, options);
  ASSERT_TRUE(runner.ok());
  ASSERT_TRUE(Eventually([&] { return (*runner)->stats().failed; }));
  EXPECT_EQ((*runner)->failure().reason(), "projection.other_ledger");
}

TEST_F(RunnerTest, AnotherLedgerOfTheSamePactIsNoticed) {
  log_.Add(10);
  EXPECT_EQ(Count(*Open(), 10), "1:10");
  TestLog other;
  other.Add(20, /*command=*/2);
  RunnerOptions options;
  options.pact = "tiszakecske";
  options.directory = directory_.path() + "/views";
  const auto runner = Runner::Open(std::make_unique<TestFold>(fold_log_), other, clock_, options);
  ASSERT_TRUE(runner.ok());
  ASSERT_TRUE(Eventually([&] { return (*runner)->stats().failed; }));
  EXPECT_EQ((*runner)->failure().reason(), "projection.other_ledger");
}

TEST_F(RunnerTest, ALedgerThatChangedWhileTheLogWasAwayIsNoticedByARunningProjection) {
  for (const auto& [count, command] : {std::pair{9U, 1U}, std::pair{12U, 2U}}) {
    log_.Replace(10, 1);
    RunnerOptions options;
    options.directory = directory_.path() + "/" + std::to_string(count);
    const auto runner = Open(options);
    EXPECT_EQ(Count(*runner, 10), "1:10");
    log_.SetAway(true);
    const auto before = runner->stats().reconnects;
    ASSERT_TRUE(Eventually([&] { return runner->stats().reconnects > before; }));
    log_.Replace(count, command);
    log_.SetAway(false);
    ASSERT_TRUE(Eventually([&] { return runner->stats().failed; }));
    EXPECT_EQ(runner->failure().reason(), "projection.other_ledger");
    EXPECT_EQ(runner->stats().applied, Position(10));
    EXPECT_EQ(runner->stats().saved, Position(10));
  }
}

// Takes away the room for files while it lives, as a full disk does.
class NoRoom {
 public:
  NoRoom() : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{0, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~NoRoom() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  NoRoom(const NoRoom&) = delete;
  NoRoom& operator=(const NoRoom&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

TEST_F(RunnerTest, ADirectoryThatCannotBeWrittenIsUnavailableAndNotDamaged) {
  const Status refused = [&] {
    const NoRoom no_room;
    return TryOpen().status();
  }();
  EXPECT_EQ(refused.code(), StatusCode::kUnavailable) << refused;
  EXPECT_EQ(refused.reason(), "projection.unavailable") << refused;
  log_.Add(3);
  EXPECT_EQ(Count(*Open(), 3), "1:3");
}

TEST_F(RunnerTest, ADirectoryInUseIsRefused) {
  const auto first = Open();
  EXPECT_EQ(TryOpen().status().reason(), "projection.locked");
}

TEST_F(RunnerTest, ADamagedDirectoryIsReported) {
  log_.Add(10);
  EXPECT_EQ(Count(*Open(), 10), "1:10");
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory_.path())) {
    if (file.path().filename() == "CURRENT") std::ofstream(file.path()) << "nothing";
  }
  EXPECT_EQ(TryOpen().status().reason(), "projection.damaged");
}

TEST_F(RunnerTest, ManyReadersAndTheWriterGetTheirTurn) {
  const auto runner = Open();
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      std::uint64_t last = 0;
      while (!done) {
        const auto answer = runner->Query("count", {}, Position(0), Soon());
        ASSERT_TRUE(answer.ok());
        const std::uint64_t count = std::stoull(answer->payload.substr(2));
        EXPECT_GE(count, last);
        last = count;
      }
    });
  }
  for (int i = 0; i < 20; ++i) log_.Add(100);
  EXPECT_TRUE(runner->WaitFor(Position(2000), Soon()));
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace paktum::projection
