#pragma once
// ReaderPool: a few threads that read the storage, so that neither the network thread nor the
// writer waits for a disk.
#include <functional>
#include <vector>

#include "libs/base/bounded_queue.h"
#include "libs/base/runtime.h"

namespace paktum::event_log {

// Thread-safe.
class ReaderPool {
 public:
  using Work = std::function<void()>;

  ReaderPool(std::size_t threads, std::size_t queue_max);
  ~ReaderPool();  // does what waits, then ends
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  // False, and nothing done, when queue_max pieces of work wait.
  bool TryRun(Work work) { return queue_.TryPush(std::move(work)); }

 private:
  BoundedQueue<Work> queue_;
  std::vector<Thread> threads_;
};

}  // namespace paktum::event_log
