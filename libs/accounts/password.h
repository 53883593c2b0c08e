#pragma once
// Passwords: which ones are taken, and how they are kept (argon2id,
// docs/decisions/0013-accounts.md).
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace paktum::accounts {

// NIST SP 800-63B: a length and a look at what everybody tries first, no rules of composition.
inline constexpr std::size_t kPasswordCharactersMin = 12;
inline constexpr std::size_t kPasswordBytesMax = 256;

// Errors: kInvalidArgument "password.too_short", "password.too_long", "password.not_utf8",
// "password.too_common" (often tried, too few different characters, or holds the login name).
Status CheckNewPassword(std::string_view password, std::string_view login);

// A random password that can be read out: 20 characters in four groups, 99 bits.
std::string RandomPassword();

// What one argon2id hash costs.
struct PasswordCost {
  std::uint64_t passes = 3;
  std::size_t memory_bytes = std::size_t{64} * 1024 * 1024;
};

// Thread-safe. At most kHashesAtOnce run at the same time, so that logging in cannot take all
// memory and processors; kHashesWaitingMax more wait for at most kHashPatience.
class PasswordHasher {
 public:
  static constexpr int kHashesAtOnce = 2;
  static constexpr int kHashesWaitingMax = 8;
  static constexpr int kHashPatienceMs = 5'000;

  explicit PasswordHasher(PasswordCost cost);

  // The text to keep: parameters, salt and hash. Errors: kUnavailable "login.busy".
  Result<std::string> Hash(std::string_view password);
  // Whether `kept` was made of this password. An empty `kept` is never, after the same time.
  // Errors: kUnavailable "login.busy".
  Result<bool> Verify(const std::string& kept, std::string_view password);
  // Whether `kept` was made with less than the cost of now.
  [[nodiscard]] bool IsWeak(const std::string& kept) const;

 private:
  class Turn;

  const PasswordCost cost_;
  std::string decoy_;  // of no password: checked where there is no account
  std::mutex mutex_;
  std::condition_variable free_;
  int running_ = 0;  // guarded by mutex_, like waiting_
  int waiting_ = 0;
};

}  // namespace paktum::accounts
