#pragma once
// Caller: calls the methods of one MethodHost (docs/formats/wire.md). RequestClient is the one on a
// socket.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/result.h"

namespace paktum::wire {

// Replies of one streamed request. Next and the destructor belong to one thread at a time.
class Stream {
 public:
  virtual ~Stream() = default;  // forgets the stream; the server is not told

  // Request id, by which one-way methods name this stream.
  [[nodiscard]] virtual std::uint64_t id() const = 0;

  // The next reply; nothing when none came before the deadline.
  // Errors: kUnavailable "wire.connection_lost"     make a new stream
  //         kResourceExhausted "wire.stream_overrun"  the server sent more replies than may wait to
  //                                                 be taken: make a new stream
  //         kFailedPrecondition "wire.stream_ended"   the server's last reply was given
  //         any other status                        the server ended the stream with it
  // After an error every call returns the same error.
  virtual Result<std::optional<std::string>> Next(Deadline deadline) = 0;
};

// Thread-safe.
class Caller {
 public:
  virtual ~Caller() = default;

  // Calls a method and waits for its reply, until the deadline.
  // Errors: kUnavailable "wire.not_connected"       not sent: there is no connection
  //         kResourceExhausted "wire.too_many_calls"  not sent: too many calls wait
  //         kInvalidArgument "wire.too_large"       not sent
  //         kDeadlineExceeded "wire.deadline"       outcome unknown: no reply came in time
  //         kDeadlineExceeded "wire.connection_lost"  outcome unknown: the connection broke; given
  //                                                 at once, not at the deadline
  //         any other status                        the server's answer
  virtual Result<std::string> Call(const std::string& method, std::string body,
                                   Deadline deadline) = 0;
  // Sends a one-way request, if there is a connection; there is no reply and no promise.
  virtual void SendOneWay(const std::string& method, std::string body) = 0;
  // Opens a streamed request; returns when it was sent.
  // Errors: as Call, but never kDeadlineExceeded: opening a stream twice does no harm.
  virtual Result<std::unique_ptr<Stream>> OpenStream(const std::string& method, std::string body,
                                                     Deadline deadline) = 0;
  // There is a connection. May change at any moment.
  [[nodiscard]] virtual bool connected() const = 0;
};

}  // namespace paktum::wire
