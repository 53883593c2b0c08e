#include "libs/base/runtime.h"

#include <utility>

namespace paktum {
namespace {

Runtime*& RuntimeOfThread() {
  thread_local Runtime* runtime = nullptr;
  return runtime;
}

}  // namespace

ScopedRuntime::ScopedRuntime(Runtime& runtime)
    : before_(std::exchange(RuntimeOfThread(), &runtime)) {}
ScopedRuntime::~ScopedRuntime() { RuntimeOfThread() = before_; }

Runtime* CurrentRuntime() { return RuntimeOfThread(); }

Deadline SteadyNow() {
  const Runtime* runtime = RuntimeOfThread();
  return runtime == nullptr ? std::chrono::steady_clock::now() : runtime->Now();
}

Deadline DeadlineIn(std::chrono::milliseconds timeout) { return SteadyNow() + timeout; }

void SleepUntil(Deadline deadline) {
  Runtime* runtime = RuntimeOfThread();
  if (runtime == nullptr) {
    std::this_thread::sleep_until(deadline);
    return;
  }
  while (runtime->Now() < deadline) runtime->Wait(nullptr, deadline);
}

void ConditionVariable::NotifyOne() {
  real_.notify_one();
  if (Runtime* runtime = RuntimeOfThread()) runtime->Wake(this);
}

void ConditionVariable::NotifyAll() {
  real_.notify_all();
  if (Runtime* runtime = RuntimeOfThread()) runtime->Wake(this);
}

void ConditionVariable::WaitOnce(std::unique_lock<std::mutex>& lock, Deadline deadline) {
  if (Runtime* runtime = RuntimeOfThread()) {
    // Held again also when the wait throws.
    struct Released {
      explicit Released(std::unique_lock<std::mutex>& held) : lock(held) { lock.unlock(); }
      ~Released() { lock.lock(); }
      Released(const Released&) = delete;
      Released& operator=(const Released&) = delete;
      std::unique_lock<std::mutex>& lock;
    } const released(lock);
    runtime->Wait(this, deadline);
  } else if (deadline == Deadline::max()) {
    real_.wait(lock);
  } else {
    real_.wait_until(lock, deadline);
  }
}

Thread::Thread(std::function<void()> body) {
  if (Runtime* runtime = RuntimeOfThread()) {
    simulated_ = runtime->Start(std::move(body));
  } else {
    real_ = std::thread(std::move(body));
  }
}

void Thread::Join() {
  if (simulated_ == nullptr) {
    real_.join();
    return;
  }
  simulated_->Join();
  simulated_.reset();
}

}  // namespace paktum
