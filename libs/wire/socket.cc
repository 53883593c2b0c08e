#include "libs/wire/internal/socket.h"

#include <sys/eventfd.h>
#include <unistd.h>
#include <zmq.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <utility>

#include "libs/base/check.h"

namespace paktum::wire {

MessageOrigin Frame::origin() {
  MessageOrigin origin;
  origin.descriptor = zmq_msg_get(&message_, ZMQ_SRCFD);
  if (const char* user = zmq_msg_gets(&message_, "User-Id"); user != nullptr) {
    const std::string_view text(user);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) origin.user = number;
  }
  return origin;
}

Context::Context() : handle_(zmq_ctx_new()) {
  PAKTUM_CHECK(handle_ != nullptr);
  PAKTUM_CHECK(zmq_ctx_set(handle_, ZMQ_IO_THREADS, 1) == 0);
}

Context::~Context() {
  while (zmq_ctx_term(handle_) != 0 && zmq_errno() == EINTR) {
  }
}

Socket::Socket(const Context& context, int type) : handle_(zmq_socket(context.handle(), type)) {
  PAKTUM_CHECK(handle_ != nullptr);
}

Socket::Socket(Socket&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    Close();
    handle_ = std::exchange(other.handle_, nullptr);
  }
  return *this;
}

void Socket::Close() {
  if (handle_ != nullptr) PAKTUM_CHECK(zmq_close(std::exchange(handle_, nullptr)) == 0);
}

void Socket::SetInt(int option, int value) {
  PAKTUM_CHECK(zmq_setsockopt(handle_, option, &value, sizeof value) == 0);
}

void Socket::SetInt64(int option, std::int64_t value) {
  PAKTUM_CHECK(zmq_setsockopt(handle_, option, &value, sizeof value) == 0);
}

void Socket::SetText(int option, std::string_view value) {
  PAKTUM_CHECK(zmq_setsockopt(handle_, option, value.data(), value.size()) == 0);
}

Status Socket::Bind(const std::string& endpoint) {
  if (zmq_bind(handle_, endpoint.c_str()) == 0) return OkStatus();
  if (zmq_errno() == EADDRINUSE) {
    return InvalidArgument("config.endpoint_in_use",
                           "another program listens on this endpoint already",
                           {{"endpoint", endpoint}});
  }
  return InvalidArgument("config.endpoint",
                         std::string("cannot listen: ") + zmq_strerror(zmq_errno()),
                         {{"endpoint", endpoint}});
}

Status Socket::Connect(const std::string& endpoint) {
  if (zmq_connect(handle_, endpoint.c_str()) == 0) return OkStatus();
  return InvalidArgument("config.endpoint",
                         std::string("cannot connect: ") + zmq_strerror(zmq_errno()),
                         {{"endpoint", endpoint}});
}

std::string Socket::LastEndpoint() const {
  std::array<char, 512> text{};
  std::size_t size = text.size();
  PAKTUM_CHECK(zmq_getsockopt(handle_, ZMQ_LAST_ENDPOINT, text.data(), &size) == 0);
  return text.data();
}

SendResult Socket::SendFrames(const std::string_view* frames, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const int flags = ZMQ_DONTWAIT | (i + 1 < count ? ZMQ_SNDMORE : 0);
    int sent = -1;
    do {
      sent = zmq_send(handle_, frames[i].data(), frames[i].size(), flags);
    } while (sent < 0 && zmq_errno() == EINTR);
    if (sent >= 0) continue;
    // Only the first frame may be refused: a message is taken as a whole.
    PAKTUM_CHECK(i == 0);
    if (zmq_errno() == EAGAIN) return SendResult::kFull;
    PAKTUM_CHECK(zmq_errno() == EHOSTUNREACH);
    return SendResult::kNoPeer;
  }
  return SendResult::kSent;
}

// False when no message is there. EINTR is tried again: no signal handler of ours leaves the loop.
bool Socket::ReceiveFrame(Frame& frame) {
  int size = -1;
  do {
    size = zmq_msg_recv(&frame.message_, handle_, ZMQ_DONTWAIT);
  } while (size < 0 && zmq_errno() == EINTR);
  PAKTUM_CHECK(size >= 0 || zmq_errno() == EAGAIN);
  return size >= 0;
}

std::size_t Socket::Receive(std::span<Frame> frames) {
  Frame beyond;
  for (std::size_t count = 0;;) {
    Frame& frame = count < frames.size() ? frames[count] : beyond;
    if (!ReceiveFrame(frame)) {
      PAKTUM_CHECK(count == 0);
      return 0;
    }
    ++count;
    if (zmq_msg_more(&frame.message_) == 0) return count;
  }
}

std::optional<std::vector<std::string>> Socket::Receive(std::size_t frames_max,
                                                        std::size_t* dropped) {
  std::vector<std::string> frames;
  for (;;) {
    Frame frame;
    if (!ReceiveFrame(frame)) {
      PAKTUM_CHECK(frames.empty());
      return std::nullopt;
    }
    if (frames.size() < frames_max) {
      frames.emplace_back(frame.bytes());
    } else if (dropped != nullptr) {
      ++*dropped;
    }
    if (zmq_msg_more(&frame.message_) == 0) return frames;
  }
}

void Socket::Settle() {
  int events = 0;
  std::size_t size = sizeof events;
  PAKTUM_CHECK(zmq_getsockopt(handle_, ZMQ_EVENTS, &events, &size) == 0 || zmq_errno() == EINTR);
}

SocketMonitor::SocketMonitor(const Context& context, Socket& watched, int kinds)
    : watched_(watched), events_(context, ZMQ_PAIR) {
  static std::atomic<std::uint64_t> next{1};
  const std::string endpoint = "inproc://paktum-monitor-" + std::to_string(next.fetch_add(1));
  PAKTUM_CHECK(zmq_socket_monitor(watched_.handle(), endpoint.c_str(), kinds) == 0);
  events_.SetInt(ZMQ_LINGER, 0);
  events_.SetInt(ZMQ_RCVHWM, 0);  // a few bytes per event, drained in every round of the loop
  PAKTUM_CHECK(events_.Connect(endpoint).ok());
}

SocketMonitor::~SocketMonitor() {
  if (watched_.handle() != nullptr) zmq_socket_monitor(watched_.handle(), nullptr, 0);
}

std::optional<SocketMonitor::Event> SocketMonitor::Next() {
  const auto frames = events_.Receive(1, nullptr);
  if (!frames) return std::nullopt;
  const std::string& bytes = frames->front();
  Event event{};
  PAKTUM_CHECK(bytes.size() == sizeof event.kind + sizeof event.value);
  std::memcpy(&event.kind, bytes.data(), sizeof event.kind);
  std::memcpy(&event.value, bytes.data() + sizeof event.kind, sizeof event.value);
  return event;
}

Waker::Waker() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { PAKTUM_CHECK(fd_ >= 0); }
Waker::~Waker() { close(fd_); }

void Waker::Wake() {
  const std::uint64_t one = 1;
  // Fails only when the counter is full: then the poll is awake anyway.
  [[maybe_unused]] const auto written = write(fd_, &one, sizeof one);
}

void Waker::Clear() {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto taken = read(fd_, &count, sizeof count);
}

int PollTimeout(Deadline deadline, int most) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  if (left.count() <= 0) return 0;
  return left.count() < most ? static_cast<int>(left.count()) : most;
}

}  // namespace paktum::wire
