#include "libs/wire/curve_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "libs/base/descriptor.h"

namespace paktum::wire {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kOwnerOnly = 0600;

Status Unreadable(const std::string& path) {
  return Unavailable("curve.key_unreadable", path + ": " + ErrnoText());
}

Status NotWritten(const std::string& path) {
  return Unavailable("file.not_written", path + ": " + ErrnoText());
}

// The one line of a key file. A secret one must be the owner's alone.
Result<std::string> ReadKeyLine(const std::string& path, bool secret) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    if (errno != ENOENT) return Unreadable(path);
    return InvalidArgument("curve.key_missing", path + " does not exist");
  }
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return Unreadable(path);
  if (!S_ISREG(about.st_mode)) {
    return InvalidArgument("curve.key_malformed", path + " is no regular file");
  }
  if (secret && (about.st_mode & 0077) != 0) {
    return PermissionDenied(
        "curve.key_too_open",
        path + " may be read or written by others than its owner; its mode must be 0600");
  }
  std::string text(kCurveKeyBytes + 2, '\0');
  const ssize_t count = ::read(file.get(), text.data(), text.size());
  if (count < 0) return Unreadable(path);
  const bool shaped =
      static_cast<std::size_t>(count) == kCurveKeyBytes + 1 && text[kCurveKeyBytes] == '\n';
  text.resize(kCurveKeyBytes);
  if (shaped && IsCurveKey(text)) return text;
  explicit_bzero(text.data(), text.size());
  return InvalidArgument("curve.key_malformed", path + " is not one line of 40 characters of Z85");
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

Status SyncDirectory(const fs::path& directory) {
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || ::fsync(opened.get()) != 0) return NotWritten(directory.string());
  return OkStatus();
}

}  // namespace

Result<CurveKeyPair> ReadCurveKeyFile(const std::string& path) {
  PAKTUM_ASSIGN_OR_RETURN(std::string secret, ReadKeyLine(path, /*secret=*/true));
  return CurveKeyPair::FromSecret(std::move(secret));
}

Result<std::string> ReadPublicKeyFile(const std::string& path) {
  return ReadKeyLine(path, /*secret=*/false);
}

Result<CurveClientSource> CurveDirectory::ClientOf(const std::string& server) const {
  if (empty()) return CurveClientSource();
  CurveClientSource source = [own = own_key_path(),
                              theirs = server_path(server)]() -> Result<CurveClient> {
    CurveClient keys;
    PAKTUM_ASSIGN_OR_RETURN(keys.own, ReadCurveKeyFile(own));
    PAKTUM_ASSIGN_OR_RETURN(keys.server_key, ReadPublicKeyFile(theirs));
    return keys;
  };
  PAKTUM_RETURN_IF_ERROR(source().status());
  return source;
}

Result<CurveServer> CurveDirectory::Server(AccessList::OnChange on_change) const {
  CurveServer server;
  PAKTUM_ASSIGN_OR_RETURN(server.own, ReadCurveKeyFile(own_key_path()));
  PAKTUM_ASSIGN_OR_RETURN(server.access, AccessList::Open(access_path(), std::move(on_change)));
  return server;
}

// A complete file under a name of its own is linked to its final name: link() fails when somebody
// was there first.
Status WriteNewFile(const std::string& path, std::string_view text, unsigned mode) {
  const fs::path directory =
      fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  PAKTUM_RETURN_IF_ERROR(MakePrivateDirectories(directory));
  const std::string temporary =
      (directory / ("." + fs::path(path).filename().string() + "." + std::to_string(::getpid())))
          .string();
  ::unlink(temporary.c_str());  // what a process of this number left half-written
  Status status = WriteSynced(temporary, text, mode);
  if (status.ok() && ::link(temporary.c_str(), path.c_str()) != 0) {
    status =
        errno == EEXIST ? Aborted("file.exists", path + " is there already") : NotWritten(path);
  }
  ::unlink(temporary.c_str());
  PAKTUM_RETURN_IF_ERROR(status);
  return SyncDirectory(directory);
}

}  // namespace paktum::wire
