#pragma once
// RequestClient: calls the methods of one RequestServer, many at a time, over one connection.
//
// Certainty   Nothing that may have been sent is ever sent again: the caller decides. kUnavailable
//             and kResourceExhausted of this class mean the request surely did not leave;
//             kDeadlineExceeded means the server may have taken it.
// Connection  Made and made again by itself, for the life of the object. A peer that stops
// answering
//             heartbeats for heartbeat_timeout_ms counts as gone. A server that refuses the key
//             (or speaks plain when keys are used, or the other way round) is tried again with the
//             same pauses, with the keys as they are then; until one try succeeds there is no
//             connection.
// Threads     All methods may be called from any thread. One thread, the object's own unless a
//             NetworkThread is given, does the network; callbacks run on it and must not block.
// Limits      RequestClientOptions.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/wire/caller.h"
#include "libs/wire/curve.h"

namespace paktum::wire {

class NetworkThread;

struct RequestClientOptions {
  std::string endpoint;                   // see CheckEndpoint
  std::shared_ptr<NetworkThread> thread;  // shared with other clients; none = one of its own
  CurveClientSource curve;                // keys; empty = plain, this machine only
  std::size_t open_calls_max = 1024;      // waiting for their reply; more are kResourceExhausted
  std::size_t streams_max = 64;
  std::size_t stream_replies_max = 1024;  // arrived and not taken, per stream
  std::size_t message_bytes_max =
      std::size_t{6} * 1024 * 1024;  // a larger reply ends the connection
  int connect_wait_ms = 500;         // how long a call waits for a connection that is being made
  int reconnect_ms = 50;             // first pause between attempts; doubles up to reconnect_max_ms
  int reconnect_max_ms = 1000;
  int heartbeat_ms = 1000;
  int heartbeat_timeout_ms = 3000;
};

struct StreamState;

// A Stream of a RequestClient; stream_replies_max replies may wait to be taken.
class StreamCall final : public Stream {
 public:
  ~StreamCall() override;
  StreamCall(const StreamCall&) = delete;
  StreamCall& operator=(const StreamCall&) = delete;

  [[nodiscard]] std::uint64_t id() const override;
  Result<std::optional<std::string>> Next(Deadline deadline) override;

 private:
  friend class ClientCore;
  explicit StreamCall(std::shared_ptr<StreamState> state) : state_(std::move(state)) {}
  std::shared_ptr<StreamState> state_;
};

class ClientCore;

class RequestClient final : public Caller {
 public:
  using Callback = std::function<void(Result<std::string>)>;

  // Connects in the background.
  // Errors: kInvalidArgument "config.endpoint…"   see CheckEndpoint
  //         those of options.curve
  static Result<std::unique_ptr<RequestClient>> Connect(RequestClientOptions options);
  ~RequestClient()
      override;  // calls that wait end with kDeadlineExceeded, or kUnavailable if not sent
  RequestClient(const RequestClient&) = delete;
  RequestClient& operator=(const RequestClient&) = delete;

  // As Caller says: a connection that is being made is waited for connect_wait_ms, open_calls_max
  // calls may wait, and a body may have message_bytes_max.
  Result<std::string> Call(const std::string& method, std::string body, Deadline deadline) override;

  // The same without waiting: `done` is called exactly once, on the network thread or (when refused
  // at once) on the caller's.
  void CallAsync(const std::string& method, std::string body, Deadline deadline, Callback done);

  void SendOneWay(const std::string& method, std::string body) override;
  Result<std::unique_ptr<Stream>> OpenStream(const std::string& method, std::string body,
                                             Deadline deadline) override;
  // The handshake of the connection is complete.
  [[nodiscard]] bool connected() const override;

 private:
  explicit RequestClient(std::unique_ptr<ClientCore> core);
  std::unique_ptr<ClientCore> core_;
};

}  // namespace paktum::wire
