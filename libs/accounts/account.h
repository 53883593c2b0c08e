#pragma once
// Accounts, roles and tokens of one office as values.
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/result.h"
#include "libs/base/uuid.h"

namespace paktum::accounts {

// What somebody may do. Which command needs which role is for the office to say.
enum class Role : std::uint8_t {
  kCaseWorker,     // records what happens to persons, and meetings
  kManager,        // the same, and what binds the office: voids, documents, the plan
  kAuditor,        // reads everything an office shows
  kViewer,         // reads what an office shows
  kAdministrator,  // keeps the accounts; by itself neither reads nor records
};
// "case_worker", "manager", "auditor", "viewer", "administrator".
std::string_view RoleName(Role role);
std::optional<Role> ParseRole(std::string_view name);

// What a token may be used for, within the rights of its account.
enum class Scope : std::uint8_t {
  kCommands,
  kRead,
  kMetrics,
  kPersons,  // opens what is sealed
};
// "commands", "read", "metrics", "persons".
std::string_view ScopeName(Scope scope);
std::optional<Scope> ParseScope(std::string_view name);

inline constexpr std::string_view kEveryPact = "*";

// A role in one pact, or in all of them.
struct Grant {
  Role role = Role::kViewer;
  std::string pact = std::string(kEveryPact);
  friend auto operator<=>(const Grant&, const Grant&) = default;
};

// "case_worker@tiszakecske", "manager@*" or "manager" (which is every pact).
// Errors: kInvalidArgument "account.grant": no such role, no code of a pact, or an administrator of
// one pact only (accounts are the office's, not a pact's).
Result<Grant> ParseGrant(std::string_view text);
std::string GrantText(const Grant& grant);

// A person, or a program that uses tokens. The login name tells who somebody is: it never stands in
// a log line, a metric, an address or an error.
struct Account {
  Uuid id;            // pseudonymous: the actor of every event
  std::string login;  // NormalisedLogin
  bool has_password = false;
  bool must_change_password = false;  // somebody else knows it
  bool disabled = false;
  std::set<Grant> grants;
  Instant created_at;
};

struct Token {
  Uuid id;
  Uuid account;
  std::string label;  // what it is for, a code: "import"
  std::set<Scope> scopes;
  Instant created_at;
  Instant expires_at;
};

inline constexpr std::size_t kLoginCharactersMin = 3;
inline constexpr std::size_t kLoginCharactersMax = 64;

// The login name in its one form: a–z, 0–9, '.', '_', '-', '@'; capitals become small.
// Errors: kInvalidArgument "account.login".
Result<std::string> NormalisedLogin(std::string_view typed);

}  // namespace paktum::accounts
