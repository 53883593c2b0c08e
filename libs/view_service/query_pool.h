#pragma once
// QueryPool: threads that answer requests which may have to wait for a position, so that the
// network thread never does.
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "libs/base/bounded_queue.h"
#include "libs/wire/request_server.h"

namespace paktum::view_service {

// Thread-safe.
class QueryPool {
 public:
  // The serialised reply, or why there is none. Runs on the pool's threads, several at a time.
  using Answer = std::function<Result<std::string>(const wire::IncomingRequest&)>;

  QueryPool(std::size_t threads, std::size_t waiting_max, Answer answer);
  ~QueryPool();  // answers what waits
  QueryPool(const QueryPool&) = delete;
  QueryPool& operator=(const QueryPool&) = delete;

  // Never waits: when waiting_max requests wait it answers kResourceExhausted
  // "view.too_many_queries" at once. A request whose time has passed before its turn is answered
  // kUnavailable "view.expired".
  void Submit(wire::IncomingRequest request, wire::Responder responder);

 private:
  struct Job {
    wire::IncomingRequest request;
    wire::Responder responder;
  };
  void Work();

  const Answer answer_;
  BoundedQueue<Job> jobs_;
  std::vector<std::thread> threads_;
};

}  // namespace paktum::view_service
