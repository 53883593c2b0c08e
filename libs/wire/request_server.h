#pragma once
// RequestServer: answers requests of many peers on one socket (docs/formats/wire.md).
//
// Order       Requests of one peer reach their handlers in the order sent; replies leave in the
//             order given to Responders, per peer.
// Threads     One network thread owns the socket and calls the handlers: a handler must not block,
//             it hands over and returns. Responders may be used from any thread, also after the
//             handler has returned.
// Slow peers  Nothing ever waits for a peer. What a peer does not take gathers up to
//             backlog_bytes_per_peer_max; beyond that the peer is cut off: its streams end, its
//             requests are forgotten. Besides it a peer holds one incoming message at most.
// Keys        With RequestServerOptions.curve only clients whose public key the access list names
//             for the domain get anything at all, and handlers know the name. When a key is
//             revoked, its connections are cut, its streams end and its open requests are
//             forgotten, within a second of the changed list.
// Limits      RequestServerOptions. Over a limit the peer gets kResourceExhausted; what is no
//             Request at all is dropped and counted.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/wire/curve.h"
#include "libs/wire/method_host.h"

namespace paktum::wire {

struct RequestServerOptions {
  std::string endpoint;                   // see CheckEndpoint
  std::optional<CurveServer> curve;       // keys; without them plain, this machine only
  std::size_t connections_max = 1024;     // more are refused at the handshake
  std::size_t open_requests_max = 16384;  // of all peers, streams not counted
  std::size_t open_requests_per_peer_max = 1024;
  std::size_t streams_per_peer_max = 64;
  std::size_t message_bytes_max = std::size_t{6} * 1024 * 1024;  // a larger one ends the connection
  std::size_t queued_stream_bytes_max = std::size_t{64} * 1024 * 1024;  // handed over, not yet sent
  std::size_t backlog_bytes_per_peer_max = std::size_t{24} * 1024 * 1024;
};

// What the server counts; monotonous except the first three.
struct RequestServerCounts {
  std::uint64_t connections = 0;    // open now
  std::uint64_t open_requests = 0;  // waiting for their reply now
  std::uint64_t streams = 0;        // open now
  std::uint64_t requests = 0;
  std::uint64_t replies = 0;
  std::uint64_t malformed = 0;            // dropped: no Request
  std::uint64_t expired = 0;              // dropped: no time was left
  std::uint64_t refused = 0;              // unknown method or over a limit
  std::uint64_t refused_connections = 0;  // over connections_max
  std::uint64_t refused_keys = 0;         // handshakes with a key that is not listed for the domain
  std::uint64_t failed_handshakes = 0;    // plain peers, wrong server keys, no ZMTP, too slow
  std::uint64_t revoked = 0;  // connections cut because a key was revoked, messages after that
  std::uint64_t cut_off = 0;  // peers that took no replies
};

class ServerCore;

class RequestServer final : public MethodHost {
 public:
  explicit RequestServer(RequestServerOptions options);
  ~RequestServer() override;  // Stop
  RequestServer(const RequestServer&) = delete;
  RequestServer& operator=(const RequestServer&) = delete;

  // Handlers by method, before Start. "wire.ping" (empty reply) is always there. Other methods are
  // answered kInvalidArgument "wire.unknown_method".
  void Handle(std::string method, Handler handler) override;  // one reply
  // One reply each; requests that were read together, of any peers, come together, in order.
  void HandleBatch(std::string method, BatchHandler handler) override;
  void HandleStream(std::string method,
                    Handler handler) override;  // any number; counts as a stream
  void HandleOneWay(std::string method, OneWayHandler handler) override;  // no reply

  // Binds and starts the network thread.
  // Errors: kInvalidArgument "config.endpoint…"      see CheckEndpoint
  //         kInvalidArgument "config.endpoint_in_use"  another program listens there
  Status Start();

  // The endpoint with its real port. After Start.
  [[nodiscard]] const std::string& endpoint() const;

  // Sends what ReplyLater has left. From any thread, also one that answers nothing.
  void Flush() override;

  // Refuses new requests with kUnavailable "wire.stopping", waits until every unary request is
  // answered or the deadline has passed, ends the streams with kUnavailable "wire.stopping", sends
  // what is left and closes. Handlers are not called afterwards.
  void Stop(Deadline deadline);

  [[nodiscard]] RequestServerCounts counts() const;

 private:
  std::unique_ptr<ServerCore> core_;
};

}  // namespace paktum::wire
