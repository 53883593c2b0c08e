#include "libs/accounts/account.h"

#include <algorithm>
#include <array>
#include <utility>

namespace paktum::accounts {
namespace {

constexpr std::array kRoles{
    std::pair{Role::kCaseWorker, std::string_view("case_worker")},
    std::pair{Role::kManager, std::string_view("manager")},
    std::pair{Role::kAuditor, std::string_view("auditor")},
    std::pair{Role::kViewer, std::string_view("viewer")},
    std::pair{Role::kAdministrator, std::string_view("administrator")},
};
constexpr std::array kScopes{
    std::pair{Scope::kCommands, std::string_view("commands")},
    std::pair{Scope::kRead, std::string_view("read")},
    std::pair{Scope::kMetrics, std::string_view("metrics")},
    std::pair{Scope::kPersons, std::string_view("persons")},
};
constexpr std::size_t kPactBytesMax = 64;

template <typename Table, typename Value>
std::string_view NameIn(const Table& table, Value value) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [value](const auto& row) { return row.first == value; });
  PAKTUM_CHECK(found != table.end());
  return found->second;
}

template <typename Value, typename Table>
std::optional<Value> ValueIn(const Table& table, std::string_view name) {
  for (const auto& [value, text] : table) {
    if (text == name) return value;
  }
  return std::nullopt;
}

bool IsPactCode(std::string_view text) {
  return !text.empty() && text.size() <= kPactBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

}  // namespace

std::string_view RoleName(Role role) { return NameIn(kRoles, role); }
std::optional<Role> ParseRole(std::string_view name) { return ValueIn<Role>(kRoles, name); }
std::string_view ScopeName(Scope scope) { return NameIn(kScopes, scope); }
std::optional<Scope> ParseScope(std::string_view name) { return ValueIn<Scope>(kScopes, name); }

Result<Grant> ParseGrant(std::string_view text) {
  const std::size_t at = text.find('@');
  const std::optional<Role> role = ParseRole(text.substr(0, at));
  const std::string_view pact = at == text.npos ? kEveryPact : text.substr(at + 1);
  const bool placed =
      pact == kEveryPact || (IsPactCode(pact) && role != std::optional(Role::kAdministrator));
  if (!role || !placed) {
    return InvalidArgument("account.grant",
                           "a right is ROLE or ROLE@PACT with one of the roles case_worker, "
                           "manager, auditor, viewer, administrator (of every pact only)");
  }
  return Grant{*role, std::string(pact)};
}

std::string GrantText(const Grant& grant) {
  return std::string(RoleName(grant.role)) + "@" + grant.pact;
}

Result<std::string> NormalisedLogin(std::string_view typed) {
  std::string login;
  bool fits = typed.size() >= kLoginCharactersMin && typed.size() <= kLoginCharactersMax;
  for (const char c : typed) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    fits = fits && ((small >= 'a' && small <= 'z') || (small >= '0' && small <= '9') ||
                    small == '.' || small == '_' || small == '-' || small == '@');
    login += small;
  }
  if (fits) return login;
  return InvalidArgument("account.login",
                         "a login name is 3–64 characters of a–z, 0–9, '.', '_', '-' and '@'");
}

}  // namespace paktum::accounts
