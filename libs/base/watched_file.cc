#include "libs/base/watched_file.h"

#include <sys/stat.h>

#include <utility>

#include "libs/base/runtime.h"

namespace paktum {

WatchedFile::WatchedFile(std::string path) : path_(std::move(path)), taken_(StampOf(path_)) {}

bool WatchedFile::Changed() {
  const Deadline now = SteadyNow();
  if (now < next_look_) return false;
  next_look_ = now + kFileRest;
  const Stamp stamp = StampOf(path_);
  if (stamp == taken_) {
    rested_.reset();
    return false;
  }
  if (rested_ != stamp) {
    rested_ = stamp;
    return false;
  }
  taken_ = stamp;
  rested_.reset();
  return true;
}

WatchedFile::Stamp WatchedFile::StampOf(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return {};
  const auto nanoseconds = [](const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
  };
  return {about.st_ino, about.st_size, nanoseconds(about.st_mtim), nanoseconds(about.st_ctim)};
}

}  // namespace paktum
