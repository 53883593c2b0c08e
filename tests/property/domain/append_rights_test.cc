// The access rules that a pact begins with let every office append what its own commands record,
// and read the streams that it writes to.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "libs/access/default_rules.h"
#include "libs/access/rules.h"
#include "tests/property/domain/random_history.h"

namespace paktum::domain {
namespace {

const access::AccessRules& DefaultRules() {
  static const auto* const kRules = [] {
    std::vector<access::NewMember> members;
    for (const char* office : {"pact_office", "government_office", "charity"}) {
      members.push_back({.name = office, .pacts = {"*"}, .keys = {}});
    }
    const auto parsed = access::AccessRules::Parse(access::RulesText(members), "default rules");
    if (!parsed.ok()) std::cerr << parsed.status() << "\n";
    return new std::shared_ptr<const access::AccessRules>(*parsed);
  }();
  return **kRules;
}

RC_GTEST_PROP(AppendRights, EveryOfficeMayAppendWhatItsCommandsRecord, ()) {
  Scenario pact = BegunPact();
  Play(pact, *AnyHistory());
  for (const auto& append : pact.appends()) {
    for (const RecordedEvent& event : append) {
      const access::MemberRule* const rule = DefaultRules().Find(event.member);
      RC_ASSERT(rule != nullptr);
      RC_ASSERT(!rule->RefusedType(event.event.SerializeAsString()).has_value());
      RC_ASSERT(rule->MayRead(event.stream));
    }
  }
}

}  // namespace
}  // namespace paktum::domain
