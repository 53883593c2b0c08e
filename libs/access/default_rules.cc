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

// What is sealed about participants, for those who serve them.
constexpr std::string_view kSealedOfParticipants =
    "paktum.sealed.v1.PersonDetails paktum.sealed.v1.SpecialTargetGroups "
    "paktum.sealed.v1.TargetGroupStatement paktum.sealed.v1.RelatedService paktum.sealed.v1.Note "
    "paktum.sealed.v1.StaffName";

constexpr std::array kRights{
    Rights{"pact_office",
           "paktum.pact.v1.* paktum.governance.v1.* paktum.portal.v1.* paktum.evaluation.v1.* "
           "paktum.employment.v1.JobKept paktum.correction.v1.*",
           "pact periods member/ staff/ activity/ body/ document/ partnership-event/ "
           "information-service/ scheme/ work-programme/ business-idea/ network/ business-contact/ "
           "leading-sector/ investment-action/ local-need/ vocational-cooperation/ needs-survey/ "
           "programme-event/ deliverable/ notice/ newsletter/ evaluation/ status-report/ "
           "deviation/ kept-job/",
           "paktum.sealed.v1.StaffName paktum.sealed.v1.NewsletterAddress"},
    Rights{
        "government_office",
        "paktum.participant.v1.* paktum.subsidy.v1.* paktum.employment.v1.* paktum.training.v1.* "
        "paktum.service.v1.MediationDone paktum.privacy.v1.* paktum.pact.v1.StaffAssigned "
        "paktum.pact.v1.StaffReleased paktum.pact.v1.StaffNameErased "
        "paktum.pact.v1.ActivityReported "
        "paktum.governance.v1.DocumentDrafted paktum.governance.v1.DocumentSubmitted "
        "paktum.correction.v1.*",
        "*", kSealedOfParticipants},
    Rights{"charity",
           "paktum.participant.v1.ParticipantRegistered paktum.participant.v1.IdentityClaimed "
           "paktum.participant.v1.TargetGroupDeclared paktum.participant.v1.TargetGroupRefused "
           "paktum.participant.v1.TargetGroupWithdrawn paktum.participant.v1.ConsentGiven "
           "paktum.participant.v1.ConsentWithdrawn paktum.service.v1.* paktum.privacy.v1.* "
           "paktum.pact.v1.StaffAssigned paktum.pact.v1.StaffReleased "
           "paktum.pact.v1.StaffNameErased paktum.pact.v1.ActivityReported "
           "paktum.governance.v1.DocumentDrafted "
           "paktum.governance.v1.DocumentSubmitted paktum.correction.v1.*",
           "*", kSealedOfParticipants},
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
