#include "libs/accounts/accounts.h"

#include <algorithm>
#include <functional>
#include <mutex>
#include <utility>

#include "libs/accounts/internal/account_file.h"
#include "libs/accounts/internal/secrets.h"
#include "libs/accounts/internal/session_table.h"
#include "libs/accounts/internal/throttle.h"

namespace paktum::accounts {
namespace {

using internal::Book;
using internal::KeptAccount;
using internal::KeptToken;

constexpr std::string_view kTokenPrefix = "paktum_";
constexpr internal::ThrottlePolicy kByAccount{};
// Many people may sit behind one address.
constexpr internal::ThrottlePolicy kByAddress{.free_failures = 30};

Status RefusedLogIn() {
  return PermissionDenied("login.refused", "the name or the password is wrong");
}

Status SlowDown(std::chrono::seconds wait) {
  return {StatusCode::kResourceExhausted,
          "login.slow_down",
          "too many failed tries",
          {{"retry_after_s", std::to_string(wait.count())}}};
}

Status UnknownAccount() { return NotFound("account.unknown", "there is no such account"); }

bool KeepsAccounts(const KeptAccount& kept) {
  return !kept.account.disabled && !kept.password.empty() &&
         kept.account.grants.contains({Role::kAdministrator, std::string(kEveryPact)});
}

bool AnyoneKeepsAccounts(const Book& book) {
  return std::any_of(book.accounts.begin(), book.accounts.end(),
                     [](const auto& entry) { return KeepsAccounts(entry.second); });
}

bool IsLabel(std::string_view text) {
  return !text.empty() && text.size() <= kLabelBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

}  // namespace

bool Principal::Has(Role role, std::string_view pact) const {
  return account.grants.contains({role, std::string(kEveryPact)}) ||
         (pact != kEveryPact && account.grants.contains({role, std::string(pact)}));
}

bool Principal::IsCsrfToken(std::string_view text) const {
  return !csrf_token.empty() && internal::SameSecret(text, csrf_token);
}

class Accounts::Impl {
 public:
  Impl(const AccountsOptions& options, const Clock& clock,
       std::unique_ptr<internal::AccountFile> file, Book book)
      : clock_(clock),
        file_(std::move(file)),
        hasher_(options.cost),
        sessions_(options.sessions),
        book_(std::make_shared<const Book>(std::move(book))) {}

  [[nodiscard]] std::shared_ptr<const Book> book() const {
    const std::lock_guard lock(book_mutex_);
    return book_;
  }

  // One change: made on a copy, written, then shown to readers.
  Status Change(const std::function<Status(Book&)>& change) {
    const std::lock_guard lock(write_mutex_);
    Book next = *book();
    const bool kept_before = AnyoneKeepsAccounts(next);
    PAKTUM_RETURN_IF_ERROR(change(next));
    if (kept_before && !AnyoneKeepsAccounts(next)) {
      return Refused("account.last_administrator", "nobody could keep the accounts then");
    }
    PAKTUM_RETURN_IF_ERROR(file_->Write(next));
    auto shown = std::make_shared<const Book>(std::move(next));
    const std::lock_guard show(book_mutex_);
    book_ = std::move(shown);
    return OkStatus();
  }

  Status ChangeAccount(const Uuid& id, const std::function<void(KeptAccount&)>& change) {
    return Change([&](Book& book) {
      const auto found = book.accounts.find(id);
      if (found == book.accounts.end()) return UnknownAccount();
      change(found->second);
      return OkStatus();
    });
  }

  Result<Account> Add(const NewAccount& wanted) {
    KeptAccount kept;
    PAKTUM_ASSIGN_OR_RETURN(kept.account.login, NormalisedLogin(wanted.login));
    if (!wanted.password.empty()) {
      PAKTUM_RETURN_IF_ERROR(CheckNewPassword(wanted.password, kept.account.login));
      PAKTUM_ASSIGN_OR_RETURN(kept.password, hasher_.Hash(wanted.password));
      kept.account.has_password = true;
      kept.account.must_change_password = wanted.must_change_password;
    }
    kept.account.id = Uuid::V7(clock_);
    kept.account.grants = wanted.grants;
    kept.account.created_at = clock_.Now();
    PAKTUM_RETURN_IF_ERROR(Change([&](Book& book) {
      if (book.by_login.contains(kept.account.login)) {
        return Refused("account.login_taken", "an account has this login name");
      }
      if (book.accounts.size() >= kAccountsMax) {
        return ResourceExhausted("account.too_many", "no more accounts fit");
      }
      book.Put(kept);
      return OkStatus();
    }));
    return kept.account;
  }

  Status SetPassword(const Uuid& id, std::string_view password, bool must_change) {
    const auto now = book();
    const auto found = now->accounts.find(id);
    if (found == now->accounts.end()) return UnknownAccount();
    PAKTUM_RETURN_IF_ERROR(CheckNewPassword(password, found->second.account.login));
    PAKTUM_ASSIGN_OR_RETURN(const std::string hash, hasher_.Hash(password));
    PAKTUM_RETURN_IF_ERROR(ChangeAccount(id, [&](KeptAccount& kept) {
      kept.password = hash;
      kept.account.has_password = true;
      kept.account.must_change_password = must_change;
    }));
    sessions_.EndAllOf(id);
    by_account_.Forget(found->second.account.login);
    return OkStatus();
  }

  Result<IssuedToken> Issue(const NewToken& wanted) {
    const Instant now = clock_.Now();
    if (!IsLabel(wanted.label)) {
      return InvalidArgument("token.label", "a label is 1–64 of a–z, A–Z, 0–9, '.', '_' and '-'");
    }
    if (wanted.scopes.empty()) return InvalidArgument("token.scopes", "a token needs a scope");
    const std::chrono::milliseconds life(wanted.expires_at.unix_ms() - now.unix_ms());
    if (life.count() <= 0 || life > kTokenLongest) {
      return InvalidArgument("token.expiry", "a token expires within 400 days from now");
    }
    IssuedToken issued;
    issued.secret = std::string(kTokenPrefix) + internal::NewSecret();
    issued.token = {Uuid::V7(clock_), wanted.account, wanted.label, wanted.scopes, now,
                    wanted.expires_at};
    PAKTUM_RETURN_IF_ERROR(Change([&](Book& book) {
      if (!book.accounts.contains(wanted.account)) return UnknownAccount();
      if (book.tokens.size() >= kTokensMax) {
        return ResourceExhausted("token.too_many", "no more tokens fit: revoke some");
      }
      book.Put(KeptToken{issued.token, internal::HashOf(issued.secret)});
      return OkStatus();
    }));
    return issued;
  }

  Result<LoggedIn> LogIn(const LogInAttempt& attempt) {
    // A name that cannot be one is treated as one that does not exist.
    const auto login = NormalisedLogin(attempt.login);
    PAKTUM_ASSIGN_OR_RETURN(const Uuid id, CheckPassword(login.ok() ? *login : "-",
                                                         attempt.password, attempt.client_address));
    LoggedIn in;
    in.session = sessions_.Open(id, clock_.Now());
    const auto principal = BySession(in.session);
    if (!principal) return RefusedLogIn();  // disabled just now
    in.principal = *principal;
    return in;
  }

  // Whose password it is, slowed down by what failed before.
  Result<Uuid> CheckPassword(const std::string& login, std::string_view password,
                             std::string_view client_address) {
    const Instant now = clock_.Now();
    if (const auto wait = by_address_.Begin(client_address, now)) return SlowDown(*wait);
    if (const auto wait = by_account_.Begin(login, now)) {
      by_address_.TakeBack(client_address);
      return SlowDown(*wait);
    }
    const auto book_now = book();
    const auto named = book_now->by_login.find(login);
    const KeptAccount* kept =
        named == book_now->by_login.end() ? nullptr : &book_now->accounts.at(named->second);
    const bool too_long = password.size() > kPasswordBytesMax;
    const auto right = hasher_.Verify(kept == nullptr || too_long ? "" : kept->password,
                                      too_long ? std::string_view() : password);
    if (!right.ok()) {
      by_account_.TakeBack(login);
      by_address_.TakeBack(client_address);
      return right.status();
    }
    if (!*right || kept->account.disabled) return RefusedLogIn();
    by_account_.Forget(login);
    by_address_.TakeBack(client_address);
    Strengthen(*kept, password);
    return kept->account.id;
  }

  // Keeps the password at the cost of now, when it was kept at less. That it fails is no reason to
  // refuse: the next time tries again.
  void Strengthen(const KeptAccount& kept, std::string_view password) {
    if (!hasher_.IsWeak(kept.password)) return;
    const auto hash = hasher_.Hash(password);
    if (!hash.ok()) return;
    const std::string before = kept.password;
    static_cast<void>(ChangeAccount(kept.account.id, [&](KeptAccount& changed) {
      if (changed.password == before) changed.password = *hash;
    }));
  }

  Status ChangePassword(std::string_view session, std::string_view old_password,
                        std::string_view new_password, std::string_view client_address) {
    const auto principal = BySession(session);
    if (!principal) return PermissionDenied("session.required", "nobody is logged in");
    PAKTUM_ASSIGN_OR_RETURN(const Uuid id,
                            CheckPassword(principal->account.login, old_password, client_address));
    if (old_password == new_password) {
      return InvalidArgument("password.same", "the new password is the old one");
    }
    return SetPassword(id, new_password, false);
  }

  std::optional<Principal> BySession(std::string_view session) {
    const std::optional<Uuid> id = sessions_.Use(session, clock_.Now());
    if (!id) return std::nullopt;
    const auto now = book();
    const auto found = now->accounts.find(*id);
    if (found == now->accounts.end() || found->second.account.disabled) return std::nullopt;
    return Principal{found->second.account, std::nullopt, internal::CsrfTokenOf(session)};
  }

  std::optional<Principal> ByToken(std::string_view secret) const {
    if (!secret.starts_with(kTokenPrefix)) return std::nullopt;
    const auto now = book();
    const auto found = now->by_hash.find(internal::HashOf(secret));
    if (found == now->by_hash.end()) return std::nullopt;
    const Token& token = now->tokens.at(found->second).token;
    if (token.expires_at <= clock_.Now()) return std::nullopt;
    const auto account = now->accounts.find(token.account);
    if (account == now->accounts.end() || account->second.account.disabled) return std::nullopt;
    return Principal{account->second.account, token, ""};
  }

  internal::SessionTable& sessions() { return sessions_; }

 private:
  const Clock& clock_;
  const std::unique_ptr<internal::AccountFile> file_;
  PasswordHasher hasher_;
  internal::SessionTable sessions_;
  internal::Throttle by_account_{kByAccount};
  internal::Throttle by_address_{kByAddress};
  std::mutex write_mutex_;  // one change at a time; taken before book_mutex_
  mutable std::mutex book_mutex_;
  std::shared_ptr<const Book> book_;  // guarded by book_mutex_
};

Result<std::unique_ptr<Accounts>> Accounts::Open(const AccountsOptions& options,
                                                 const Clock& clock) {
  PAKTUM_ASSIGN_OR_RETURN(std::unique_ptr<internal::AccountFile> file,
                          internal::AccountFile::Open(options.directory));
  PAKTUM_ASSIGN_OR_RETURN(Book book, file->Read());
  return std::unique_ptr<Accounts>(
      new Accounts(std::make_unique<Impl>(options, clock, std::move(file), std::move(book))));
}

Accounts::Accounts(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Accounts::~Accounts() = default;

Result<Account> Accounts::Add(const NewAccount& account) { return impl_->Add(account); }

Status Accounts::SetGrants(const Uuid& account, const std::set<Grant>& grants) {
  return impl_->ChangeAccount(account, [&](KeptAccount& kept) { kept.account.grants = grants; });
}

Status Accounts::SetDisabled(const Uuid& account, bool disabled) {
  PAKTUM_RETURN_IF_ERROR(
      impl_->ChangeAccount(account, [&](KeptAccount& kept) { kept.account.disabled = disabled; }));
  if (disabled) impl_->sessions().EndAllOf(account);
  return OkStatus();
}

Status Accounts::Remove(const Uuid& account) {
  return impl_->Change([&](Book& book) {
    const auto found = book.accounts.find(account);
    if (found == book.accounts.end()) return UnknownAccount();
    if (!found->second.account.disabled) {
      return Refused("account.not_disabled", "only a disabled account can be removed");
    }
    book.RemoveAccount(account);
    return OkStatus();
  });
}

Status Accounts::SetPassword(const Uuid& account, std::string_view password) {
  return impl_->SetPassword(account, password, true);
}

Result<IssuedToken> Accounts::Issue(const NewToken& token) { return impl_->Issue(token); }

Status Accounts::Revoke(const Uuid& token) {
  return impl_->Change([&](Book& book) {
    if (!book.tokens.contains(token)) return NotFound("token.unknown", "there is no such token");
    book.RemoveToken(token);
    return OkStatus();
  });
}

std::vector<Account> Accounts::List() const {
  std::vector<Account> accounts;
  for (const auto& [id, kept] : impl_->book()->accounts) accounts.push_back(kept.account);
  return accounts;
}

std::vector<Token> Accounts::Tokens() const {
  std::vector<Token> tokens;
  for (const auto& [id, kept] : impl_->book()->tokens) tokens.push_back(kept.token);
  return tokens;
}

std::optional<Account> Accounts::FindByLogin(std::string_view login) const {
  const auto normal = NormalisedLogin(login);
  const auto book = impl_->book();
  const auto found = normal.ok() ? book->by_login.find(*normal) : book->by_login.end();
  if (found == book->by_login.end()) return std::nullopt;
  return book->accounts.at(found->second).account;
}

bool Accounts::HasAdministrator() const { return AnyoneKeepsAccounts(*impl_->book()); }

Result<LoggedIn> Accounts::LogIn(const LogInAttempt& attempt) { return impl_->LogIn(attempt); }

Status Accounts::ChangePassword(std::string_view session, std::string_view old_password,
                                std::string_view new_password, std::string_view client_address) {
  return impl_->ChangePassword(session, old_password, new_password, client_address);
}

void Accounts::LogOut(std::string_view session) { impl_->sessions().End(session); }

std::optional<Principal> Accounts::BySession(std::string_view session) {
  return impl_->BySession(session);
}

std::optional<Principal> Accounts::ByToken(std::string_view secret) const {
  return impl_->ByToken(secret);
}

}  // namespace paktum::accounts
