#pragma once
// Fills a storage in this process, through the sequencer: it gets what it would get over the wire.
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <sstream>
#include <string>
#include <utility>

#include "libs/base/result.h"
#include "libs/ledger/sequencer.h"
#include "libs/ledger/storage.h"
#include "tests/bench/harness/child.h"

namespace paktum::bench {

// The value; ends the program when there is none.
template <typename T>
T Must(Result<T> result) {
  if (result.ok()) return std::move(result).value();
  std::ostringstream text;
  text << result.status();
  Die(text.str());
}

class LocalFill {
 public:
  // Both must outlive the object.
  LocalFill(ledger::Storage& storage, const Clock& clock) : sequencer_(storage, clock) {}
  ~LocalFill() { Finish(); }
  LocalFill(const LocalFill&) = delete;
  LocalFill& operator=(const LocalFill&) = delete;

  // Hands an append in; waits while many are on their way. Dies when one is refused.
  void Append(ledger::AppendRequest request);
  // Waits until all are written.
  void Finish() { sequencer_.Stop(); }

 private:
  std::mutex mutex_;
  std::condition_variable room_;
  std::uint64_t on_the_way_ = 0;  // guarded by mutex_
  ledger::Sequencer sequencer_;
};

}  // namespace paktum::bench
