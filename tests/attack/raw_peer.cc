#include "tests/attack/raw_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "libs/base/check.h"

namespace paktum::attack {
namespace {

constexpr std::size_t kGreetingBytes = 64;
constexpr char kMore = 1;
constexpr char kLong = 2;
constexpr char kCommand = 4;

}  // namespace

RawPeer::RawPeer(const std::string& endpoint, int receive_buffer)
    : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  PAKTUM_CHECK(fd_ >= 0);
  if (receive_buffer > 0) {
    setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  // As every client of ZeroMQ: what is sent does not wait for the acknowledgement of the last.
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval patience{20, 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port =
      htons(static_cast<std::uint16_t>(std::stoul(endpoint.substr(endpoint.rfind(':') + 1))));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  PAKTUM_CHECK(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
}

RawPeer::~RawPeer() {
  if (fd_ >= 0) close(fd_);
}

RawPeer::RawPeer(RawPeer&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

std::string RawPeer::Greeting(std::string_view mechanism) {
  std::string greeting("\xff\0\0\0\0\0\0\0\0\x7f\x03\0", 12);
  greeting += mechanism;
  greeting.resize(kGreetingBytes, '\0');
  return greeting;
}

std::string RawPeer::Ready() {
  const std::string body(
      "\x05READY\x0bSocket-Type\0\0\0\x06"
      "DEALER",
      28);
  return std::string{kCommand, static_cast<char>(body.size())} + body;
}

std::string RawPeer::FrameBytes(std::string_view body, bool more) {
  std::string bytes;
  const char flags = more ? kMore : char{0};
  if (body.size() < 256) {
    bytes = {flags, static_cast<char>(body.size())};
  } else {
    bytes = {static_cast<char>(flags | kLong)};
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<char>(body.size() >> shift));
    }
  }
  return bytes.append(body);
}

bool RawPeer::ShakeHands() {
  std::string greeting;
  if (!SendBytes(Greeting()) || !ReadExactly(kGreetingBytes, greeting)) return false;
  if (!SendBytes(Ready())) return false;
  std::string header;
  std::string ready;
  return ReadExactly(2, header) && header[0] == kCommand &&
         ReadExactly(static_cast<unsigned char>(header[1]), ready) &&
         ready.find("READY") != std::string::npos;
}

bool RawPeer::SendBytes(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawPeer::SendFrame(std::string_view body, bool more) {
  return SendBytes(FrameBytes(body, more));
}

bool RawPeer::SendPing() { return SendBytes(std::string_view("\x04\x07\x04PING\0\0", 9)); }

std::optional<std::string> RawPeer::ReceiveFrame() {
  for (;;) {
    std::string header;
    if (!ReadExactly(1, header)) return std::nullopt;
    const char flags = header[0];
    std::string size_bytes;
    if (!ReadExactly((flags & kLong) != 0 ? 8 : 1, size_bytes)) return std::nullopt;
    std::size_t size = 0;
    for (const char byte : size_bytes) size = size << 8 | static_cast<unsigned char>(byte);
    std::string body;
    if (!ReadExactly(size, body)) return std::nullopt;
    if ((flags & kCommand) == 0) return body;
    if (body.starts_with("\x04PING")) {
      const std::string context = body.substr(std::min<std::size_t>(7, body.size()));
      const std::string pong = "\x04PONG" + context;
      SendBytes(std::string{kCommand, static_cast<char>(pong.size())} + pong);
    }
  }
}

bool RawPeer::IsClosed() {
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t size = recv(fd_, buffer.data(), buffer.size(), 0);
    if (size == 0) return true;
    if (size < 0) return errno != EAGAIN && errno != EWOULDBLOCK;
  }
}

bool RawPeer::ReadExactly(std::size_t size, std::string& bytes) {
  bytes.resize(size);
  for (std::size_t read = 0; read < size;) {
    const ssize_t got = recv(fd_, bytes.data() + read, size - read, 0);
    if (got <= 0) return false;
    read += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace paktum::attack
