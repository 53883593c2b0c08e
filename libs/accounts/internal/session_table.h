#pragma once
// SessionTable: who is logged in, in memory only: a restart of the office ends all sessions.
// Bounded and thread-safe; sessions are known by the hash of their secret.
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "libs/accounts/accounts.h"

namespace paktum::accounts::internal {

class SessionTable {
 public:
  explicit SessionTable(SessionLimits limits) : limits_(limits) {}

  // The secret of a new session. Over a limit the account's, or the table's, oldest one ends.
  std::string Open(Uuid account, Instant now);
  // Whose session it is, when it has not ended; counts as use.
  std::optional<Uuid> Use(std::string_view secret, Instant now);
  void End(std::string_view secret);
  void EndAllOf(Uuid account);

 private:
  struct Session {
    Uuid account;
    Instant opened;
    Instant used;
  };
  using Sessions = std::unordered_map<std::string, Session>;

  [[nodiscard]] bool Ended(const Session& session, Instant now) const;
  void MakeRoom(Uuid account, Instant now);

  const SessionLimits limits_;
  std::mutex mutex_;
  Sessions sessions_;  // guarded by mutex_, by hash of the secret
};

}  // namespace paktum::accounts::internal
