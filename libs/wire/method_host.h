#pragma once
// MethodHost: who receives the requests of many peers and hands them to the handlers of their
// methods (docs/formats/wire.md). RequestServer is the one on a socket.
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/status.h"

namespace paktum::wire {

// Names a connection of a client: 1–255 bytes, new after every reconnect.
using PeerId = std::string;

struct IncomingRequest {
  PeerId peer;
  std::string peer_name;  // the access list's name of the key that sent it; empty = plain
  std::uint64_t id = 0;   // the client's, unique among the peer's open requests
  std::string method;
  std::string body;
  Deadline deadline;  // of this machine's steady clock
};

// Where the replies to one request go. For hosts; handlers use a Responder.
// Threads     any; Final once at most.
class ReplySink {
 public:
  virtual ~ReplySink() = default;
  // Ends the request with a body, or with a status that is not OK; never refused. `later`: may wait
  // until Flush.
  virtual void Final(Status status, std::string body, bool later) = 0;
  // One more reply of a stream; false when too much waits to be sent.
  virtual bool TryMore(std::string body) = 0;

  std::atomic<bool> ended{false};  // answered, or there is no one to answer
};

// The way back to one request. Copies share it. Answer once, with Reply or Fail; a stream may send
// any number of More before. A unary request whose last Responder goes away unanswered is answered
// kInternal "wire.unanswered". Responders may outlive the server.
class Responder {
 public:
  // Answers nobody.
  Responder() = default;
  // For hosts: answers into `sink`.
  explicit Responder(std::shared_ptr<ReplySink> sink) : sink_(std::move(sink)) {}

  // Ends the request. Never refused: room for the one answer is kept from the beginning. Without
  // effect when the request was answered already, or its peer has gone.
  void Reply(std::string body) const;
  void Fail(const Status& status) const;  // not OK
  // As Reply, but the answer may wait until MethodHost::Flush: for who answers many at once, so
  // that they leave together.
  void ReplyLater(std::string body) const;

  // One more reply of a stream.
  // Errors: kResourceExhausted  too much waits to be sent: nothing was sent, try again later
  //         kUnavailable        the peer has gone, was cut off, or the stream has ended: stop
  Status More(std::string body) const;

  // False when answers have no one to go to any more.
  [[nodiscard]] bool open() const;

 private:
  std::shared_ptr<ReplySink> sink_;
};

// A request with its way back.
struct ArrivedRequest {
  IncomingRequest request;
  Responder responder;
};

class MethodHost {
 public:
  using Handler = std::function<void(IncomingRequest, Responder)>;
  using OneWayHandler = std::function<void(IncomingRequest)>;
  using BatchHandler = std::function<void(std::vector<ArrivedRequest>)>;

  virtual ~MethodHost() = default;

  // Handlers by method, before the first request. They are called one at a time and must not block.
  virtual void Handle(std::string method, Handler handler) = 0;  // one reply
  // One reply each; requests that were read together, of any peers, come together, in order.
  virtual void HandleBatch(std::string method, BatchHandler handler) = 0;
  virtual void HandleStream(std::string method, Handler handler) = 0;  // any number of replies
  virtual void HandleOneWay(std::string method, OneWayHandler handler) = 0;  // no reply

  // Sends what ReplyLater has left. From any thread, also one that answers nothing.
  virtual void Flush() = 0;
};

}  // namespace paktum::wire
