#include "libs/view_service/query_pool.h"

#include <chrono>
#include <utility>

namespace paktum::view_service {

QueryPool::QueryPool(std::size_t threads, std::size_t waiting_max, Answer answer)
    : answer_(std::move(answer)), jobs_(waiting_max) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

QueryPool::~QueryPool() {
  jobs_.Close();
  for (std::thread& thread : threads_) thread.join();
}

void QueryPool::Submit(wire::IncomingRequest request, wire::Responder responder) {
  Job job{std::move(request), std::move(responder)};
  if (jobs_.TryPush(job)) return;
  job.responder.Fail(ResourceExhausted("view.too_many_queries", "too many queries wait"));
}

void QueryPool::Work() {
  while (const auto job = jobs_.Pop()) {
    if (!job->responder.open()) continue;
    if (std::chrono::steady_clock::now() >= job->request.deadline) {
      job->responder.Fail(Unavailable("view.expired", "no time was left for the query"));
      continue;
    }
    auto reply = answer_(job->request);
    if (reply.ok()) {
      job->responder.Reply(std::move(reply).value());
    } else {
      job->responder.Fail(reply.status());
    }
  }
}

}  // namespace paktum::view_service
