#include "libs/base/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "libs/base/descriptor.h"

namespace paktum {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kOwnerOnly = 0600;

Status NotWritten(const std::string& path) {
  return Unavailable("file.not_written", path + ": " + ErrnoText());
}

Status Unreadable(const std::string& path) {
  return Unavailable("file.unreadable", path + ": " + ErrnoText());
}

Status MakePrivateDirectories(const fs::path& directory) {
  std::error_code error;
  if (directory.empty() || fs::exists(directory, error)) return OkStatus();
  PAKTUM_RETURN_IF_ERROR(MakePrivateDirectories(directory.parent_path()));
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    return NotWritten(directory.string());
  }
  return OkStatus();
}

Status WriteSynced(const std::string& path, std::string_view text, unsigned mode) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly));
  if (file.get() < 0) return NotWritten(path);
  while (!text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0) return NotWritten(path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0) return NotWritten(path);
  return OkStatus();
}

std::string TemporaryOf(const fs::path& path) {
  const fs::path name = "." + path.filename().string() + "." + std::to_string(::getpid());
  return (path.parent_path() / name).string();
}

fs::path DirectoryOf(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// Of a file that `secret` asks to be its owner's alone.
Result<std::string> ReadFile(const std::string& path, std::size_t bytes_max, bool secret) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    if (errno != ENOENT) return Unreadable(path);
    return NotFound("file.missing", path + " does not exist");
  }
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return Unreadable(path);
  if (!S_ISREG(about.st_mode)) {
    return InvalidArgument("file.malformed", path + " is no regular file");
  }
  if (secret && (about.st_mode & 0077) != 0) {
    return PermissionDenied(
        "file.too_open",
        path + " may be read or written by others than its owner; its mode must be 0600");
  }
  std::string text(bytes_max + 1, '\0');
  const ssize_t count = ::read(file.get(), text.data(), text.size());
  if (count < 0) return Unreadable(path);
  if (static_cast<std::size_t>(count) <= bytes_max) {
    text.resize(static_cast<std::size_t>(count));
    return text;
  }
  explicit_bzero(text.data(), text.size());
  return InvalidArgument("file.malformed",
                         path + " has more than " + std::to_string(bytes_max) + " bytes");
}

}  // namespace

Status SyncDirectory(const std::string& directory) {
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || ::fsync(opened.get()) != 0) return NotWritten(directory);
  return OkStatus();
}

// A complete file under a name of its own is linked to its final name: link() fails when somebody
// was there first.
Status WriteNewFile(const std::string& path, std::string_view text, unsigned mode) {
  const fs::path directory = DirectoryOf(path);
  PAKTUM_RETURN_IF_ERROR(MakePrivateDirectories(directory));
  const std::string temporary = TemporaryOf(path);
  ::unlink(temporary.c_str());  // what a process of this number left half-written
  Status status = WriteSynced(temporary, text, mode);
  if (status.ok() && ::link(temporary.c_str(), path.c_str()) != 0) {
    status =
        errno == EEXIST ? Aborted("file.exists", path + " is there already") : NotWritten(path);
  }
  ::unlink(temporary.c_str());
  PAKTUM_RETURN_IF_ERROR(status);
  return SyncDirectory(directory.string());
}

Status ReplaceFile(const std::string& path, std::string_view text, unsigned mode) {
  const fs::path directory = DirectoryOf(path);
  PAKTUM_RETURN_IF_ERROR(MakePrivateDirectories(directory));
  const std::string temporary = TemporaryOf(path);
  ::unlink(temporary.c_str());
  Status status = WriteSynced(temporary, text, mode);
  if (status.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) status = NotWritten(path);
  if (status.ok()) return SyncDirectory(directory.string());
  ::unlink(temporary.c_str());
  return status;
}

Result<std::string> ReadSmallFile(const std::string& path, std::size_t bytes_max) {
  return ReadFile(path, bytes_max, /*secret=*/false);
}

Result<std::string> ReadSecretFile(const std::string& path, std::size_t bytes_max) {
  return ReadFile(path, bytes_max, /*secret=*/true);
}

}  // namespace paktum
