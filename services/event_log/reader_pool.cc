#include "services/event_log/reader_pool.h"

namespace paktum::event_log {

ReaderPool::ReaderPool(std::size_t threads, std::size_t queue_max) : queue_(queue_max) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] {
      while (const auto work = queue_.Pop()) (*work)();
    });
  }
}

ReaderPool::~ReaderPool() {
  queue_.Close();
  for (Thread& thread : threads_) thread.Join();
}

}  // namespace paktum::event_log
