#pragma once
// Descriptor: an open file descriptor as an owned value, and what errno says.
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace paktum {

// Closed with the value. A negative one is none.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// The text of the calling thread's errno.
inline std::string ErrnoText() { return std::error_code(errno, std::generic_category()).message(); }

}  // namespace paktum
