#pragma once
// Client: a small blocking HTTP/1.1 client for the command line, imports and tests.
//
// Threads  One thread at a time for each Client and each EventReader.
// Limits   ClientOptions; an answer over body_bytes_max is kResourceExhausted.
// Keeps one connection open and uses it again. When a kept connection turns out to be closed, a GET
// and a POST with Idempotency-Key are sent once more on a new one; any other POST is not.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/http/message.h"

namespace paktum::http {

struct ClientOptions {
  std::chrono::milliseconds connect_timeout{2'000};
  std::chrono::milliseconds request_timeout{30'000};  // from sending to the end of the answer
  std::size_t body_bytes_max = std::size_t{64} * 1024 * 1024;
  // PEM file of the certificates that an https server is trusted by; empty = those of the system.
  std::string authorities;
};

struct ClientResponse {
  unsigned status = 0;
  Headers headers;
  std::string body;
};

// One event that was received.
struct ServerEvent {
  std::string id;     // last id seen, as the specification says
  std::string event;  // "message" when none was named
  std::string data;
};

// A Server-Sent Events stream that is being read. It does not reconnect: open a new one with
// Last-Event-ID.
class EventReader {
 public:
  virtual ~EventReader() = default;
  // The next event; nothing when the deadline passed first (call again).
  // Errors: kUnavailable "http.stream_ended" when the server ended it or the connection broke.
  virtual Result<std::optional<ServerEvent>> Next(Deadline deadline) = 0;
};

class Client {
 public:
  // `base`: "http://127.0.0.1:8081" (or without the scheme), "https://192.0.2.7:8443": the host is
  // numeric, and over TLS the certificate must name it. Nothing is sent yet.
  // Errors: kInvalidArgument "http.address_malformed", "tls.authorities".
  static Result<std::unique_ptr<Client>> ForAddress(std::string_view base,
                                                    ClientOptions options = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Any HTTP status is a value, not an error.
  // Errors: kUnavailable "http.unreachable"   no connection (or no TLS): nothing was sent
  //         kDeadlineExceeded "http.timeout"  sent, outcome unknown
  //         kUnavailable "http.broken"        sent or half sent, the connection broke: outcome
  //                                           unknown unless the request may be repeated
  //         kInternal "http.malformed_answer", kResourceExhausted "http.answer_too_large"
  Result<ClientResponse> Get(std::string_view target, const Headers& headers = {});
  Result<ClientResponse> Post(std::string_view target, std::string body,
                              std::string_view content_type, const Headers& headers = {});
  // Any other method: HEAD, DELETE, …
  Result<ClientResponse> Send(std::string_view method, std::string_view target, std::string body,
                              const Headers& headers);

  // Opens an event stream on a connection of its own. An answer that is not 200 text/event-stream
  // is kUnavailable (503) or kInvalidArgument "http.not_a_stream" (any other).
  Result<std::unique_ptr<EventReader>> OpenEvents(std::string_view target,
                                                  const Headers& headers = {});

 private:
  class Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::http
