// The benchmarks themselves, with counts so small that no figure means anything: that they run.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/bench/harness/contestant.h"
#include "tests/bench/ledger/fold.h"
#include "tests/bench/ledger/growth.h"
#include "tests/bench/ledger/paktum_contestant.h"

namespace paktum::bench {
namespace {

constexpr double kSeconds = 0.05;

TEST(BenchSmoke, AnswersOutsideTheWindowDoNotCount) {
  Window window;
  Recorder recorder(window);
  recorder.Answered(SteadyClock::now(), 3);
  window.Begin();
  recorder.Answered(SteadyClock::now(), 3);
  window.Open();
  recorder.Answered(SteadyClock::now(), 3);
  window.Close();
  recorder.Answered(SteadyClock::now(), 3);
  EXPECT_EQ(recorder.events(), 3U);
  EXPECT_EQ(recorder.latencies_us().size(), 1U);
}

TEST(BenchSmoke, TheMedianRoundIsTheOneInTheMiddle) {
  std::vector<Figures> rounds(3);
  rounds[0].rate = 5;
  rounds[1].rate = 1;
  rounds[2].rate = 3;
  EXPECT_DOUBLE_EQ(MedianRound(rounds).rate, 3);
  EXPECT_DOUBLE_EQ(Median({5, 1, 3}), 3);
}

TEST(BenchSmoke, PayloadsHaveTheSizeThatIsSaid) {
  for (const std::string& payload : Payloads()) EXPECT_EQ(payload.size(), kPayloadBytes);
}

TEST(BenchSmoke, EveryShapeOfAppendsRunsOnTheRealProgram) {
  for (const char shape : {'A', 'B', 'C', 'D'}) {
    PaktumContestant log;
    log.Start();
    const Figures figures = MeasureAppends(log, LoadOf(shape), kSeconds);
    EXPECT_GT(figures.rate, 0) << shape;
    EXPECT_GT(figures.p50_ms, 0) << shape;
    EXPECT_GT(figures.memory_kb, 0) << shape;
    log.Stop();
  }
}

TEST(BenchSmoke, EverythingFilledIsReadBackAlsoWithKeys) {
  using Trust = PaktumContestant::Trust;
  for (const Trust trust : {Trust::kPlain, Trust::kCurve, Trust::kSigned}) {
    PaktumContestant log(trust);
    log.Start();
    log.Fill(2'000);
    EXPECT_GT(MeasureRead(log, 2'000).rate, 0);
    EXPECT_GT(MeasureAppends(log, LoadOf('B'), kSeconds).rate, 0);
  }
}

TEST(BenchSmoke, TheFoldTakesEveryEvent) {
  const FoldFigures figures = FoldBench(2'000).Run();
  EXPECT_GE(figures.events, 2'000U);
  EXPECT_TRUE(std::isfinite(figures.fold_rate));
}

TEST(BenchSmoke, GrowthRunsOverItsSizes) { RunGrowth({1'000, 2'000}, 2, kSeconds, ""); }

TEST(BenchSmoke, TheDiskAloneIsMeasured) {
  EXPECT_GT(MeasureFdatasync(kSeconds, kPayloadBytes).rate, 0);
}

}  // namespace
}  // namespace paktum::bench
