#include "services/paktum/account_keeper.h"

#include <utility>

namespace paktum::cli {
namespace {

using accounts::Account;
using accounts::Accounts;
using accounts::Grant;
using accounts::IssuedToken;
using accounts::NewToken;
using accounts::Token;

class DirectoryKeeper final : public AccountKeeper {
 public:
  Status Open(const std::string& directory) {
    accounts::AccountsOptions options;
    options.directory = directory;
    PAKTUM_ASSIGN_OR_RETURN(accounts_, Accounts::Open(options, clock_));
    return OkStatus();
  }

  Result<std::vector<Account>> List() override { return accounts_->List(); }
  Result<std::vector<Token>> Tokens() override { return accounts_->Tokens(); }
  Result<Added> Add(const std::string& login, const std::set<Grant>& grants,
                    bool program) override {
    Added added;
    if (!program) added.password = accounts::RandomPassword();
    PAKTUM_ASSIGN_OR_RETURN(added.account, accounts_->Add({login, added.password, grants, true}));
    return added;
  }
  Status SetGrants(const Uuid& account, const std::set<Grant>& grants) override {
    return accounts_->SetGrants(account, grants);
  }
  Status SetDisabled(const Uuid& account, bool disabled) override {
    return accounts_->SetDisabled(account, disabled);
  }
  Status Remove(const Uuid& account) override { return accounts_->Remove(account); }
  Result<std::string> GivePassword(const Uuid& account) override {
    std::string password = accounts::RandomPassword();
    PAKTUM_RETURN_IF_ERROR(accounts_->SetPassword(account, password));
    return password;
  }
  Result<IssuedToken> Issue(const NewToken& token) override { return accounts_->Issue(token); }
  Status Revoke(const Uuid& token) override { return accounts_->Revoke(token); }

 private:
  SystemClock clock_;
  std::unique_ptr<Accounts> accounts_;
};

}  // namespace

std::string AccountsOf(const std::string& office_data) { return office_data + "/accounts"; }

Result<Account> AccountKeeper::Find(const std::string& login) {
  PAKTUM_ASSIGN_OR_RETURN(const std::string wanted, accounts::NormalisedLogin(login));
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<Account> all, List());
  for (const Account& account : all) {
    if (account.login == wanted) return account;
  }
  return NotFound("account.unknown", "there is no account of this login name");
}

Result<std::unique_ptr<AccountKeeper>> KeepDirectory(const std::string& directory) {
  auto keeper = std::make_unique<DirectoryKeeper>();
  PAKTUM_RETURN_IF_ERROR(keeper->Open(directory));
  return std::unique_ptr<AccountKeeper>(std::move(keeper));
}

}  // namespace paktum::cli
