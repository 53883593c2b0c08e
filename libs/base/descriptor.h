#pragma once
// Descriptor: an open file descriptor as an owned value, and what errno says.
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace paktum {

// Closed with the value. A negative one is none.
class Descriptor {
 public:
  Descriptor() = default;  // none
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_ = -1;
};

// The text of the calling thread's errno.
inline std::string ErrnoText() { return std::error_code(errno, std::generic_category()).message(); }

}  // namespace paktum
