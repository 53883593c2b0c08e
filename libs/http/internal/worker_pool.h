#pragma once
// WorkerPool: a fixed number of threads behind a bounded queue. Thread-safe.
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

#include "libs/base/bounded_queue.h"

namespace paktum::http::internal {

class WorkerPool {
 public:
  using Job = std::function<void()>;

  WorkerPool(std::size_t threads, std::size_t queue_max);
  ~WorkerPool();  // Close()
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False when every worker is busy and the queue is full, or after Close: the job will not run.
  // Jobs must not throw.
  bool TryRun(Job job);

  // Runs what is queued, then ends the threads.
  void Close();

 private:
  BoundedQueue<Job> queue_;
  std::vector<std::thread> threads_;
};

}  // namespace paktum::http::internal
