#include "services/paktum/administrators.h"

#include <algorithm>

#include "services/paktum/account_keeper.h"
#include "services/paktum/token_file.h"

namespace paktum::cli {
namespace {

using accounts::Account;
using accounts::Grant;
using accounts::Role;
using accounts::Scope;

constexpr const char* kSimulation = "simulation";
constexpr std::int64_t kSimulationMs = std::int64_t{48} * 3'600'000;

Result<std::unique_ptr<AccountKeeper>> KeeperOf(const std::string& data,
                                                const std::string& office) {
  return KeepDirectory(AccountsOf(data + "/" + office));
}

Result<bool> HasAdministrator(AccountKeeper& keeper) {
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<Account> all, keeper.List());
  return std::any_of(all.begin(), all.end(), [](const Account& account) {
    return account.has_password && !account.disabled &&
           account.grants.contains({Role::kAdministrator, std::string(accounts::kEveryPact)});
  });
}

Status MakeSimulationToken(AccountKeeper& keeper, const std::string& office,
                           const std::string& token_file) {
  auto account = keeper.Find(kSimulation);
  if (!account.ok()) {
    PAKTUM_ASSIGN_OR_RETURN(const AccountKeeper::Added added,
                            keeper.Add(kSimulation, {Grant{Role::kManager, "*"}}, true));
    account = added.account;
  }
  PAKTUM_ASSIGN_OR_RETURN(const auto tokens, keeper.Tokens());
  for (const accounts::Token& token : tokens) {
    if (token.account == account->id) PAKTUM_RETURN_IF_ERROR(keeper.Revoke(token.id));
  }
  const Instant expires(SystemClock().Now().unix_ms() + kSimulationMs);
  PAKTUM_ASSIGN_OR_RETURN(
      const accounts::IssuedToken issued,
      keeper.Issue({account->id, kSimulation, {Scope::kCommands, Scope::kRead}, expires}));
  return PutToken(token_file, office, issued.secret);
}

}  // namespace

Result<std::vector<FirstAdministrator>> AddFirstAdministrators(
    const std::string& data, const std::vector<std::string>& offices, const std::string& login) {
  std::vector<FirstAdministrator> made;
  for (const std::string& office : offices) {
    PAKTUM_ASSIGN_OR_RETURN(const auto keeper, KeeperOf(data, office));
    PAKTUM_ASSIGN_OR_RETURN(const bool has, HasAdministrator(*keeper));
    if (has) continue;
    PAKTUM_ASSIGN_OR_RETURN(const AccountKeeper::Added added,
                            keeper->Add(login, {Grant{Role::kAdministrator, "*"}}, false));
    made.push_back({office, added.password});
  }
  return made;
}

Result<std::vector<std::string>> WithoutAdministrator(const std::string& data,
                                                      const std::vector<std::string>& offices) {
  std::vector<std::string> without;
  for (const std::string& office : offices) {
    PAKTUM_ASSIGN_OR_RETURN(const auto keeper, KeeperOf(data, office));
    PAKTUM_ASSIGN_OR_RETURN(const bool has, HasAdministrator(*keeper));
    if (!has) without.push_back(office);
  }
  return without;
}

Status MakeSimulationTokens(const std::string& data, const std::vector<std::string>& offices,
                            const std::string& token_file) {
  for (const std::string& office : offices) {
    PAKTUM_ASSIGN_OR_RETURN(const auto keeper, KeeperOf(data, office));
    PAKTUM_RETURN_IF_ERROR(MakeSimulationToken(*keeper, office, token_file));
  }
  return OkStatus();
}

}  // namespace paktum::cli
