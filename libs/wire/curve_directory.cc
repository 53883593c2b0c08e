#include "libs/wire/curve_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "libs/base/descriptor.h"

namespace paktum::wire {
namespace {

Status Unreadable(const std::string& path) {
  return Unavailable("curve.key_unreadable", path + ": " + ErrnoText());
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

Result<std::optional<CurveServer>> CurveDirectory::RequestServer(
    const std::string& name, AccessList::OnChange on_change) const {
  if (empty()) return std::optional<CurveServer>();
  PAKTUM_ASSIGN_OR_RETURN(CurveServer server, Server(std::move(on_change)));
  server.domain = RequestsDomain(name);
  return std::optional<CurveServer>(std::move(server));
}

}  // namespace paktum::wire
