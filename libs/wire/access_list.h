#pragma once
// AccessList: which public keys a server admits, in which domains, and whose they are.
//
//   # name       public key                                domains
//   charity      Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID  event_log.requests event_log.hints
//
// One key a line, at most kAccessKeysMax of them; lines that begin with # are comments. A name may
// have several keys (while they are exchanged), a key has one name. Names and domains are 1–64
// characters of a–z 0–9 _ - and, in domains, a dot.
//
// A list that was opened from a file follows it: a changed file counts once it has rested for
// kAccessLook, so that a half-written one is not taken for a short list. A file that is gone or has
// a mistake changes nothing and is reported. A key that a new list does not name is revoked: its
// connections are cut (libs/wire/request_server.h, libs/wire/hints.h).
//
// Threads     All methods may be called from any thread.
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/base/watched_file.h"

namespace paktum::wire {

inline constexpr std::size_t kAccessKeysMax = 4096;
inline constexpr std::size_t kAccessFileBytesMax = std::size_t{1} * 1024 * 1024;
inline constexpr std::size_t kAccessNameBytesMax = 64;
inline constexpr std::chrono::milliseconds kAccessLook = kFileRest;

class AccessList {
 public:
  // After a changed file was read: OK and the number of keys, or why it was not taken.
  using OnChange = std::function<void(const Status& status, std::size_t keys)>;

  // Errors: kInvalidArgument "access.malformed", with the line.
  static Result<std::shared_ptr<AccessList>> Parse(std::string_view text);

  // `on_change` is called by whoever calls Refresh; it may be empty.
  // Errors: kInvalidArgument "access.missing", "access.unreadable", "access.malformed".
  static Result<std::shared_ptr<AccessList>> Open(std::string path, OnChange on_change);

  // The name of the key's owner, when the key is listed for the domain.
  [[nodiscard]] std::optional<std::string> NameOf(std::string_view key,
                                                  std::string_view domain) const;

  // Takes another list, as if a file had changed to it. Errors: as Parse; then nothing changes.
  Status Replace(std::string_view text);

  // Looks whether the file has changed, unless it looked a moment ago. Returns a number that is
  // another one whenever the list is another one.
  std::uint64_t Refresh();

  // Keys listed.
  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    std::string name;
    std::set<std::string, std::less<>> domains;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;  // by key

  AccessList() = default;
  static Result<Entries> ParseEntries(std::string_view text);

  OnChange on_change_;  // constant after Open
  mutable std::mutex mutex_;
  std::optional<WatchedFile> file_;  // guarded by mutex_; none = the list stays
  Entries entries_;                  // guarded by mutex_
  std::uint64_t revision_ = 1;       // guarded by mutex_
};

}  // namespace paktum::wire
