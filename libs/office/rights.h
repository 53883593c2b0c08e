#pragma once
// Rights: who may use which route, and send which command, of an office with accounts. Two tables;
// what stands in none is for nobody. Pure and thread-safe.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "libs/accounts/accounts.h"

namespace paktum::office {

// Who a route is for.
enum class Who : std::uint8_t {
  kEverybody,   // also without login
  kAnyAccount,  // whoever is logged in, whatever the roles
  kReaders,     // any role but administrator, in the pact of the path
  kRecorders,   // whoever may send the command of the path, in the pact of the path
  kClerks,      // case workers and managers, in the pact of the path
  kManagers,    // managers, in the pact of the path
  kOperators,   // administrators and auditors
  kAdministrators,
};

struct RouteRule {
  std::string_view method;
  std::string_view pattern;
  Who who;
  // What a token needs to be let in; nothing: sessions only.
  std::optional<accounts::Scope> scope;
  // Also for an account whose password has to be changed first.
  bool before_password_change = false;
};

// The rule of a route by its method and pattern; nullptr when nobody may use it.
const RouteRule* FindRouteRule(std::string_view method, std::string_view pattern);
// All rules.
const std::vector<RouteRule>& RouteRules();

// Roles that a command may be sent with; a command that is not in the table is for managers.
bool MaySend(const accounts::Principal& principal, std::string_view command, std::string_view pact);
// Whether case workers may send the command.
bool IsForCaseWorkers(std::string_view command);

// Whether the principal's roles satisfy the rule. `command` and `pact` are those of the path; empty
// where the path has none. The scope of a token is not looked at.
bool Satisfies(const accounts::Principal& principal, Who who, std::string_view command,
               std::string_view pact);

}  // namespace paktum::office
