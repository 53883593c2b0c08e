#pragma once
// The rules that a pact begins with: each office appends what its own commands lead to.
#include <string>
#include <string_view>
#include <vector>

#include "libs/access/sign_key.h"

namespace paktum::access {

struct NewMember {
  std::string name;                // "charity"; other programs that connect: "dashboard"
  std::vector<std::string> pacts;  // "*" = all
  std::vector<PublicKey> keys;     // sign its appends
};

// One member as an entry of a rules file, readable by AccessRules::Parse. A name that is no office
// and no program of ours may read everything and append nothing.
std::string RuleText(const NewMember& member);

// A whole rules file.
std::string RulesText(const std::vector<NewMember>& members);

}  // namespace paktum::access
