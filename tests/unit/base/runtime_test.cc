#include "libs/base/runtime.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace paktum {
namespace {

using std::chrono::milliseconds;

// Time that moves by waiting alone; threads run inside Start.
class SteppingRuntime final : public Runtime {
 public:
  [[nodiscard]] Deadline Now() const override { return now_; }
  void Wait(const void* what, Deadline deadline) override {
    waited_for.push_back(what);
    now_ = std::min(deadline, now_ + milliseconds(10));
  }
  void Wake(const void* what) override { woken.push_back(what); }
  std::unique_ptr<Task> Start(std::function<void()> body) override {
    body();
    return std::make_unique<Ended>();
  }

  std::vector<const void*> waited_for;
  std::vector<const void*> woken;

 private:
  class Ended final : public Task {
   public:
    void Join() override {}
  };
  Deadline now_{milliseconds(1'000)};
};

TEST(Runtime, WithoutOneOfItsOwnAThreadUsesTheMachines) {
  EXPECT_EQ(CurrentRuntime(), nullptr);
  const Deadline before = std::chrono::steady_clock::now();
  const Deadline now = SteadyNow();
  EXPECT_LE(before, now);
  EXPECT_LE(now, std::chrono::steady_clock::now());
}

TEST(Runtime, IsReplacedForTheLifeOfTheScopeAndForItsThreadAlone) {
  SteppingRuntime runtime;
  {
    const ScopedRuntime scoped(runtime);
    EXPECT_EQ(CurrentRuntime(), &runtime);
    Runtime* elsewhere = &runtime;
    std::thread([&] { elsewhere = CurrentRuntime(); }).join();
    EXPECT_EQ(elsewhere, nullptr);
  }
  EXPECT_EQ(CurrentRuntime(), nullptr);
}

TEST(Runtime, DeadlinesAndSleepFollowTheReplacedTime) {
  SteppingRuntime runtime;
  const ScopedRuntime scoped(runtime);
  const Deadline deadline = DeadlineIn(milliseconds(35));
  EXPECT_EQ(deadline, runtime.Now() + milliseconds(35));
  SleepUntil(deadline);
  EXPECT_EQ(SteadyNow(), deadline);
  EXPECT_EQ(runtime.waited_for.size(), 4U);
}

TEST(ConditionVariable, AWaitThatIsNotReachedEndsAtTheDeadlineWithTheLockHeld) {
  SteppingRuntime runtime;
  const ScopedRuntime scoped(runtime);
  std::mutex mutex;
  ConditionVariable condition;
  std::unique_lock lock(mutex);
  EXPECT_FALSE(condition.WaitUntil(lock, DeadlineIn(milliseconds(20)), [] { return false; }));
  EXPECT_TRUE(lock.owns_lock());
  EXPECT_EQ(runtime.waited_for, (std::vector<const void*>{&condition, &condition}));
}

TEST(ConditionVariable, ANotifiedThreadOfTheMachineGoesOn) {
  std::mutex mutex;
  ConditionVariable condition;
  bool reached = false;
  Thread waiter([&] {
    std::unique_lock lock(mutex);
    condition.Wait(lock, [&] { return reached; });
  });
  ASSERT_TRUE(waiter.Joinable());
  {
    const std::lock_guard lock(mutex);
    reached = true;
  }
  condition.NotifyAll();
  waiter.Join();
  EXPECT_FALSE(waiter.Joinable());
}

TEST(Thread, IsStartedByTheReplacedRuntime) {
  SteppingRuntime runtime;
  const ScopedRuntime scoped(runtime);
  Runtime* seen = nullptr;
  Thread thread([&] { seen = CurrentRuntime(); });
  EXPECT_EQ(seen, &runtime);
  EXPECT_TRUE(thread.Joinable());
  thread.Join();
  EXPECT_FALSE(thread.Joinable());
}

}  // namespace
}  // namespace paktum
