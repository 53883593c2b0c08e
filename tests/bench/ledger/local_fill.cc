#include "tests/bench/ledger/local_fill.h"

#include <thread>

namespace paktum::bench {
namespace {

constexpr std::uint64_t kOnTheWay = 3'000;  // fewer than the sequencer's queue holds

}  // namespace

void LocalFill::Append(ledger::AppendRequest request) {
  while (given_ - written_.load() >= kOnTheWay) {
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  ++given_;
  sequencer_.Submit(std::move(request), DeadlineIn(std::chrono::seconds(60)),
                    [this](const Result<ledger::AppendResult>& answer) {
                      if (!answer.ok()) Must(answer);
                      ++written_;
                    });
}

}  // namespace paktum::bench
