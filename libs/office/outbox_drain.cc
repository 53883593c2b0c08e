#include "libs/office/outbox_drain.h"

#include <algorithm>
#include <utility>

#include "libs/service/logging.h"

namespace paktum::office {

OutboxDrain::OutboxDrain(Intake& intake, Outbox& outbox, Intake::Settled settled,
                         DrainPauses pauses)
    : intake_(intake), outbox_(outbox), settled_(std::move(settled)), pauses_(pauses) {
  thread_ = Thread([this] { Run(); });
}

OutboxDrain::~OutboxDrain() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.NotifyAll();
  thread_.Join();
}

void OutboxDrain::Wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.NotifyAll();
}

void OutboxDrain::Run() {
  auto pause = pauses_.first;
  while (!stop_) {
    if (outbox_.WaitingCount() > 0) {
      const std::size_t before = outbox_.WaitingCount();
      const bool empty = intake_.DrainPass(stop_, settled_);
      if (empty) {
        service::LogInfo("outbox.drained", {{"commands", before}});
        pause = pauses_.first;
        continue;
      }
      std::unique_lock lock(mutex_);
      wake_.WaitUntil(lock, DeadlineIn(pause), [&] { return stop_.load(); });
      const bool moved = outbox_.WaitingCount() < before;
      pause = moved ? pauses_.first : std::min(pause * 2, pauses_.longest);
      continue;
    }
    std::unique_lock lock(mutex_);
    wake_.Wait(lock, [&] { return stop_.load() || woken_; });
    woken_ = false;
  }
}

}  // namespace paktum::office
