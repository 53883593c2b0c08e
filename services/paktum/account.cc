#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include "libs/base/secret_file.h"
#include "libs/service/start.h"
#include "services/paktum/account_keeper.h"
#include "services/paktum/commands.h"
#include "services/paktum/token_file.h"

namespace paktum::cli {
namespace {

using accounts::Account;
using accounts::Grant;
using accounts::Scope;

constexpr std::size_t kPasswordFileBytesMax = 1'024;

struct AccountOptions {
  std::string data;  // directory of the office's data
  std::string url;
  std::string authorities;
  std::string administrator;
  std::string password_file;
  std::string login;
  std::vector<std::string> roles;
  bool program = false;
  std::string label = "import";
  std::vector<std::string> scopes;
  std::int64_t days = 90;
  std::string out;
  std::string office;
  std::string token;
};

// A line from the terminal that is not shown.
std::string AskForPassword() {
  termios shown{};
  const bool terminal = ::tcgetattr(STDIN_FILENO, &shown) == 0;
  if (terminal) {
    std::fprintf(stderr, "password: ");
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  std::string line;
  std::getline(std::cin, line);
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    std::fprintf(stderr, "\n");
  }
  return line;
}

Result<std::string> PasswordOf(const AccountOptions& options) {
  if (options.password_file.empty()) return AskForPassword();
  PAKTUM_ASSIGN_OR_RETURN(std::string text,
                          ReadSecretFile(options.password_file, kPasswordFileBytesMax));
  return text.substr(0, text.find('\n'));
}

Result<std::unique_ptr<AccountKeeper>> Open(const AccountOptions& options) {
  if (options.data.empty() == options.url.empty()) {
    return InvalidArgument("account.where", "either --data (office stopped) or --url is needed");
  }
  if (options.url.empty()) return KeepDirectory(AccountsOf(options.data));
  if (options.administrator.empty()) {
    return InvalidArgument("account.who", "--url needs --as LOGIN of an administrator");
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::string password, PasswordOf(options));
  return KeepOffice({options.url, options.authorities, options.administrator, password});
}

Result<std::set<Grant>> GrantsOf(const AccountOptions& options) {
  std::set<Grant> grants;
  for (const std::string& text : options.roles) {
    PAKTUM_ASSIGN_OR_RETURN(Grant grant, accounts::ParseGrant(text));
    grants.insert(std::move(grant));
  }
  return grants;
}

void PrintPassword(const std::string& password) {
  std::printf("password %s\n", password.c_str());
  std::printf("It is shown once. It must be changed at the first login.\n");
}

Status Add(AccountKeeper& keeper, const AccountOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(const std::set<Grant> grants, GrantsOf(options));
  PAKTUM_ASSIGN_OR_RETURN(const AccountKeeper::Added added,
                          keeper.Add(options.login, grants, options.program));
  std::printf("account  %s\n", added.account.id.ToString().c_str());
  if (!added.password.empty()) PrintPassword(added.password);
  return OkStatus();
}

Status List(AccountKeeper& keeper, const AccountOptions&) {
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<Account> all, keeper.List());
  for (const Account& account : all) {
    std::string roles;
    for (const Grant& grant : account.grants) roles += " " + accounts::GrantText(grant);
    std::printf("%s %s %s%s\n", account.id.ToString().c_str(), account.login.c_str(),
                account.disabled ? "disabled" : (account.has_password ? "person" : "program"),
                roles.c_str());
  }
  PAKTUM_ASSIGN_OR_RETURN(const std::vector<accounts::Token> tokens, keeper.Tokens());
  for (const accounts::Token& token : tokens) {
    std::string scopes;
    for (const Scope scope : token.scopes) scopes += " " + std::string(accounts::ScopeName(scope));
    std::printf("token %s of %s %s until %s%s\n", token.id.ToString().c_str(),
                token.account.ToString().c_str(), token.label.c_str(),
                token.expires_at.ToString().c_str(), scopes.c_str());
  }
  return OkStatus();
}

Status Roles(AccountKeeper& keeper, const AccountOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(const Account account, keeper.Find(options.login));
  PAKTUM_ASSIGN_OR_RETURN(const std::set<Grant> grants, GrantsOf(options));
  return keeper.SetGrants(account.id, grants);
}

Status Disable(AccountKeeper& keeper, const AccountOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(const Account account, keeper.Find(options.login));
  return keeper.SetDisabled(account.id, true);
}

Status Enable(AccountKeeper& keeper, const AccountOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(const Account account, keeper.Find(options.login));
  return keeper.SetDisabled(account.id, false);
}

Status Remove(AccountKeeper& keeper, const AccountOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(const Account account, keeper.Find(options.login));
  return keeper.Remove(account.id);
}

Status Password(AccountKeeper& keeper, const AccountOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(const Account account, keeper.Find(options.login));
  PAKTUM_ASSIGN_OR_RETURN(const std::string password, keeper.GivePassword(account.id));
  PrintPassword(password);
  return OkStatus();
}

Status IssueToken(AccountKeeper& keeper, const AccountOptions& options) {
  PAKTUM_ASSIGN_OR_RETURN(const Account account, keeper.Find(options.login));
  accounts::NewToken wanted;
  wanted.account = account.id;
  wanted.label = options.label;
  for (const std::string& text : options.scopes) {
    const std::optional<Scope> scope = accounts::ParseScope(text);
    if (!scope)
      return InvalidArgument("token.scopes", "scopes are commands, read, metrics, persons");
    wanted.scopes.insert(*scope);
  }
  const std::int64_t day_ms = std::int64_t{24} * 3'600'000;
  wanted.expires_at = Instant(SystemClock().Now().unix_ms() + options.days * day_ms);
  PAKTUM_ASSIGN_OR_RETURN(const accounts::IssuedToken issued, keeper.Issue(wanted));
  std::printf("token    %s until %s\n", issued.token.id.ToString().c_str(),
              issued.token.expires_at.ToString().c_str());
  if (!options.out.empty()) return PutToken(options.out, options.office, issued.secret);
  std::printf("secret   %s\nIt is shown once.\n", issued.secret.c_str());
  return OkStatus();
}

Status Revoke(AccountKeeper& keeper, const AccountOptions& options) {
  const std::optional<Uuid> id = Uuid::Parse(options.token);
  if (!id) return InvalidArgument("token.unknown", "--token must be the id of a token");
  return keeper.Revoke(*id);
}

struct Verb {
  std::string_view name;
  Status (*run)(AccountKeeper&, const AccountOptions&);
  const char* purpose;
  enum Needs : std::uint8_t { kNothing, kLogin, kRoles, kScopes, kTokenId } needs;
};

constexpr Verb kVerbs[] = {
    {"add", Add, "Adds an account and prints its first password.", Verb::kRoles},
    {"list", List, "Lists accounts and tokens.", Verb::kNothing},
    {"roles", Roles, "Replaces the roles of an account.", Verb::kRoles},
    {"disable", Disable, "Ends its sessions and tokens; it cannot log in.", Verb::kLogin},
    {"enable", Enable, "Lets a disabled account in again.", Verb::kLogin},
    {"remove", Remove, "Forgets the name of a disabled account.", Verb::kLogin},
    {"password", Password, "Gives a new password, for somebody who forgot.", Verb::kLogin},
    {"token", IssueToken, "Issues a token for a program.", Verb::kScopes},
    {"revoke", Revoke, "Revokes a token.", Verb::kTokenId},
};

void Declare(service::Flags& flags, const Verb& verb, AccountOptions& options) {
  using service::Need;
  flags.Text("--data", options.data, "data directory of the office, which must be stopped");
  flags.Text("--url", options.url, "the office that runs, https://HOST:PORT");
  flags.Text("--as", options.administrator, "login name of an administrator, with --url");
  flags.Text("--password-file", options.password_file,
             "file with that password, mode 0600; otherwise it is asked for");
  flags.Text("--authorities", options.authorities, "PEM file of the certificates to trust");
  if (verb.needs == Verb::kTokenId) {
    flags.Text("--token", options.token, "id of the token", Need::kRequired);
  } else if (verb.needs != Verb::kNothing) {
    flags.Text("--login", options.login, "login name", Need::kRequired);
  }
  if (verb.needs == Verb::kRoles) {
    flags.Texts("--role", options.roles,
                "case_worker, manager, auditor, viewer, administrator; with @PACT in one pact "
                "only; may be repeated");
  }
  if (verb.name == "add") {
    flags.Switch("--program", options.program, "no password: for a program that uses tokens");
  }
  if (verb.needs == Verb::kScopes) {
    flags.Texts("--scope", options.scopes, "commands, read, metrics, persons; may be repeated",
                Need::kRequired);
    flags.Text("--label", options.label, "what it is for");
    flags.Number("--days", options.days, 1, 400, "until it expires");
    flags.Text("--out", options.out, "token file to write it to instead of showing it");
    flags.Text("--office", options.office, "name of the office in that file");
  }
}

int Usage(std::FILE* to, int exit_code) {
  std::fprintf(to, "usage: paktum account VERB (--data DIR | --url URL --as LOGIN) [options]\n\n");
  for (const Verb& verb : kVerbs) {
    std::fprintf(to, "  %-10.*s %s\n", static_cast<int>(verb.name.size()), verb.name.data(),
                 verb.purpose);
  }
  std::fprintf(to, "\npaktum account VERB --help tells its options.\n");
  return exit_code;
}

}  // namespace

int KeepAccounts(int argc, const char* const* argv) {
  const std::string_view wanted = argc < 2 ? "" : argv[1];
  if (wanted == "--help" || wanted == "-h") return Usage(stdout, 0);
  for (const Verb& verb : kVerbs) {
    if (verb.name != wanted) continue;
    AccountOptions options;
    return service::Start(
        argc - 1, argv + 1, {"paktum account " + std::string(verb.name), verb.purpose},
        [&](service::Flags& flags) { Declare(flags, verb, options); },
        [&](service::StopSignal&) -> Status {
          PAKTUM_ASSIGN_OR_RETURN(const auto keeper, Open(options));
          return verb.run(*keeper, options);
        });
  }
  return Usage(stderr, 2);
}

}  // namespace paktum::cli
