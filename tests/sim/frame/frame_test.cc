// What the simulation itself promises: order, time, ends of machines, faults of the network.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/bounded_queue.h"
#include "tests/sim/frame/network.h"
#include "tests/sim/frame/scheduler.h"
#include "tests/sim/frame/sim_wire.h"
#include "tests/sim/frame/trace.h"

namespace paktum::sim {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

bool Never() { return false; }

class FrameTest : public ::testing::Test {
 protected:
  bool RunFor(microseconds time, const std::function<bool()>& reached = Never) {
    return scheduler_.RunUntil(scheduler_.time() + time, reached);
  }

  Chance chance_{7};
  Scheduler scheduler_{chance_};
  ScopedRuntime scoped_{scheduler_};
  Network network_{scheduler_, chance_};
  SimWire wire_{scheduler_, chance_, network_};
};

TEST_F(FrameTest, AnHourOfSleepTakesNoTime) {
  const auto began = std::chrono::steady_clock::now();
  Deadline woken;
  const Deadline slept_from = scheduler_.Now();
  scheduler_.Launch(0, [&] {
    SleepUntil(SteadyNow() + std::chrono::hours(1));
    woken = SteadyNow();
  });
  RunFor(std::chrono::hours(2));
  EXPECT_GE(woken, slept_from + std::chrono::hours(1));
  EXPECT_LT(woken, slept_from + std::chrono::hours(1) + seconds(1));
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(60));
}

TEST_F(FrameTest, ThreadsOfTheProductHandOverThroughItsQueue) {
  std::vector<int> got;
  BoundedQueue<int> queue(2);
  Thread reader([&] {
    while (const auto value = queue.Pop()) got.push_back(*value);
  });
  Thread writer([&] {
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(queue.PushBefore(int{i}, DeadlineIn(seconds(1))));
    queue.Close();
  });
  scheduler_.Launch(0, [&] {
    writer.Join();
    reader.Join();
  });
  RunFor(seconds(2));
  EXPECT_EQ(got, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_FALSE(reader.Joinable());
}

TEST_F(FrameTest, AKilledMachineUnwindsItsThreadsAndForgetsItsTimers) {
  const Machine machine = scheduler_.NewMachine();
  struct Held {
    explicit Held(int& at_end) : count(at_end) {}
    ~Held() { ++count; }
    int& count;
  };
  int unwound = 0;
  bool went_on = false;
  bool timer_ran = false;
  scheduler_.Launch(machine, [&] {
    const Held held(unwound);
    SleepUntil(SteadyNow() + seconds(10));
    went_on = true;
  });
  scheduler_.After(machine, seconds(5), [&] { timer_ran = true; });
  RunFor(seconds(1));
  scheduler_.Kill(machine);
  EXPECT_EQ(unwound, 1);
  RunFor(seconds(20));
  EXPECT_FALSE(went_on);
  EXPECT_FALSE(timer_ran);
}

TEST_F(FrameTest, AMachineThatDiesTakesAllItsThreadsWithIt) {
  const Machine machine = scheduler_.NewMachine();
  bool other_went_on = false;
  bool gone = false;
  scheduler_.Launch(machine, [&] {
    SleepUntil(SteadyNow() + seconds(3));
    other_went_on = true;
  });
  scheduler_.Launch(machine, [&] {
    SleepUntil(SteadyNow() + seconds(1));
    scheduler_.Die([&] { gone = true; });
  });
  RunFor(seconds(10));
  EXPECT_TRUE(gone);
  EXPECT_FALSE(other_went_on);
}

TEST_F(FrameTest, MessagesOfALaneKeepTheirOrderUnlessFaultsAreAskedFor) {
  std::vector<int> got;
  Network::Lane lane;
  for (int i = 0; i < 50; ++i) network_.Send(1, 2, 0, lane, [&got, i] { got.push_back(i); });
  RunFor(seconds(1));
  ASSERT_EQ(got.size(), 50U);
  EXPECT_TRUE(std::is_sorted(got.begin(), got.end()));

  network_.faults = {.lost = 1'000, .doubled = 1'000, .overtaken = 2'000, .slow = 0};
  got.clear();
  for (int i = 0; i < 200; ++i) network_.Send(1, 2, 0, lane, [&got, i] { got.push_back(i); });
  RunFor(seconds(1));
  EXPECT_FALSE(std::is_sorted(got.begin(), got.end()));
  std::set<int> different(got.begin(), got.end());
  EXPECT_LT(different.size(), 200U);
  EXPECT_GT(got.size(), different.size());
}

TEST_F(FrameTest, NothingPassesACutUntilItsEnd) {
  int got = 0;
  Network::Lane lane;
  network_.Cut(1, 2, scheduler_.Now() + seconds(1));
  network_.Send(2, 1, 0, lane, [&] { ++got; });
  RunFor(seconds(2));
  EXPECT_EQ(got, 0);
  network_.Send(2, 1, 0, lane, [&] { ++got; });
  RunFor(seconds(1));
  EXPECT_EQ(got, 1);
}

TEST_F(FrameTest, ACallIsAnsweredAndABrokenConnectionIsMadeAgain) {
  const Machine machine = scheduler_.NewMachine();
  SimServer server(wire_, 1, machine);
  server.Handle("echo", [](const wire::IncomingRequest& request, const wire::Responder& responder) {
    responder.Reply(request.body + "!");
  });
  SimCaller caller(wire_, 2, 0, 1);
  std::vector<std::string> answers;
  scheduler_.Launch(0, [&] {
    for (int i = 0; i < 2; ++i) {
      const auto answer = caller.Call("echo", "a", DeadlineIn(seconds(5)));
      answers.push_back(answer.ok() ? *answer : answer.status().reason());
      caller.Break();
    }
  });
  RunFor(seconds(10));
  EXPECT_EQ(answers, (std::vector<std::string>{"a!", "a!"}));
}

TEST_F(FrameTest, ACallWhoseConnectionBreaksIsUnknownAndOneWithoutAConnectionIsNotSent) {
  std::vector<std::string> reasons;
  SimCaller caller(wire_, 2, 0, 1);
  auto server = std::make_unique<SimServer>(wire_, 1, scheduler_.NewMachine());
  std::vector<wire::Responder> kept;
  server->Handle("never", [&](const wire::IncomingRequest&, wire::Responder responder) {
    kept.push_back(std::move(responder));
  });
  scheduler_.Launch(0, [&] {
    for (int i = 0; i < 2; ++i) {
      reasons.push_back(caller.Call("never", "", DeadlineIn(seconds(20))).status().reason());
    }
  });
  scheduler_.After(0, seconds(2), [&] { server.reset(); });
  RunFor(seconds(60));
  EXPECT_EQ(reasons, (std::vector<std::string>{"wire.connection_lost", "wire.not_connected"}));
}

TEST_F(FrameTest, AStreamGivesItsRepliesInOrderAndThenHowItEnded) {
  SimServer server(wire_, 1, scheduler_.NewMachine());
  server.HandleStream("count", [](const wire::IncomingRequest&, const wire::Responder& responder) {
    EXPECT_TRUE(responder.More("1").ok());
    EXPECT_TRUE(responder.More("2").ok());
    responder.Fail(Unavailable("test.over", "over"));
    EXPECT_FALSE(responder.More("3").ok());
  });
  SimCaller caller(wire_, 2, 0, 1);
  std::vector<std::string> got;
  scheduler_.Launch(0, [&] {
    const auto stream = caller.OpenStream("count", "", DeadlineIn(seconds(5)));
    ASSERT_TRUE(stream.ok());
    for (;;) {
      const auto reply = (*stream)->Next(DeadlineIn(seconds(5)));
      got.push_back(reply.ok() ? reply->value_or("nothing") : reply.status().reason());
      if (!reply.ok()) break;
    }
  });
  RunFor(seconds(10));
  EXPECT_EQ(got, (std::vector<std::string>{"1", "2", "test.over"}));
}

TEST(Trace, TellsRunsThatDifferApart) {
  Trace a(false);
  Trace b(false);
  a.Line(microseconds(1), "log", "start", 1);
  b.Line(microseconds(1), "log", "start", 1);
  EXPECT_EQ(a.hash(), b.hash());
  b.Line(microseconds(2), "log", "start", 1);
  EXPECT_NE(a.hash(), b.hash());
}

}  // namespace
}  // namespace paktum::sim
