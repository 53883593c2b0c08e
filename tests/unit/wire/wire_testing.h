#pragma once
// What the wire tests share: a server on a port of the system's choice, and waiting for a
// condition.
#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "libs/wire/request_client.h"
#include "libs/wire/request_server.h"

namespace paktum::wire {

using std::chrono::seconds;
using namespace std::chrono_literals;

inline constexpr const char* kAnyPort = "tcp://127.0.0.1:*";

// Longer than anything here takes on a loaded machine.
inline Deadline Patience() { return DeadlineIn(30s); }

// Looks until it is so, at most Patience().
inline bool Eventually(const std::function<bool()>& condition) {
  const Deadline deadline = Patience();
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    poll(nullptr, 0, 1);
  }
  return true;
}

// "test.echo" answers the body; the rest is the test's. Start() when all methods are there.
inline std::unique_ptr<RequestServer> EchoServer(RequestServerOptions options = {}) {
  if (options.endpoint.empty()) options.endpoint = kAnyPort;
  auto server = std::make_unique<RequestServer>(options);
  server->Handle("test.echo", [](IncomingRequest request, const Responder& responder) {
    responder.Reply(std::move(request.body));
  });
  return server;
}

inline std::unique_ptr<RequestClient> ClientOf(const std::string& endpoint,
                                               RequestClientOptions options = {}) {
  options.endpoint = endpoint;
  auto client = RequestClient::Connect(options);
  if (!client.ok()) ADD_FAILURE() << client.status();
  return std::move(client).value();
}

}  // namespace paktum::wire
