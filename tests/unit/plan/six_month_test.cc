// P-04: the day from which the six months of a job run, for each rule that a plan may choose.
#include "libs/plan/six_month.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/plan/plan_files.h"

namespace paktum::plan {
namespace {

Date Day(const std::string& text) { return *Date::Parse(text); }

Plan WithAnchor(const std::string& anchor) {
  auto reading = ReadPlan(
      ChangeAfter("six_month_rule {", "anchor: ANCHOR_END_OF_SUBSIDY", "anchor: " + anchor).text);
  EXPECT_TRUE(reading.plan.has_value());
  return *reading.plan;
}

const Plan& EndOfSubsidy() { return Tiszakecske(); }
const Plan& EndOfFollowOn() {
  static const Plan plan = WithAnchor("ANCHOR_END_OF_FOLLOW_ON");
  return plan;
}
const Plan& StartOfJob() {
  static const Plan plan = WithAnchor("ANCHOR_START_OF_JOB");
  return plan;
}

// A job that a grant of S2 supports: eight months, and four of continued employment after them.
FollowedJob Job() { return {"grant", "employer", Day("2019-03-01"), {}}; }
JobSupport Support() {
  return {"grant", "S2", "employer", "job", Day("2019-03-01"), Day("2019-10-31"), {}};
}
// Of the same employer, named by no job.
JobSupport Further(const std::string& from, const std::string& until) {
  return {"further", "S2", "employer", "", Day(from), Day(until), {}};
}

std::string Reference(const Plan& plan, const FollowedJob& job,
                      const std::vector<JobSupport>& supports) {
  return SixMonthReference(plan, job, supports).ToString();
}

TEST(SixMonthRule, RunsFromTheDayThatThePlanNames) {
  EXPECT_EQ(Reference(EndOfSubsidy(), Job(), {Support()}), "2019-10-31");
  EXPECT_EQ(Reference(EndOfFollowOn(), Job(), {Support()}), "2020-02-29") << "four months on";
  EXPECT_EQ(Reference(StartOfJob(), Job(), {Support()}), "2019-03-01");
}

TEST(SixMonthRule, ASchemeWithoutAFollowOnDutyAddsNothing) {
  JobSupport support = Support();
  support.scheme = "S1";
  EXPECT_EQ(Reference(EndOfFollowOn(), Job(), {support}), "2019-10-31");
}

TEST(SixMonthRule, AnIndependentJobAndOneWithoutAKnownSupportRunFromTheirFirstDay) {
  FollowedJob independent = Job();
  independent.grant_id.clear();
  EXPECT_EQ(Reference(EndOfSubsidy(), independent, {Further("2019-03-01", "2019-10-31")}),
            "2019-03-01");
  EXPECT_EQ(Reference(EndOfSubsidy(), Job(), {}), "2019-03-01");
}

TEST(SixMonthRule, AStoppedSupportEndsOnThatDayButNeverLater) {
  JobSupport support = Support();
  support.stopped_on = Day("2019-06-15");
  EXPECT_EQ(Reference(EndOfSubsidy(), Job(), {support}), "2019-06-15");
  EXPECT_EQ(Reference(EndOfFollowOn(), Job(), {support}), "2019-10-15");
  support.stopped_on = Day("2019-12-01");
  EXPECT_EQ(Reference(EndOfSubsidy(), Job(), {support}), "2019-10-31");
}

TEST(SixMonthRule, TheDayLiesWithinTheJob) {
  JobSupport support = Support();
  support.stopped_on = Day("2019-02-01");
  EXPECT_EQ(Reference(EndOfSubsidy(), Job(), {support}), "2019-03-01") << "not before its first";
  FollowedJob ended = Job();
  ended.last_day = Day("2019-08-31");
  EXPECT_EQ(Reference(EndOfSubsidy(), ended, {Support()}), "2019-08-31") << "not after its last";
}

TEST(SixMonthRule, AFurtherSupportOfTheSameEmployerProlongsIt) {
  const JobSupport further = Further("2019-11-01", "2020-02-29");
  EXPECT_EQ(Reference(EndOfSubsidy(), Job(), {Support(), further}), "2020-02-29");
  EXPECT_EQ(Reference(EndOfSubsidy(), Job(), {further, Support()}), "2020-02-29") << "any order";
}

TEST(SixMonthRule, WhatBelongsToAnotherJobDoesNotCount) {
  JobSupport other = Further("2019-11-01", "2020-02-29");
  other.hire_id = "another job";
  EXPECT_EQ(Reference(EndOfSubsidy(), Job(), {Support(), other}), "2019-10-31");
  other = Further("2019-11-01", "2020-02-29");
  other.employer = "another employer";
  EXPECT_EQ(Reference(EndOfSubsidy(), Job(), {Support(), other}), "2019-10-31");
  other = Further("2019-11-01", "2020-02-29");
  other.scheme = "S5";
  EXPECT_EQ(Reference(EndOfSubsidy(), Job(), {Support(), other}), "2019-10-31")
      << "no wage is paid by it";
}

TEST(SixMonthRule, AFurtherSupportHasADayInCommonWithTheJob) {
  FollowedJob ended = Job();
  ended.last_day = Day("2020-01-31");
  EXPECT_EQ(Reference(EndOfSubsidy(), ended, {Support(), Further("2020-01-31", "2020-06-30")}),
            "2020-01-31");
  JobSupport short_one = Support();
  short_one.ends_on = Day("2019-04-30");
  EXPECT_EQ(Reference(EndOfSubsidy(), ended, {short_one, Further("2020-02-01", "2020-06-30")}),
            "2019-04-30")
      << "begins after the last day";
  EXPECT_EQ(Reference(EndOfFollowOn(), Job(), {Further("2018-06-01", "2019-02-28")}), "2019-03-01")
      << "ended before the first day: no support at all";
}

}  // namespace
}  // namespace paktum::plan
