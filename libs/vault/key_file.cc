#include "libs/vault/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>

#include "libs/base/descriptor.h"
#include "libs/base/hex.h"
#include "libs/vault/internal/aead.h"

namespace paktum::vault {
namespace {

constexpr std::size_t kKeyTextBytes = SecretKey::kSize * 2;

Status NotWritten(const std::filesystem::path& path) {
  return Unavailable("key_file.not_written", path.string() + ": " + ErrnoText());
}

Status MakePrivateDirectories(const std::filesystem::path& directory) {
  if (directory.empty() || std::filesystem::exists(directory)) return OkStatus();
  PAKTUM_RETURN_IF_ERROR(MakePrivateDirectories(directory.parent_path()));
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return NotWritten(directory);
  return OkStatus();
}

// Writes the whole text to a new file that only the owner may read.
Status WriteNewFile(const std::filesystem::path& path, std::string_view text) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return NotWritten(path);
  while (!text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0) return NotWritten(path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0) return NotWritten(path);
  return OkStatus();
}

Status SyncDirectory(const std::filesystem::path& directory) {
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || ::fsync(opened.get()) != 0) return NotWritten(directory);
  return OkStatus();
}

// A complete file under a name of its own is linked to its final name: link() fails when somebody
// was there first, and then theirs is the key.
Status CreateKeyFile(const std::filesystem::path& path) {
  const std::filesystem::path directory =
      path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  PAKTUM_RETURN_IF_ERROR(MakePrivateDirectories(directory));
  const std::filesystem::path temporary =
      directory / ("." + path.filename().string() + "." + ToHex(internal::RandomBytes(8)));
  std::string text = ToHex(SecretKey::Random().bytes()) + "\n";
  Status status = WriteNewFile(temporary, text);
  WipeString(text);
  if (status.ok() && ::link(temporary.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    status = NotWritten(path);
  }
  ::unlink(temporary.c_str());
  PAKTUM_RETURN_IF_ERROR(status);
  return SyncDirectory(directory);
}

}  // namespace

Result<SecretKey> LoadKeyFile(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT) return NotFound("key_file.missing", path.string() + " does not exist");
    return Unavailable("key_file.unreadable", path.string() + ": " + ErrnoText());
  }
  struct stat about = {};
  if (::fstat(file.get(), &about) != 0) {
    return Unavailable("key_file.unreadable", path.string() + ": " + ErrnoText());
  }
  if (!S_ISREG(about.st_mode)) {
    return InvalidArgument("key_file.malformed", path.string() + " is no regular file");
  }
  if ((about.st_mode & 0077) != 0) {
    return PermissionDenied("key_file.too_open", path.string() +
                                                     " may be read or written by others than its "
                                                     "owner; its mode must be 0600");
  }
  std::string text(kKeyTextBytes + 2, '\0');
  const ssize_t count = ::read(file.get(), text.data(), text.size());
  if (count < 0) return Unavailable("key_file.unreadable", path.string() + ": " + ErrnoText());
  const bool shaped =
      static_cast<std::size_t>(count) == kKeyTextBytes + 1 && text[kKeyTextBytes] == '\n';
  std::optional<std::string> bytes;
  if (shaped) bytes = FromHex(std::string_view(text).substr(0, kKeyTextBytes));
  WipeString(text);
  if (!bytes) {
    return InvalidArgument("key_file.malformed",
                           path.string() + " is not 64 hexadecimal digits and a line end");
  }
  Result<SecretKey> key = SecretKey::FromBytes(*bytes);
  WipeString(*bytes);
  return key;
}

Result<SecretKey> LoadOrCreateKeyFile(const std::filesystem::path& path) {
  Result<SecretKey> key = LoadKeyFile(path);
  if (key.ok() || key.status().code() != StatusCode::kNotFound) return key;
  PAKTUM_RETURN_IF_ERROR(CreateKeyFile(path));
  return LoadKeyFile(path);
}

}  // namespace paktum::vault
