#pragma once
// RawSocket: a client that may break every rule. Blocking, one thread.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace paktum::http {

class RawSocket {
 public:
  // `receive_buffer_bytes`: of the kernel; 0 = its default.
  explicit RawSocket(std::uint16_t port, int receive_buffer_bytes = 0);
  ~RawSocket();
  RawSocket(RawSocket&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;
  RawSocket& operator=(RawSocket&&) = delete;

  // False when the peer has closed.
  bool Send(std::string_view bytes);
  void FinishSending();
  // Reads until `end` has come, the peer has closed, or the time is over; returns all that came.
  std::string ReadUntil(std::string_view end,
                        std::chrono::milliseconds timeout = std::chrono::seconds(10));
  // Reads to the end of the connection.
  std::string ReadAll(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  // The peer has closed, and everything it sent was read.
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_ = -1;
  bool ended_ = false;
};

// Lets this process open as many descriptors as the system allows; returns how many that are.
std::size_t RaiseDescriptorLimit();

}  // namespace paktum::http
