// Differences between what is served and what the records give.
#include "services/audit/replay.h"

#include <gmock/gmock.h>

#include "paktum/view/v1/indicators.pb.h"
#include "paktum/view/v1/schedule.pb.h"

namespace paktum::audit {
namespace {

view::v1::IndicatorsView SampleView() {
  view::v1::IndicatorsView view;
  view.mutable_meta()->set_applied_through(14);
  for (const char* code : {"PO25", "PR25"}) {
    auto& indicator = *view.add_indicators();
    indicator.set_code(code);
    indicator.set_value(104);
    indicator.add_targets()->set_target(120);
  }
  return view;
}

TEST(CompareViews, EqualViewsHaveNoDifferences) {
  Findings findings;
  CompareViews(SampleView(), SampleView(), findings);
  EXPECT_TRUE(findings.empty());
}

TEST(CompareViews, EachDifferenceIsNamedWithBothValues) {
  auto served = SampleView();
  served.mutable_indicators(1)->set_value(103);
  served.mutable_indicators(0)->mutable_targets(0)->set_target(121);
  served.mutable_indicators(0)->add_targets()->set_target(7);
  Findings findings;
  CompareViews(SampleView(), served, findings);
  const std::vector<Finding> expected{
      {"view.differs", "indicators[0].targets[0].target", 0, "120", "121"},
      {"view.differs", "indicators[0].targets[1]", 0, "", "target: 7"},
      {"view.differs", "indicators[1].value", 0, "104", "103"}};
  ASSERT_EQ(findings.list().size(), 3U);
  EXPECT_EQ(findings.list()[0], expected[0]);
  EXPECT_EQ(findings.list()[1].where, expected[1].where);
  EXPECT_THAT(findings.list()[1].found, testing::HasSubstr("target: 7"));
  EXPECT_EQ(findings.list()[2], expected[2]);
}

TEST(CompareViews, SomethingThatIsNotServedIsNamed) {
  auto served = SampleView();
  served.mutable_indicators()->RemoveLast();
  served.mutable_meta()->clear_applied_through();
  Findings findings;
  CompareViews(SampleView(), served, findings);
  ASSERT_EQ(findings.list().size(), 2U);
  EXPECT_EQ(findings.list()[0].where, "meta.applied_through");
  EXPECT_EQ(findings.list()[0].expected, "14");
  EXPECT_EQ(findings.list()[1].where, "indicators[1]");
}

TEST(CompareViews, AnotherViewIsADifference) {
  Findings findings;
  CompareViews(SampleView(), view::v1::ScheduleView(), findings);
  ASSERT_EQ(findings.list().size(), 1U);
  EXPECT_EQ(findings.list()[0].where, "type");
}

TEST(AppliedThrough, IsReadFromAnyView) {
  EXPECT_EQ(AppliedThrough(SampleView()), Position(14));
  EXPECT_EQ(AppliedThrough(view::v1::ScheduleView()), Position(0));
}

}  // namespace
}  // namespace paktum::audit
