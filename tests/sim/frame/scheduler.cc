#include "tests/sim/frame/scheduler.h"

#include <algorithm>
#include <exception>

#include "libs/base/check.h"

namespace paktum::sim {
namespace {

constexpr std::chrono::microseconds kWakeMin{1};
constexpr std::chrono::microseconds kWakeMax{20};

}  // namespace

struct Scheduler::SimThread {
  SimThread(std::uint64_t its_number, Machine of, std::function<void()> body)
      : number(its_number), machine(of), fiber([this, body = std::move(body)]() mutable {
          try {
            if (!ending) body();
          } catch (const MachineEnded&) {  // its stack is unwound
          }
          body = nullptr;
        }) {}

  const std::uint64_t number;
  const Machine machine;
  bool ending = false;  // its machine has ended
  bool joined = true;   // nobody will ask for it any more
  std::uint64_t wait = 0;
  const void* waits_for = nullptr;
  bool waits = false;
  Fiber fiber;
};

class Scheduler::SimTask final : public Runtime::Task {
 public:
  SimTask(Scheduler& scheduler, SimThread& thread) : scheduler_(scheduler), thread_(thread) {
    thread_.joined = false;
  }
  ~SimTask() override {
    thread_.joined = true;
    if (thread_.fiber.done()) scheduler_.Forget(thread_);
  }
  void Join() override {
    const SimThread* self = scheduler_.current_;
    // Who is unwound takes its threads with it: they may use what it is about to destroy.
    if (self != nullptr && self->ending) scheduler_.Unwind(thread_);
    while (!thread_.fiber.done()) scheduler_.Wait(&thread_, Deadline::max());
  }

 private:
  Scheduler& scheduler_;
  SimThread& thread_;
};

Scheduler::Scheduler(Chance& chance) : chance_(chance) {}

Scheduler::~Scheduler() {
  for (Machine machine = 0; machine <= machines_; ++machine) Kill(machine);
}

void Scheduler::Push(Event event) { queue_.push(std::move(event)); }

Machine Scheduler::NewMachine() {
  ended_.push_back(false);
  return ++machines_;
}

void Scheduler::After(Machine machine, std::chrono::microseconds delay,
                      std::function<void()> body) {
  Push({now_ + delay, Tie(), 0, 0, std::make_shared<std::function<void()>>(std::move(body)),
        machine});
}

Scheduler::SimThread* Scheduler::StartThread(std::function<void()> body) {
  const std::uint64_t number = ++started_;
  SimThread* thread =
      threads_.emplace(number, std::make_unique<SimThread>(number, machine_, std::move(body)))
          .first->second.get();
  thread->waits = true;
  Push({now_ + chance_.Time(kWakeMin, kWakeMax), Tie(), number, thread->wait, nullptr, machine_});
  return thread;
}

std::unique_ptr<Runtime::Task> Scheduler::Start(std::function<void()> body) {
  return std::make_unique<SimTask>(*this, *StartThread(std::move(body)));
}

void Scheduler::Launch(Machine machine, std::function<void()> body) {
  const Within within(*this, machine);
  StartThread(std::move(body));
}

void Scheduler::Wait(const void* what, Deadline deadline) {
  SimThread* thread = current_;
  PAKTUM_CHECK(thread != nullptr);
  if (thread->ending) {
    if (std::uncaught_exceptions() > 0) return;  // a destructor: it must come to its end
    throw MachineEnded{};
  }
  ++thread->wait;
  thread->waits = true;
  thread->waits_for = what;
  if (what != nullptr) waiting_[what].push_back(thread);
  if (deadline != Deadline::max()) {
    Push({std::max(deadline, now_), Tie(), thread->number, thread->wait, nullptr, thread->machine});
  }
  thread->fiber.Yield();
  if (thread->ending) throw MachineEnded{};
}

void Scheduler::StopWaiting(SimThread& thread) {
  thread.waits = false;
  const void* what = std::exchange(thread.waits_for, nullptr);
  if (what == nullptr) return;
  const auto found = waiting_.find(what);
  if (found == waiting_.end()) return;
  std::erase(found->second, &thread);
  if (found->second.empty()) waiting_.erase(found);
}

void Scheduler::Wake(const void* what) {
  const auto found = waiting_.find(what);
  if (found == waiting_.end()) return;
  for (SimThread* thread : found->second) {
    thread->waits_for = nullptr;
    Push({now_ + chance_.Time(kWakeMin, kWakeMax), Tie(), thread->number, thread->wait, nullptr,
          thread->machine});
  }
  waiting_.erase(found);
}

void Scheduler::Resume(SimThread& thread) {
  SimThread* const before = std::exchange(current_, &thread);
  const Machine machine = std::exchange(machine_, thread.machine);
  thread.fiber.Resume();
  machine_ = machine;
  current_ = before;
  if (!thread.fiber.done()) return;
  Wake(&thread);
  if (thread.joined) Forget(thread);
}

void Scheduler::Forget(SimThread& thread) { threads_.erase(thread.number); }

void Scheduler::Unwind(SimThread& thread) {
  if (thread.fiber.done() || &thread == current_) return;
  thread.ending = true;
  StopWaiting(thread);
  ++thread.wait;  // no event finds it any more
  const bool asked_for = !thread.joined;
  while (!thread.fiber.done()) {
    SimThread* const before = std::exchange(current_, &thread);
    thread.fiber.Resume();
    current_ = before;
  }
  if (!asked_for && thread.joined) Forget(thread);
}

void Scheduler::Kill(Machine machine) {
  ended_[machine] = machine != 0;
  for (bool found = true; found;) {
    found = false;
    for (const auto& [number, thread] : threads_) {
      if (thread->machine != machine || thread->fiber.done()) continue;
      PAKTUM_CHECK(thread.get() != current_);
      Unwind(*thread);  // may forget some: look again from the beginning
      found = true;
      break;
    }
  }
}

void Scheduler::Die(std::function<void()> gone) {
  PAKTUM_CHECK(current_ != nullptr);
  const Machine machine = current_->machine;
  PAKTUM_CHECK(machine != 0);
  ended_[machine] = true;
  current_->ending = true;
  After(0, std::chrono::microseconds(0), [this, machine, gone = std::move(gone)] {
    Kill(machine);
    gone();
  });
  throw MachineEnded{};
}

bool Scheduler::RunUntil(std::chrono::microseconds deadline, const std::function<bool()>& reached) {
  PAKTUM_CHECK(current_ == nullptr);
  while (!queue_.empty() && !reached()) {
    if (queue_.top().at > Deadline(deadline)) break;
    const Event event = queue_.top();
    queue_.pop();
    if (event.thread != 0) {
      // Threads that have gone, or have been woken otherwise, are still named by old events.
      const auto alive = threads_.find(event.thread);
      if (alive == threads_.end()) continue;
      SimThread& thread = *alive->second;
      if (!thread.waits || thread.wait != event.wait || ended_[thread.machine]) continue;
      now_ = event.at;
      ++events_;
      StopWaiting(thread);
      Resume(thread);
    } else if (!ended_[event.machine]) {
      now_ = event.at;
      ++events_;
      const Within within(*this, event.machine);
      (*event.body)();
    }
  }
  if (reached()) return true;
  now_ = std::max(now_, Deadline(deadline));
  return false;
}

}  // namespace paktum::sim
