#pragma once
// Scheduler: simulated time and threads on one real thread.
//
// Time        Moves from one event to the next; running costs none. A thread that is woken goes on
//             a few microseconds later, by chance, so that who comes first differs from seed to
//             seed and never for one seed.
// Machines    Every thread and timer belongs to a machine. Kill ends a machine: its threads leave
//             their waits by an exception that unwinds them, its timers are forgotten. What its
//             threads used may be destroyed after that, not before.
// Use         Inside a ScopedRuntime for this scheduler, on one thread, one scheduler at a time.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libs/base/runtime.h"
#include "tests/sim/frame/chance.h"
#include "tests/sim/frame/fiber.h"

namespace paktum::sim {

// One run of a machine, from its start to its end. 0 is the outside, which never ends.
using Machine = std::uint32_t;

class Scheduler final : public Runtime {
 public:
  // Waits and timers happen in an order that `chance` decides; it must outlive the scheduler.
  explicit Scheduler(Chance& chance);
  ~Scheduler() override;
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Runtime. Wait is for threads that were started here.
  [[nodiscard]] Deadline Now() const override { return now_; }
  void Wait(const void* what, Deadline deadline) override;
  void Wake(const void* what) override;
  std::unique_ptr<Task> Start(std::function<void()> body) override;

  // A machine that has not been before.
  Machine NewMachine();
  // Runs `body` on a thread of that machine which nobody joins.
  void Launch(Machine machine, std::function<void()> body);
  // Runs `body`, which waits for nothing, after a while; not when the machine has ended by then.
  void After(Machine machine, std::chrono::microseconds delay, std::function<void()> body);
  // Sets the machine that what is started from now on belongs to, until the object ends.
  class Within {
   public:
    Within(Scheduler& scheduler, Machine machine)
        : scheduler_(scheduler), before_(std::exchange(scheduler.machine_, machine)) {}
    ~Within() { scheduler_.machine_ = before_; }
    Within(const Within&) = delete;
    Within& operator=(const Within&) = delete;

   private:
    Scheduler& scheduler_;
    const Machine before_;
  };

  [[nodiscard]] bool HasEnded(Machine machine) const { return ended_[machine]; }
  // Ends a machine. Not from one of its own threads: see Die.
  void Kill(Machine machine);
  // Ends the machine of the calling thread, here and now: does not return. `gone` runs outside when
  // all its threads have ended.
  [[noreturn]] void Die(std::function<void()> gone);

  [[nodiscard]] std::chrono::microseconds time() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(now_.time_since_epoch());
  }
  // Runs events until one after `deadline` would be next, or `reached` (looked at after every
  // event) is true; returns whether it was reached.
  bool RunUntil(std::chrono::microseconds deadline, const std::function<bool()>& reached);
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  // What a thread leaves a wait by when its machine ends.
  struct MachineEnded {};
  struct SimThread;
  class SimTask;
  struct Event {
    Deadline at;
    std::uint64_t tie;
    std::uint64_t thread;  // number of the one to go on, in its wait number `wait`; 0 = a timer
    std::uint64_t wait;
    std::shared_ptr<std::function<void()>> body;
    Machine machine;
  };
  struct Later {
    bool operator()(const Event& a, const Event& b) const {
      return a.at != b.at ? a.at > b.at : a.tie > b.tie;
    }
  };

  SimThread* StartThread(std::function<void()> body);
  void Resume(SimThread& thread);
  void Unwind(SimThread& thread);
  void Forget(SimThread& thread);
  void StopWaiting(SimThread& thread);
  void Push(Event event);
  std::uint64_t Tie() { return (chance_.Bits() << 24U) | (++pushed_ & 0xFFFFFFU); }

  Chance& chance_;
  Deadline now_{std::chrono::seconds(1'000)};
  std::uint64_t pushed_ = 0;
  std::uint64_t events_ = 0;
  Machine machine_ = 0;
  Machine machines_ = 0;
  std::vector<bool> ended_{false};  // by machine
  SimThread* current_ = nullptr;
  std::priority_queue<Event, std::vector<Event>, Later> queue_;
  std::uint64_t started_ = 0;
  std::map<std::uint64_t, std::unique_ptr<SimThread>> threads_;  // by number
  std::unordered_map<const void*, std::vector<SimThread*>> waiting_;
};

}  // namespace paktum::sim
