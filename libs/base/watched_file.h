#pragma once
// WatchedFile: tells when a file has other content than was read last. Nobody signals it: whoever
// needs the content asks, and asking is cheap.
//
// Threads     One caller at a time.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "libs/base/clock.h"

namespace paktum {

// A change counts when the file has been the same for so long, so that a half-written file is not
// taken for a whole one.
inline constexpr std::chrono::milliseconds kFileRest{250};

class WatchedFile {
 public:
  // What the file holds now counts as read: make it before reading.
  explicit WatchedFile(std::string path);

  // Whether the file is another one than was read last, or gone. True once for each change: the
  // caller reads it now. Looks at the file at most once in kFileRest.
  bool Changed();
  // Whether it was there at the last look.
  [[nodiscard]] bool exists() const { return taken_ != Stamp{}; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  // What tells one content from another; all zero = there is no file.
  struct Stamp {
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_ns = 0;
    bool operator==(const Stamp&) const = default;
  };
  static Stamp StampOf(const std::string& path);

  const std::string path_;
  Stamp taken_;                  // of the content that was read last
  std::optional<Stamp> rested_;  // another content, seen once
  Deadline next_look_{};
};

}  // namespace paktum
