// Codes of one kind stand once: the second use is refused with the line of the first.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/plan/plan_files.h"

namespace paktum::plan {
namespace {

struct Twice {
  std::string name;
  std::string anchor;  // text behind which the change is made
  std::string from;
  std::string to;
  std::string what;
};

class UniqueCodes : public testing::TestWithParam<Twice> {};

TEST_P(UniqueCodes, TheSecondUseIsRefused) {
  const Twice& twice = GetParam();
  ExpectError(ChangeAfter(twice.anchor, twice.from, twice.to),
              twice.what + " stands in the plan twice", "the first one is in line");
}

INSTANTIATE_TEST_SUITE_P(
    Plan, UniqueCodes,
    testing::Values(
        Twice{"SourceDocument", "source_documents {", "identity {",
              "source_documents { key: \"T\" title { hu: \"x\" en: \"x\" } } identity {",
              "source document \"T\""},
        Twice{"GoalGroup", "specific_goals {", "code: \"SG2\"", "code: \"SG1\"",
              "goal group \"SG1\""},
        Twice{"Pillar", "pillars {", "code: \"2\"", "code: \"1\"", "pillar \"1\""},
        Twice{"SupportKind", "support_kinds {", "code: \"B2\"", "code: \"B1\"",
              "kind of support \"B1\""},
        Twice{"MemberType", "member_types {", "code: \"chamber\"", "code: \"municipality\"",
              "member type \"municipality\""},
        Twice{"NamedOrganisation", "named_organisations {",
              "code: \"orszagos-foglalkoztatasi-kozhasznu\"", "code: \"lakitelek\"",
              "organisation or body \"lakitelek\""},
        Twice{"ConsortiumMember", "consortium {", "member: \"bacs-kiskun-kormanyhivatal\"",
              "member: \"tiszakecske\"", "consortium member \"tiszakecske\""},
        Twice{"Post", "staff {", "code: \"mentor\"", "code: \"professional-leader\"",
              "post \"professional-leader\""},
        Twice{"PostElsewhere", "staff_as_described_elsewhere {", "code: \"project-manager\"",
              "code: \"partnership-coordinator\"", "post \"partnership-coordinator\""},
        Twice{"ActivitySection", "activity_sections {", "code: \"3.1.1.1 B\"",
              "code: \"3.1.1.1 A\"", "activity section \"3.1.1.1 A\""},
        Twice{"Activity", "activity_sections {", "letter: \"b\"", "letter: \"a\"",
              "activity \"a\""},
        Twice{"Cadence", "cadences {", "code: \"forum-half-yearly\"",
              "code: \"steering-group-quarterly\"", "cadence \"steering-group-quarterly\""},
        Twice{"DocumentKind", "document_kinds {", "code: \"D02\"", "code: \"D01\"",
              "document kind \"D01\""},
        Twice{"PublicSurface", "public_surfaces {", "code: \"facebook-page\"", "code: \"website\"",
              "public surface \"website\""}),
    [](const auto& twice) { return twice.param.name; });

TEST(PlanCodes, ADocumentKindNamesAMeasureOnce) {
  ExpectOneError(
      ChangeAfter("code: \"D21\"", "measures: [\"1.2\"]", "measures: [\"1.2\", \"1.2\"]"),
      "measure \"1.2\" is listed a second time", "each measure once");
}

}  // namespace
}  // namespace paktum::plan
