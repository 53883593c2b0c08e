#pragma once
// Runtime: where code that waits takes its time, its waiting and its threads from.
//
// By default they are the machine's: the steady clock, condition variables, std::thread. For a
// thread on which a ScopedRuntime stands they come from that Runtime instead: a simulation runs
// many such threads in turns on a single real one and moves the time itself. Code that is to be
// simulated therefore waits through SteadyNow, SleepUntil, ConditionVariable and Thread only.
//
// A simulated thread changes in a wait and nowhere else. A Runtime may end one by throwing from its
// wait, as a machine ends a process: waiting code holds what it owns in destructors, catches
// nothing it does not know, and its destructors wait for nothing but threads.
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "libs/base/clock.h"

namespace paktum {

class Runtime {
 public:
  // A thread that was started.
  class Task {
   public:
    virtual ~Task() = default;
    virtual void Join() = 0;
  };

  virtual ~Runtime() = default;
  [[nodiscard]] virtual Deadline Now() const = 0;
  // Returns at the deadline, when Wake(what) is called, or sooner for no reason.
  virtual void Wait(const void* what, Deadline deadline) = 0;
  // Ends every Wait for `what` that has begun.
  virtual void Wake(const void* what) = 0;
  virtual std::unique_ptr<Task> Start(std::function<void()> body) = 0;
};

// Puts a runtime in the place of the machine's for the calling thread, for its own life.
class ScopedRuntime {
 public:
  explicit ScopedRuntime(Runtime& runtime);
  ~ScopedRuntime();
  ScopedRuntime(const ScopedRuntime&) = delete;
  ScopedRuntime& operator=(const ScopedRuntime&) = delete;

 private:
  Runtime* const before_;
};

// The runtime of the calling thread; nullptr for the machine's.
[[nodiscard]] Runtime* CurrentRuntime();

// The steady clock, for deadlines and durations.
[[nodiscard]] Deadline SteadyNow();
// Returns at once when the deadline has passed.
void SleepUntil(Deadline deadline);

// A condition variable whose waits always name what they wait for.
class ConditionVariable {
 public:
  void NotifyOne();
  void NotifyAll();

  // Waits until `reached` is true; `lock` is held when it is called and when this returns.
  template <typename Reached>
  void Wait(std::unique_lock<std::mutex>& lock, Reached reached) {
    while (!reached()) WaitOnce(lock, Deadline::max());
  }
  // The same, at most until the deadline; returns whether it was reached.
  template <typename Reached>
  bool WaitUntil(std::unique_lock<std::mutex>& lock, Deadline deadline, Reached reached) {
    while (!reached()) {
      if (SteadyNow() >= deadline) return false;
      WaitOnce(lock, deadline);
    }
    return true;
  }

 private:
  void WaitOnce(std::unique_lock<std::mutex>& lock, Deadline deadline);

  std::condition_variable real_;
};

// A thread; Join it before it is destroyed.
class Thread {
 public:
  Thread() = default;  // none
  explicit Thread(std::function<void()> body);

  [[nodiscard]] bool Joinable() const { return real_.joinable() || simulated_ != nullptr; }
  // Waits until the thread has ended. Only when Joinable.
  void Join();

 private:
  std::thread real_;
  std::unique_ptr<Runtime::Task> simulated_;
};

}  // namespace paktum
