#include "tests/bench/ledger/local_fill.h"

namespace paktum::bench {
namespace {

constexpr std::uint64_t kOnTheWay = 3'000;  // fewer than the sequencer's queue holds

}  // namespace

void LocalFill::Append(ledger::AppendRequest request) {
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return on_the_way_ < kOnTheWay; });
    ++on_the_way_;
  }
  sequencer_.Submit(std::move(request), DeadlineIn(std::chrono::seconds(60)),
                    [this](const Result<ledger::AppendResult>& answer) {
                      if (!answer.ok()) Must(answer);
                      const std::lock_guard lock(mutex_);
                      --on_the_way_;
                      room_.notify_one();
                    });
}

}  // namespace paktum::bench
