// P-18: the group at risk of long-term unemployment, its threshold, and the months held against it.
#include "libs/plan/long_term_unemployment.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "libs/base/check.h"
#include "paktum/command/v1/government_office.pb.h"
#include "paktum/command/v1/pathway.pb.h"
#include "paktum/options/v1/options.pb.h"
#include "tests/unit/plan/plan_files.h"

namespace paktum::plan {
namespace {

// Puts the mark on the line of the group's code; `marked` is the text whose line counts.
Changed WithMark(const std::string& code, std::string_view marked = {}) {
  const std::string line = "  code: \"" + code + "\"\n  name";
  return ChangePlan(TiszakecskeText(), "# 12 target groups", line,
                    "  code: \"" + code + "\" long_term_unemployment_risk: true\n  name", marked);
}

const v1::TargetGroup& Group(const std::string& code) {
  const v1::TargetGroup* const group = Tiszakecske().FindTargetGroup(code);
  PAKTUM_CHECK(group != nullptr);
  return *group;
}

TEST(LongTermUnemployment, BothTimesCountTogetherFromTheThresholdOn) {
  const Plan& plan = Tiszakecske();  // three months
  EXPECT_FALSE(AtRiskOfLongTermUnemployment(plan, 0, 0));
  EXPECT_FALSE(AtRiskOfLongTermUnemployment(plan, 2, 0));
  EXPECT_TRUE(AtRiskOfLongTermUnemployment(plan, 3, 0));
  EXPECT_TRUE(AtRiskOfLongTermUnemployment(plan, 0, 3));
  EXPECT_TRUE(AtRiskOfLongTermUnemployment(plan, 2, 1));
}

TEST(LongTermUnemployment, OnlyTheMarkedGroupAsksForMonthsAndOnlyWhenSomeAreRecorded) {
  const Plan& plan = Tiszakecske();
  EXPECT_TRUE(FitsMonthsWithoutWork(plan, Group("TG08"), 0, 0));
  EXPECT_FALSE(FitsMonthsWithoutWork(plan, Group("TG08"), 0, 2));
  EXPECT_FALSE(FitsMonthsWithoutWork(plan, Group("TG08"), 2, 0));
  EXPECT_TRUE(FitsMonthsWithoutWork(plan, Group("TG08"), 1, 2));
  EXPECT_TRUE(FitsMonthsWithoutWork(plan, Group("TG11"), 0, 2));
}

TEST(LongTermUnemployment, TheThresholdIsNoLongerThanMonthsAreRecorded) {
  ExpectOneError(ChangeAfter("rules {", "long_term_unemployment_risk_months: 3",
                             "long_term_unemployment_risk_months: 61"),
                 "long_term_unemployment_risk_months is 61", "at most 60");
  for (const auto* command : {command::v1::EnrolParticipant::descriptor(),
                              command::v1::CompleteEntryData::descriptor()}) {
    for (const char* field : {"months_as_jobseeker", "months_in_public_works"}) {
      EXPECT_EQ(command->FindFieldByName(field)->options().GetExtension(options::v1::rule).max(),
                kMonthsWithoutWorkMax);
    }
  }
}

TEST(LongTermUnemployment, ThePlanMarksOneGroupOfPersonsWhoseDeclarationIsOpen) {
  ExpectOneError(WithMark("TG01", "risk: true  # counted"), "\"TG08\" is the second",
                 "one such group");
  ExpectError(WithMark("TG09"), "\"TG09\" is declared in sealed parts", "not special_category");
  ExpectError(WithMark("TG13"), "\"TG13\" is of organisations", "a group of persons");
}

}  // namespace
}  // namespace paktum::plan
