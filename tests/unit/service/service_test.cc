#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "libs/service/logging.h"
#include "libs/service/metrics.h"
#include "libs/service/signals.h"
#include "libs/service/start.h"

namespace paktum::service {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <std::size_t kCount>
int StartWith(const std::array<const char*, kCount>& arguments,
              const std::function<void(Flags&)>& declare,
              const std::function<Status(StopSignal&)>& run) {
  return Start(static_cast<int>(kCount), arguments.data(), {"tester", "Tests."}, declare, run);
}

TEST(Logging, AnEventIsOneLineOfNamedValues) {
  EXPECT_EQ(LogLine("ledger.opened", {{"pact", "tiszakecske"}, {"head", 17}, {"fresh", false}}),
            "ledger.opened pact=tiszakecske head=17 fresh=false");
}

TEST(Logging, ValuesCannotBreakTheLine) {
  EXPECT_EQ(LogLine("e", {{"a", "two words"}, {"b", "x\ny\"z\\"}, {"c", ""}, {"d", "\x01"}}),
            "e a=\"two words\" b=\"x\\ny\\\"z\\\\\" c=\"\" d=\"\\x01\"");
}

TEST(Logging, LongValuesAreCut) {
  const std::string line = LogLine("e", {{"a", std::string(5000, 'x')}});
  EXPECT_EQ(line.size(), std::string("e a=").size() + kLogValueBytesMax);
}

TEST(Logging, AnUnknownLevelIsAConfigurationError) {
  const Status status = StartLogging("tester", "chatty");
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.reason(), "config.log_level");
  EXPECT_TRUE(StartLogging("tester", "warning").ok());
}

TEST(Metrics, ExposeShowsEveryMetricWithItsLabels) {
  Metrics metrics;
  const Counter appends = metrics.AddCounter("paktum_appends_total", "Appends.", {{"code", "ok"}});
  const Gauge open = metrics.AddGauge("paktum_open", "Open.");
  const Histogram latency = metrics.AddHistogram("paktum_seconds", "Time.", {0.1, 1.0});
  appends.Add();
  appends.Add(2);
  open.Set(7);
  latency.Observe(0.5);
  const std::string text = metrics.Expose();
  EXPECT_THAT(text, HasSubstr("paktum_appends_total{code=\"ok\"} 3"));
  EXPECT_THAT(text, HasSubstr("paktum_open 7"));
  EXPECT_THAT(text, HasSubstr("paktum_seconds_bucket{le=\"1\"} 1"));
}

TEST(Metrics, TheSameNameAndLabelsAreTheSameMetric) {
  Metrics metrics;
  metrics.AddCounter("paktum_x_total", "X.", {{"a", "1"}}).Add();
  metrics.AddCounter("paktum_x_total", "X.", {{"a", "1"}}).Add();
  EXPECT_EQ(metrics.AddCounter("paktum_x_total", "X.", {{"a", "1"}}).value(), 2.0);
  EXPECT_EQ(metrics.AddCounter("paktum_x_total", "X.", {{"a", "2"}}).value(), 0.0);
}

TEST(StopSignal, SigtermAsksForTheEnd) {
  StopSignal stop;
  EXPECT_FALSE(stop.requested());
  ASSERT_EQ(kill(getpid(), SIGTERM), 0);
  EXPECT_TRUE(stop.WaitBefore(DeadlineIn(seconds(10))));
  EXPECT_TRUE(stop.requested());
}

TEST(StopSignal, AThreadMayAskForTheEnd) {
  StopSignal stop;
  std::thread asking([&stop] { stop.Request(); });
  stop.Wait();
  asking.join();
  EXPECT_TRUE(stop.requested());
}

TEST(Start, RunGetsTheFlagsAndItsOkIsExitCodeZero) {
  std::string data = "var";
  std::vector<std::string> plans;
  std::int64_t workers = 2;
  bool fast = false;
  const std::array<const char*, 9> arguments{"tester", "--data", "d",         "--plan", "a",
                                             "--plan", "b",      "--workers", "3"};
  const int code = StartWith(
      arguments,
      [&](Flags& flags) {
        flags.Text("--data", data, "directory", Need::kRequired);
        flags.Texts("--plan", plans, "plan", Need::kRequired);
        flags.Number("--workers", workers, 1, 8, "threads");
        flags.Switch("--fast", fast, "speed");
      },
      [&](StopSignal&) { return OkStatus(); });
  EXPECT_EQ(code, 0);
  EXPECT_EQ(data, "d");
  EXPECT_THAT(plans, ElementsAre("a", "b"));
  EXPECT_EQ(workers, 3);
  EXPECT_FALSE(fast);
}

TEST(Start, WhatRunsLeavesNoCoreDump) {
  rlimit limit{1, 1};
  const int code = StartWith<1>(
      {"tester"}, [](Flags&) {},
      [&](StopSignal&) {
        getrlimit(RLIMIT_CORE, &limit);
        return OkStatus();
      });
  EXPECT_EQ(code, 0);
  EXPECT_EQ(limit.rlim_max, 0U);
}

TEST(Start, WrongFlagsAndWrongConfigurationAreExitCodeTwo) {
  const auto never = [](StopSignal&) -> Status {
    ADD_FAILURE() << "must not run";
    return OkStatus();
  };
  const auto nothing = [](Flags&) {};
  EXPECT_EQ(StartWith<2>({"tester", "--unknown"}, nothing, never), 2);
  EXPECT_EQ(StartWith<3>({"tester", "--log-level", "chatty"}, nothing, never), 2);
  std::string data;
  const auto required = [&](Flags& flags) {
    flags.Text("--data", data, "directory", Need::kRequired);
  };
  EXPECT_EQ(StartWith<1>({"tester"}, required, never), 2);
  EXPECT_EQ(StartWith<1>({"tester"}, nothing,
                         [](StopSignal&) { return InvalidArgument("config.x", "wrong"); }),
            2);
}

TEST(Start, OtherFailuresAreExitCodeOne) {
  const auto nothing = [](Flags&) {};
  EXPECT_EQ(
      StartWith<1>({"tester"}, nothing, [](StopSignal&) { return DataLoss("x.y", "damaged"); }), 1);
  EXPECT_EQ(StartWith<1>({"tester"}, nothing,
                         [](StopSignal&) -> Status { throw std::runtime_error("boom"); }),
            1);
}

TEST(Start, HelpIsExitCodeZeroAndDoesNotRun) {
  const auto nothing = [](Flags&) {};
  bool ran = false;
  EXPECT_EQ(StartWith<2>({"tester", "--help"}, nothing,
                         [&](StopSignal&) {
                           ran = true;
                           return OkStatus();
                         }),
            0);
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace paktum::service
