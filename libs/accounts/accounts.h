#pragma once
// Accounts: who works at one office, who is logged in, and which tokens are valid.
//
// Kept     in one file of <directory>, mode 0600, written anew, synced and renamed at every change:
//          after a crash it is the old one or the new one (docs/decisions/0013-accounts.md).
//          Sessions and failed tries are kept in memory: a restart ends every session.
// Secrets  Passwords are kept as argon2id hashes, sessions and tokens as hashes; what is handed out
//          is shown once. A name that does not exist is answered as a wrong password is, after the
//          same work.
// Threads  All methods may be called from any thread. BySession and ByToken never wait for the disk
//          or for a password.
// Limits   kAccountsMax, kTokensMax, SessionLimits; tries are slowed down by account and by client
//          address.
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/accounts/account.h"
#include "libs/accounts/password.h"
#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/base/uuid.h"

namespace paktum::accounts {

inline constexpr std::size_t kAccountsMax = 2'000;
inline constexpr std::size_t kTokensMax = 2'000;
inline constexpr std::size_t kLabelBytesMax = 64;
inline constexpr std::chrono::hours kTokenLongest{24 * 400};  // a token lives at most so long

struct SessionLimits {
  std::chrono::milliseconds idle{std::chrono::minutes(30)};  // without a request
  std::chrono::milliseconds longest{std::chrono::hours(12)};
  std::size_t of_one_account = 8;
  std::size_t all = 4'096;
};

struct AccountsOptions {
  std::filesystem::path directory;  // made with mode 0700 when missing
  PasswordCost cost;
  SessionLimits sessions;
};

// Who a request comes from.
struct Principal {
  Account account;
  std::optional<Token> token;  // by which it was let in; otherwise by a session
  std::string csrf_token;      // of the session

  // The roles in the pact; those of an account count in every pact that its grants name.
  [[nodiscard]] bool Has(Role role, std::string_view pact) const;
  [[nodiscard]] bool Has(Role role) const { return Has(role, kEveryPact); }
  // Whether the text is csrf_token, in a time that does not tell where they differ.
  [[nodiscard]] bool IsCsrfToken(std::string_view text) const;
};

struct NewAccount {
  std::string login;
  std::string password;  // empty: a program that uses tokens; nobody can log in
  std::set<Grant> grants;
  // The password was not chosen by its owner: nothing else is possible until it is changed.
  bool must_change_password = true;
};

struct LogInAttempt {
  std::string login;
  std::string password;
  std::string client_address;  // numeric
};

struct LoggedIn {
  std::string session;  // the secret, for the cookie
  Principal principal;
};

struct NewToken {
  Uuid account;
  std::string label;
  std::set<Scope> scopes;
  Instant expires_at;
};

struct IssuedToken {
  Token token;
  std::string secret;  // shown once: "paktum_" and 64 hexadecimal digits
};

class Accounts {
 public:
  // Opens or makes the store. Only one process at a time has it open. `clock` must outlive it.
  // Errors: kFailedPrecondition "accounts.in_use"  another process has it open
  //         kUnavailable "accounts.cannot_open"    the disk
  //         kPermissionDenied "accounts.too_open"  others than the owner may read the file
  //         kDataLoss "accounts.damaged"           the file is not what was written
  static Result<std::unique_ptr<Accounts>> Open(const AccountsOptions& options, const Clock& clock);
  ~Accounts();
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  // Changes. All: kUnavailable "accounts.not_written" when the disk failed (do it again).
  // Errors: kInvalidArgument "account.login", "password.…"
  //         kFailedPrecondition "account.login_taken"; kResourceExhausted "account.too_many"
  Result<Account> Add(const NewAccount& account);
  // Errors: kNotFound "account.unknown"
  //         kFailedPrecondition "account.last_administrator"  nobody could keep the accounts then
  Status SetGrants(const Uuid& account, const std::set<Grant>& grants);
  // A disabled account has no sessions, and its tokens are refused. Errors: as SetGrants.
  Status SetDisabled(const Uuid& account, bool disabled);
  // Forgets the login name, the password and the tokens; the id stays in what it recorded.
  // Errors: kNotFound "account.unknown"; kFailedPrecondition "account.not_disabled"
  Status Remove(const Uuid& account);
  // A password for somebody else, who has to change it; ends all sessions of the account.
  // Errors: kNotFound "account.unknown"; "password.…"
  Status SetPassword(const Uuid& account, std::string_view password);
  // Errors: kNotFound "account.unknown"; kInvalidArgument "token.label", "token.scopes",
  //         "token.expiry" (passed, or beyond kTokenLongest); kResourceExhausted "token.too_many"
  Result<IssuedToken> Issue(const NewToken& token);
  // Errors: kNotFound "token.unknown"
  Status Revoke(const Uuid& token);

  [[nodiscard]] std::vector<Account> List() const;
  [[nodiscard]] std::vector<Token> Tokens() const;  // also expired ones that were not revoked
  [[nodiscard]] std::optional<Account> FindByLogin(std::string_view login) const;
  // Whether anybody could keep the accounts: an administrator with a password, not disabled.
  [[nodiscard]] bool HasAdministrator() const;

  // Errors: kPermissionDenied "login.refused"    no such account, wrong password, disabled: which
  //                                              of them is not told
  //         kResourceExhausted "login.slow_down" too many failures; detail "retry_after_s"
  //         kUnavailable "login.busy"            too many log in at the same time
  Result<LoggedIn> LogIn(const LogInAttempt& attempt);
  // With the session's secret. Ends all sessions of the account. Errors: as LogIn for the old
  // password; kPermissionDenied "session.required"; "password.…", "password.same".
  Status ChangePassword(std::string_view session, std::string_view old_password,
                        std::string_view new_password, std::string_view client_address);
  void LogOut(std::string_view session);

  // Whoever the secret lets in; nothing when it is none, ended, expired or of a disabled account.
  [[nodiscard]] std::optional<Principal> BySession(std::string_view session);
  [[nodiscard]] std::optional<Principal> ByToken(std::string_view secret) const;

 private:
  class Impl;
  explicit Accounts(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paktum::accounts
