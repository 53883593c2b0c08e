#pragma once
// OutboxDrain: the one thread that empties the outbox, in order, with back-off while the log is
// away.
#include <atomic>
#include <chrono>
#include <mutex>

#include "libs/base/runtime.h"
#include "libs/office/intake.h"

namespace paktum::office {

struct DrainPauses {
  std::chrono::milliseconds first{100};  // after a pass that did not get through
  std::chrono::milliseconds longest{2000};
};

class OutboxDrain {
 public:
  // Starts the thread. `intake` must outlive this.
  OutboxDrain(Intake& intake, Outbox& outbox, Intake::Settled settled, DrainPauses pauses = {});
  ~OutboxDrain();  // ends the thread; waits for the command it is about (log_timeout at most)
  OutboxDrain(const OutboxDrain&) = delete;
  OutboxDrain& operator=(const OutboxDrain&) = delete;

  // Something waits now. Any thread.
  void Wake();

 private:
  void Run();

  Intake& intake_;
  Outbox& outbox_;
  const Intake::Settled settled_;
  const DrainPauses pauses_;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  ConditionVariable wake_;
  bool woken_ = false;  // guarded by mutex_
  Thread thread_;
};

}  // namespace paktum::office
