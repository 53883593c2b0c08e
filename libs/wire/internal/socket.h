#pragma once
// ZeroMQ contexts and sockets as owned values, without exceptions, and a way to wake a poll.
//
// A Socket belongs to one thread. Everything here that fails for a reason other than the peer or
// the endpoint is a bug of ours or a machine out of descriptors, and stops the process.
#include <zmq.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/status.h"

namespace paktum::wire {

class Context {
 public:
  Context();
  ~Context();  // waits until its sockets are closed and their linger is over
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  [[nodiscard]] void* handle() const { return handle_; }

 private:
  void* handle_;
};

enum class SendResult : std::uint8_t { kSent, kFull, kNoPeer };

// Where a received message came from.
struct MessageOrigin {
  std::uint64_t user = 0;  // the user id that the connection was admitted with, if it is a number
  int descriptor = -1;     // of the connection; may be closed, even used for another file by now
};

// A received frame; may be received into again and again.
class Frame {
 public:
  Frame() { zmq_msg_init(&message_); }
  ~Frame() { zmq_msg_close(&message_); }
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;
  // Valid until the next message is received into this frame.
  [[nodiscard]] std::string_view bytes() {
    return {static_cast<const char*>(zmq_msg_data(&message_)), zmq_msg_size(&message_)};
  }
  // Of sockets that admit connections.
  [[nodiscard]] MessageOrigin origin();

 private:
  friend class Socket;
  zmq_msg_t message_{};
};

class Socket {
 public:
  Socket() = default;
  Socket(const Context& context, int type);
  ~Socket() { Close(); }
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  void Close();

  void SetInt(int option, int value);
  void SetInt64(int option, std::int64_t value);
  void SetText(int option, std::string_view value);

  // Errors: kInvalidArgument "config.endpoint_in_use", "config.endpoint".
  Status Bind(const std::string& endpoint);
  Status Connect(const std::string& endpoint);
  // What Bind chose for "*".
  [[nodiscard]] std::string LastEndpoint() const;

  // Never wait. All frames go, or none.
  SendResult Send(std::string_view frame) { return Send(std::array{frame}); }
  template <std::size_t kFrames>
  SendResult Send(const std::array<std::string_view, kFrames>& frames) {
    return SendFrames(frames.data(), kFrames);
  }
  // A whole message: its frames into `frames`, those beyond are dropped. Returns how many it had; 0
  // when none is there.
  std::size_t Receive(std::span<Frame> frames);
  // A whole message, at most `frames_max` of its frames (the rest is dropped); nothing when none is
  // there. `dropped` (if given) counts the frames beyond.
  std::optional<std::vector<std::string>> Receive(std::size_t frames_max, std::size_t* dropped);

  // Lets a socket that is neither sent to nor read from take in connections that came and went.
  void Settle();

  [[nodiscard]] void* handle() const { return handle_; }

 private:
  SendResult SendFrames(const std::string_view* frames, std::size_t count);
  bool ReceiveFrame(Frame& frame);
  void* handle_ = nullptr;
};

// Events of a socket's connections. Belongs to the same thread as the socket.
class SocketMonitor {
 public:
  struct Event {
    std::uint16_t kind;   // ZMQ_EVENT_…
    std::uint32_t value;  // descriptor or error, as the kind says
  };
  SocketMonitor(const Context& context, Socket& watched, int kinds);
  ~SocketMonitor();
  SocketMonitor(const SocketMonitor&) = delete;
  SocketMonitor& operator=(const SocketMonitor&) = delete;
  std::optional<Event> Next();
  [[nodiscard]] void* handle() const { return events_.handle(); }

 private:
  Socket& watched_;
  Socket events_;
};

// Wakes a poll from any thread. Never blocks.
class Waker {
 public:
  Waker();
  ~Waker();
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;
  void Wake();
  void Clear();  // by the woken thread
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

// For ZMQ_IPV6, which would turn 127.0.0.1 into ::ffff:127.0.0.1 for the others.
inline bool IsIpv6(std::string_view endpoint) { return endpoint.starts_with("tcp://["); }

// Milliseconds until the deadline, rounded up, at most `most`; 0 when it has passed.
int PollTimeout(Deadline deadline, int most);

}  // namespace paktum::wire
