#pragma once
// Server: HTTP/1.1 on one address, over TLS 1.2 and 1.3 when it is given a certificate; without one
// on loopback only.
//
// Threads    `io_threads` move bytes and never block; handlers run on `worker_threads`. Thousands
// of
//            event streams share the I/O threads.
// Limits     Everything in ServerOptions. Over a limit: body 413, headers 431, workers busy and
//            their queue full 503 with Retry-After, too many connections 503 and closed, too many
//            requests of one address 429 with Retry-After; too slow a sender is disconnected.
// Answers    Errors are problem+json; every answer carries the security headers, over TLS also
//            Strict-Transport-Security.
// Requests   are answered in order on each connection (keep-alive, pipelining).
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/http/address.h"
#include "libs/http/router.h"
#include "libs/http/tls.h"

namespace paktum::http {

// One answered request, for logs and metrics. Holds the pattern, never the path or the query.
struct RequestReport {
  std::string_view method;
  std::string_view pattern;  // "" when nothing matched; valid during the call
  unsigned status = 0;
  std::chrono::microseconds duration{};  // from the end of the header to the answer
};

// How many requests one client address may send: a bucket of `burst` requests that fills with
// `per_second`. At most kRateAddressesMax addresses are remembered, those that asked last.
struct RateLimit {
  double per_second = 0;  // 0 = no limit
  double burst = 0;
  bool loopback_too = false;  // otherwise requests from this machine are not limited
};
inline constexpr std::size_t kRateAddressesMax = 16384;

// Looks at every request that has a route, before its body is read. It may set Request::caller; a
// Response refuses the request. It runs on an I/O thread: it never blocks.
using Gate = std::function<std::optional<Response>(Request&, const Router::Route&)>;

struct ServerOptions {
  Address address;  // of ParseListenAddress
  TlsFiles tls;     // empty: no TLS
  std::size_t io_threads = 1;
  std::size_t worker_threads = 4;
  std::size_t worker_queue_max = 256;  // requests that wait for a worker
  std::size_t connections_max = 16384;
  std::size_t header_bytes_max = std::size_t{16} * 1024;
  std::size_t body_bytes_max = std::size_t{1024} * 1024;
  std::size_t stream_buffer_bytes = std::size_t{256} * 1024;  // of one event stream
  std::chrono::milliseconds idle_timeout{60'000};             // between two requests
  std::chrono::milliseconds header_timeout{10'000};           // from its first byte to its end
  std::chrono::milliseconds body_timeout{30'000};             // from the header's end
  std::chrono::milliseconds write_timeout{30'000};       // of one answer, or one burst of events
  std::chrono::milliseconds heartbeat_interval{15'000};  // comment lines on a silent stream
  std::chrono::milliseconds stop_timeout{5'000};         // for requests that run at Stop
  std::string content_security_policy =
      "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
      "frame-ancestors 'none'";
  Gate gate;  // may be empty
  RateLimit rate;
  // Called on an I/O or worker thread after each answer; must be short. May be empty.
  std::function<void(const RequestReport&)> report;
  // Called on an I/O thread when the files of `tls` changed: OK when they are in use now, otherwise
  // why the old ones stay. May be empty.
  std::function<void(const Status&)> tls_changed;
};

struct ServerStats {
  std::size_t connections = 0;            // open now
  std::size_t streams = 0;                // open event streams
  std::uint64_t connections_refused = 0;  // over connections_max
  std::uint64_t requests = 0;             // answered
  std::uint64_t requests_refused = 0;     // 503 because all workers were busy
  std::uint64_t requests_limited = 0;     // 429 by `rate`
  std::uint64_t handshakes_failed = 0;    // connections that ended before TLS was agreed
  std::uint64_t streams_dropped = 0;      // readers that fell behind
};

class Server {
 public:
  // Binds and starts to serve.
  // Errors: kInvalidArgument "http.address_not_loopback" (without TLS); those of TlsFiles;
  //         kUnavailable "http.cannot_listen" when the address is taken or not allowed.
  static Result<std::unique_ptr<Server>> Start(ServerOptions options, Router router);

  ~Server();  // Stop()
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The port in use, also when port 0 was asked for.
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] ServerStats stats() const;

  // Takes no more connections, ends event streams after what is queued, lets running requests end
  // within stop_timeout, closes the rest and joins all threads. A second call does nothing. Not to
  // be called from a handler.
  void Stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::http
