#include "libs/http/internal/worker_pool.h"

#include <utility>

namespace paktum::http::internal {

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_max) : queue_(queue_max) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] {
      while (auto job = queue_.Pop()) (*job)();
    });
  }
}

WorkerPool::~WorkerPool() { Close(); }

bool WorkerPool::TryRun(Job job) { return queue_.TryPush(std::move(job)); }

void WorkerPool::Close() {
  queue_.Close();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace paktum::http::internal
