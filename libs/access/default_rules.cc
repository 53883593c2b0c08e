#include "libs/access/default_rules.h"

#include <algorithm>
#include <array>

namespace paktum::access {
namespace {

constexpr std::string_view kHead =
    "# Who may say and read what (docs/formats/access.md). Changes count within a second, without "
    "a\n"
    "# restart; a file with a mistake changes nothing and is reported.\n";

// Lists of one kind, each separated by a blank.
struct Rights {
  std::string_view name;
  std::string_view may_append;
  std::string_view may_read;
  std::string_view may_unseal;
};

constexpr std::string_view kEverySealed =
    "paktum.sealed.v1.PersonDetails paktum.sealed.v1.SpecialTargetGroups paktum.sealed.v1.Note";

constexpr std::array kRights{
    Rights{"pact_office",
           "paktum.pact.v1.* paktum.governance.v1.* paktum.correction.v1.EventVoided",
           "pact member/ body/ document/ partnership-event/ information-service/ scheme/", ""},
    Rights{
        "government_office",
        "paktum.participant.v1.* paktum.subsidy.v1.* paktum.employment.v1.* paktum.training.v1.* "
        "paktum.privacy.v1.* paktum.correction.v1.EventVoided",
        "*", kEverySealed},
    Rights{"charity",
           "paktum.participant.v1.ParticipantRegistered paktum.participant.v1.IdentityClaimed "
           "paktum.service.v1.* paktum.privacy.v1.* paktum.correction.v1.EventVoided",
           "*", kEverySealed},
    Rights{"auditor", "paktum.inspection.v1.InspectionBundleExported", "*", ""},
};

constexpr Rights kOnlyReads{"", "", "*", ""};

const Rights& RightsOf(std::string_view name) {
  const auto* const found = std::find_if(
      kRights.begin(), kRights.end(), [name](const Rights& rights) { return rights.name == name; });
  return found == kRights.end() ? kOnlyReads : *found;
}

void AddAll(std::string& text, std::string_view field, std::string_view values) {
  while (!values.empty()) {
    const std::size_t end = std::min(values.find(' '), values.size());
    text.append("  ").append(field).append(": \"").append(values.substr(0, end)).append("\"\n");
    values.remove_prefix(std::min(end + 1, values.size()));
  }
}

}  // namespace

std::string RuleText(const NewMember& member) {
  const Rights& rights = RightsOf(member.name);
  std::string text = "members {\n";
  AddAll(text, "name", member.name);
  for (const std::string& pact : member.pacts) AddAll(text, "pacts", pact);
  AddAll(text, "may_append", rights.may_append);
  AddAll(text, "may_read", rights.may_read);
  AddAll(text, "may_unseal", rights.may_unseal);
  for (const PublicKey& key : member.keys) {
    text += "  signing_keys { public_key: \"" + TextOf(key) + "\" }\n";
  }
  return text + "}\n";
}

std::string RulesText(const std::vector<NewMember>& members) {
  std::string text(kHead);
  for (const NewMember& member : members) text += "\n" + RuleText(member);
  return text;
}

}  // namespace paktum::access
