#pragma once
// AccountKeeper: changes the accounts of one office, in its directory while the office is stopped,
// or through its API while it runs. One thread.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "libs/accounts/accounts.h"
#include "libs/base/result.h"

namespace paktum::cli {

// Where `paktum up` and `paktum account --data` keep the accounts of an office.
std::string AccountsOf(const std::string& office_data);

class AccountKeeper {
 public:
  virtual ~AccountKeeper() = default;

  // Errors of all: those of libs/accounts, or what the office answered.
  virtual Result<std::vector<accounts::Account>> List() = 0;
  virtual Result<std::vector<accounts::Token>> Tokens() = 0;
  struct Added {
    accounts::Account account;
    std::string password;  // empty for a program
  };
  virtual Result<Added> Add(const std::string& login, const std::set<accounts::Grant>& grants,
                            bool program) = 0;
  virtual Status SetGrants(const Uuid& account, const std::set<accounts::Grant>& grants) = 0;
  virtual Status SetDisabled(const Uuid& account, bool disabled) = 0;
  virtual Status Remove(const Uuid& account) = 0;
  virtual Result<std::string> GivePassword(const Uuid& account) = 0;
  virtual Result<accounts::IssuedToken> Issue(const accounts::NewToken& token) = 0;
  virtual Status Revoke(const Uuid& token) = 0;

  // The account of a login name. Errors: kNotFound "account.unknown".
  Result<accounts::Account> Find(const std::string& login);
};

// Errors: those of Accounts::Open.
Result<std::unique_ptr<AccountKeeper>> KeepDirectory(const std::string& directory);

struct OfficeLogin {
  std::string url;          // "https://192.0.2.7:8083"
  std::string authorities;  // PEM file of the certificates to trust; empty = the system's
  std::string login;        // of an administrator
  std::string password;
};
// Logs in; out again at the end. Errors: kPermissionDenied "login.refused"; those of http::Client.
Result<std::unique_ptr<AccountKeeper>> KeepOffice(const OfficeLogin& login);

}  // namespace paktum::cli
