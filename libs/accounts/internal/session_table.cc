#include "libs/accounts/internal/session_table.h"

#include "libs/accounts/internal/secrets.h"

namespace paktum::accounts::internal {

bool SessionTable::Ended(const Session& session, Instant now) const {
  return now.unix_ms() - session.used.unix_ms() >= limits_.idle.count() ||
         now.unix_ms() - session.opened.unix_ms() >= limits_.longest.count();
}

void SessionTable::MakeRoom(Uuid account, Instant now) {
  std::erase_if(sessions_, [&](const auto& entry) { return Ended(entry.second, now); });
  const auto end_oldest = [this](auto counts) {
    auto oldest = sessions_.end();
    for (auto at = sessions_.begin(); at != sessions_.end(); ++at) {
      if (!counts(at->second)) continue;
      if (oldest == sessions_.end() || at->second.used < oldest->second.used) oldest = at;
    }
    if (oldest != sessions_.end()) sessions_.erase(oldest);
  };
  std::size_t own = 0;
  for (const auto& [hash, session] : sessions_) own += session.account == account ? 1 : 0;
  if (own >= limits_.of_one_account) {
    end_oldest([account](const Session& session) { return session.account == account; });
  }
  if (sessions_.size() >= limits_.all) end_oldest([](const Session&) { return true; });
}

std::string SessionTable::Open(Uuid account, Instant now) {
  std::string secret = NewSecret();
  const std::lock_guard lock(mutex_);
  MakeRoom(account, now);
  sessions_[HashOf(secret)] = {account, now, now};
  return secret;
}

std::optional<Uuid> SessionTable::Use(std::string_view secret, Instant now) {
  const std::string hash = HashOf(secret);
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(hash);
  if (found == sessions_.end()) return std::nullopt;
  if (Ended(found->second, now)) {
    sessions_.erase(found);
    return std::nullopt;
  }
  found->second.used = now;
  return found->second.account;
}

void SessionTable::End(std::string_view secret) {
  const std::string hash = HashOf(secret);
  const std::lock_guard lock(mutex_);
  sessions_.erase(hash);
}

void SessionTable::EndAllOf(Uuid account) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const auto& entry) { return entry.second.account == account; });
}

}  // namespace paktum::accounts::internal
