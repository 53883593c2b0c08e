#include "libs/wire/internal/connection.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "libs/base/check.h"

namespace paktum::wire {
namespace {

constexpr int kBacklog = 512;
constexpr std::string_view kTcp = "tcp://";
constexpr std::string_view kIpc = "ipc://";

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
};

Address LocalAddress(const std::string& path) {
  Address address;
  auto& local = reinterpret_cast<sockaddr_un&>(address.bytes);
  local.sun_family = AF_UNIX;
  PAKTUM_CHECK(path.size() < sizeof local.sun_path);
  std::memcpy(local.sun_path, path.data(), path.size());
  address.size = sizeof local;
  return address;
}

// The first address that the name has; false when it has none.
bool Resolve(const std::string& endpoint, bool listen, Address& address) {
  if (endpoint.starts_with(kIpc)) {
    address = LocalAddress(endpoint.substr(kIpc.size()));
    return true;
  }
  const std::size_t colon = endpoint.rfind(':');
  std::string host = endpoint.substr(kTcp.size(), colon - kTcp.size());
  std::string port = endpoint.substr(colon + 1);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  if (port == "*") port = "0";
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | (listen ? AI_PASSIVE | AI_NUMERICHOST : 0);
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return false;
  // As libzmq does: IPv4, unless the address is one of IPv6.
  const addrinfo* chosen = found;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    if (one->ai_family == AF_INET) {
      chosen = one;
      break;
    }
  }
  std::memcpy(&address.bytes, chosen->ai_addr, chosen->ai_addrlen);
  address.size = chosen->ai_addrlen;
  freeaddrinfo(found);
  return true;
}

Descriptor MakeSocket(int family) {
  Descriptor made(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (made.get() >= 0 && family != AF_UNIX) {
    ::setsockopt(made.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return made;
}

Status CannotListen(const std::string& endpoint) {
  if (errno == EADDRINUSE) {
    return InvalidArgument("config.endpoint_in_use",
                           "another program listens on this endpoint already",
                           {{"endpoint", endpoint}});
  }
  return InvalidArgument("config.endpoint", "cannot listen: " + ErrnoText(),
                         {{"endpoint", endpoint}});
}

// `endpoint` with the port that the system has chosen.
std::string WithPort(const std::string& endpoint, int fd) {
  if (endpoint.starts_with(kIpc)) return endpoint;
  Address bound;
  bound.size = sizeof bound.bytes;
  PAKTUM_CHECK(::getsockname(fd, reinterpret_cast<sockaddr*>(&bound.bytes), &bound.size) == 0);
  // The port stands at the same place in both families.
  const int port = ntohs(reinterpret_cast<const sockaddr_in&>(bound.bytes).sin_port);
  return endpoint.substr(0, endpoint.rfind(':') + 1) + std::to_string(port);
}

}  // namespace

Status Listener::Listen(const std::string& endpoint) {
  Address address;
  if (!Resolve(endpoint, /*listen=*/true, address)) {
    return InvalidArgument("config.endpoint", "cannot listen: no such address",
                           {{"endpoint", endpoint}});
  }
  const bool local = endpoint.starts_with(kIpc);
  const std::string path = local ? endpoint.substr(kIpc.size()) : std::string();
  if (local) ::unlink(path.c_str());
  Descriptor made = MakeSocket(address.bytes.ss_family);
  const int on = 1;
  if (made.get() < 0) return CannotListen(endpoint);
  if (!local) ::setsockopt(made.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.bytes.ss_family == AF_INET6) {
    ::setsockopt(made.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  }
  if (::bind(made.get(), address.get(), address.size) != 0 || ::listen(made.get(), kBacklog) != 0) {
    return CannotListen(endpoint);
  }
  endpoint_ = WithPort(endpoint, made.get());
  path_ = path;
  socket_ = std::move(made);
  return OkStatus();
}

void Listener::Close() {
  if (socket_.get() < 0) return;
  socket_ = Descriptor();
  if (!path_.empty()) ::unlink(path_.c_str());
}

Descriptor Listener::Accept() {
  const int on = 1;
  Descriptor accepted(::accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (accepted.get() >= 0 && path_.empty()) {
    ::setsockopt(accepted.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return accepted;
}

Descriptor BeginConnect(const std::string& endpoint) {
  Address address;
  if (!Resolve(endpoint, /*listen=*/false, address)) return {};
  Descriptor made = MakeSocket(address.bytes.ss_family);
  if (made.get() < 0) return {};
  if (::connect(made.get(), address.get(), address.size) == 0 || errno == EINPROGRESS) return made;
  return {};
}

bool Connected(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

Poller::Poller() : fd_(::epoll_create1(EPOLL_CLOEXEC)) { PAKTUM_CHECK(fd_.get() >= 0); }

void Poller::Add(int fd, std::uint64_t name, bool out) {
  epoll_event event{};
  event.events = EPOLLIN | (out ? EPOLLOUT : 0U);
  event.data.u64 = name;
  PAKTUM_CHECK(::epoll_ctl(fd_.get(), EPOLL_CTL_ADD, fd, &event) == 0);
}

void Poller::Change(int fd, std::uint64_t name, bool out) {
  epoll_event event{};
  event.events = EPOLLIN | (out ? EPOLLOUT : 0U);
  event.data.u64 = name;
  PAKTUM_CHECK(::epoll_ctl(fd_.get(), EPOLL_CTL_MOD, fd, &event) == 0);
}

void Poller::Remove(int fd) { ::epoll_ctl(fd_.get(), EPOLL_CTL_DEL, fd, nullptr); }

std::span<const epoll_event> Poller::Wait(int timeout_ms) {
  const int count =
      ::epoll_wait(fd_.get(), events_.data(), static_cast<int>(events_.size()), timeout_ms);
  PAKTUM_CHECK(count >= 0 || errno == EINTR);
  return std::span(events_).first(static_cast<std::size_t>(std::max(count, 0)));
}

std::span<char> Partial::Room(std::size_t whole) {
  const std::size_t doubled = std::max(2 * size_, kReadBufferBytes);
  const std::size_t wanted =
      whole > size_ ? std::min(whole, std::max(doubled, kAtOnceBytes)) : size_ + kHandshakeBytesMax;
  if (wanted > capacity_) {
    std::unique_ptr<char[]> larger(new char[wanted]);  // NOLINT(modernize-avoid-c-arrays)
    std::copy_n(bytes_.get(), size_, larger.get());
    bytes_ = std::move(larger);
    capacity_ = wanted;
  }
  return {bytes_.get() + size_, capacity_ - size_};
}

void Partial::Assign(std::span<const char> rest) {
  size_ = rest.size();
  if (rest.empty()) {
    bytes_.reset();
    capacity_ = 0;
    return;
  }
  if (capacity_ < rest.size()) {
    bytes_.reset(new char[rest.size()]);  // NOLINT(modernize-avoid-c-arrays)
    capacity_ = rest.size();
  }
  std::memmove(bytes_.get(), rest.data(), rest.size());
}

Connection::Connection(Descriptor socket, std::unique_ptr<Session> session, std::string first_bytes)
    : socket_(std::move(socket)),
      session_(std::move(session)),
      heard_(std::chrono::steady_clock::now()) {
  waiting_bytes_ = first_bytes.size();
  waiting_.push_back({std::move(first_bytes), 0});
}

long Connection::Receive(std::span<char> room) {
  for (;;) {
    const ssize_t got = ::recv(socket_.get(), room.data(), room.size(), 0);
    if (got > 0) heard_ = std::chrono::steady_clock::now();
    if (got > 0) return got;
    if (got == 0) return -1;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
    if (errno != EINTR) return -1;
  }
}

// Bytes that the socket took, negative when it is broken.
long Connection::TrySend(std::string_view bytes) {
  for (;;) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
    if (errno != EINTR) return -1;
  }
}

// A heartbeat of a peer that does not take what waits for it is not answered: whatever the peer
// sends, nothing more gathers here.
bool Connection::Answer(std::string bytes, Session::Step step) {
  if (bytes.empty()) return true;
  const bool heartbeat = session_->ready() && step == Session::Step::kTaken;
  return (heartbeat && !waiting_.empty()) || Put(std::move(bytes), 0);
}

bool Connection::Put(std::string bytes, std::size_t begin) {
  if (waiting_.empty()) {
    const long sent = TrySend(std::string_view(bytes).substr(begin));
    if (sent < 0) return false;
    begin += static_cast<std::size_t>(sent);
    if (begin == bytes.size()) return true;
  }
  waiting_bytes_ += bytes.size() - begin;
  waiting_.push_back({std::move(bytes), begin});
  return true;
}

bool Connection::Send(std::string message) {
  const std::size_t begin = session_->Frame(message);
  return Put(std::move(message), begin);
}

bool Connection::Ping() {
  std::string bytes;
  session_->AddPing(bytes);
  return Put(std::move(bytes), 0);
}

bool Connection::Flush() {
  while (!waiting_.empty()) {
    Waiting& first = waiting_.front();
    const long sent = TrySend(std::string_view(first.bytes).substr(first.begin));
    if (sent < 0) return false;
    first.begin += static_cast<std::size_t>(sent);
    waiting_bytes_ -= static_cast<std::size_t>(sent);
    if (first.begin < first.bytes.size()) return true;
    waiting_.pop_front();
  }
  return true;
}

}  // namespace paktum::wire
