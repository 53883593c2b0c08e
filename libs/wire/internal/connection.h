#pragma once
// Stream sockets, polling, and Connection: a Session over a socket that never makes anybody wait.
//
// Endpoints are those that CheckEndpoint takes. Each of these belongs to one thread at a time.
#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/descriptor.h"
#include "libs/base/status.h"
#include "libs/wire/internal/session.h"

namespace paktum::wire {

// A socket that listens. A local one (ipc://) has its path removed with it.
class Listener {
 public:
  Listener() = default;
  ~Listener() { Close(); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Errors: kInvalidArgument "config.endpoint_in_use", "config.endpoint".
  Status Listen(const std::string& endpoint);
  void Close();
  // The next connection; none when nobody waits, or the process has no descriptor left.
  Descriptor Accept();
  [[nodiscard]] int fd() const { return socket_.get(); }
  // With its real port.
  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

 private:
  Descriptor socket_;
  std::string endpoint_;
  std::string path_;  // of a local one
};

// Begins to connect; it is done when the socket can be written to and Connected says so. None when
// the endpoint cannot be reached at all.
Descriptor BeginConnect(const std::string& endpoint);
bool Connected(int fd);

// epoll: which descriptors have something to do.
class Poller {
 public:
  static constexpr std::size_t kEventsMax = 128;
  Poller();
  void Add(int fd, std::uint64_t name, bool out);
  void Change(int fd, std::uint64_t name, bool out);
  void Remove(int fd);
  // At most so many milliseconds. The events are valid until the next call.
  std::span<const epoll_event> Wait(int timeout_ms);

 private:
  Descriptor fd_;
  std::array<epoll_event, kEventsMax> events_{};
};

// What connections of one thread read into.
using ReadBuffer = std::vector<char>;
inline constexpr std::size_t kReadBufferBytes = std::size_t{256} * 1024;

// The beginning of something that has not come whole. Takes memory as bytes come, not as they are
// announced, beyond kAtOnceBytes.
class Partial {
 public:
  static constexpr std::size_t kAtOnceBytes = std::size_t{512} * 1024;

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::span<char> bytes() { return {bytes_.get(), size_}; }
  // Room behind the bytes, when `whole` of them are expected in all (0 = not known).
  std::span<char> Room(std::size_t whole);
  void Grow(std::size_t bytes) { size_ += bytes; }
  // What is left of it; may be a part of it.
  void Assign(std::span<const char> rest);

 private:
  std::unique_ptr<char[]> bytes_;  // NOLINT(modernize-avoid-c-arrays): not to be filled first
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

class Connection {
 public:
  Connection(Descriptor socket, std::unique_ptr<Session> session, std::string first_bytes);

  // Reads what has come, at most one buffer, and calls `each(step, message)` for kReady, kForeign
  // and kMessage, as long as it returns true. Returns kTaken while the connection goes on, else
  // kRefused or kBroken (also when the peer has closed it): to be dropped after a last Flush.
  template <typename Each>
  Session::Step Read(ReadBuffer& buffer, const Each& each);

  // Sends the body that begins at kRoomBytes of `message`; what the socket does not take waits.
  // False when the connection is broken. When ready().
  bool Send(std::string message);
  // A heartbeat; likewise.
  bool Ping();
  // Sends what waits, as far as the socket takes it; likewise.
  bool Flush();
  [[nodiscard]] std::size_t waiting_bytes() const { return waiting_bytes_; }

  [[nodiscard]] bool ready() const { return session_->ready(); }
  [[nodiscard]] int fd() const { return socket_.get(); }
  // When something was last received; at first when it was made.
  [[nodiscard]] Deadline heard() const { return heard_; }

 private:
  // Bytes received, negative when broken, 0 when there is nothing.
  long Receive(std::span<char> room);
  bool Answer(std::string bytes, Session::Step step);
  bool Put(std::string bytes, std::size_t begin);
  long TrySend(std::string_view bytes);

  struct Waiting {
    std::string bytes;
    std::size_t begin;
  };

  Descriptor socket_;
  std::unique_ptr<Session> session_;
  Partial partial_;        // received
  std::size_t whole_ = 0;  // bytes that partial_ will have, if that is known
  std::deque<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  Deadline heard_;
};

template <typename Each>
Session::Step Connection::Read(ReadBuffer& buffer, const Each& each) {
  buffer.resize(kReadBufferBytes);
  const bool continued = !partial_.empty();
  const std::span<char> room = continued ? partial_.Room(whole_) : std::span<char>(buffer);
  const long received = Receive(room);
  if (received <= 0) return received < 0 ? Session::Step::kBroken : Session::Step::kTaken;
  std::span<char> input = room.first(static_cast<std::size_t>(received));
  if (continued) {
    partial_.Grow(input.size());
    input = partial_.bytes();
  }
  std::string answers;
  Session::Step end = Session::Step::kTaken;
  for (bool on = true; on;) {
    const Session::Taken taken = session_->Next(input, answers);
    if (taken.step == Session::Step::kMore) {
      whole_ = taken.bytes;
      break;
    }
    input = input.subspan(taken.bytes);
    if (taken.step == Session::Step::kRefused || taken.step == Session::Step::kBroken) {
      end = taken.step;
      break;
    }
    if (!Answer(std::exchange(answers, {}), taken.step)) return Session::Step::kBroken;
    if (taken.step != Session::Step::kTaken) on = each(taken.step, taken.message);
  }
  if (!answers.empty() && !Answer(std::move(answers), end)) return Session::Step::kBroken;
  partial_.Assign(input);
  return end;
}

}  // namespace paktum::wire
