#pragma once
// What the server and its connections share.
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "libs/http/internal/rate_limiter.h"
#include "libs/http/internal/tls_source.h"
#include "libs/http/internal/worker_pool.h"
#include "libs/http/router.h"
#include "libs/http/server.h"

namespace paktum::http::internal {

class Connection;

struct ServerCore {
  ServerCore(ServerOptions server_options, Router server_router)
      : options(std::move(server_options)),
        router(std::move(server_router)),
        workers(options.worker_threads, options.worker_queue_max),
        rate(options.rate) {}

  const ServerOptions options;
  const Router router;
  WorkerPool workers;
  RateLimiter rate;
  std::unique_ptr<TlsSource> tls;  // nullptr: no TLS; set before the first connection
  std::atomic<bool> stopping{false};

  std::atomic<std::size_t> streams{0};
  std::atomic<std::uint64_t> connections_refused{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> requests_refused{0};
  std::atomic<std::uint64_t> requests_limited{0};
  std::atomic<std::uint64_t> handshakes_failed{0};
  std::atomic<std::uint64_t> streams_dropped{0};

  std::mutex mutex;
  std::condition_variable changed;
  std::unordered_set<std::shared_ptr<Connection>> connections;  // guarded by mutex
};

}  // namespace paktum::http::internal
