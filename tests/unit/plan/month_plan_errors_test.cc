// A plan that counts in months: what the loader refuses, with the place of each error.
#include <gtest/gtest.h>

#include "tests/unit/plan/plan_files.h"

namespace paktum::plan {
namespace {

TEST(MonthPlanErrors, AProgrammeInMonthsNamesNoDate) {
  ExpectOneError(ChangeLentiAfter("programme {", "months: 20",
                                  "start_date: \"2010-01-01\" months: 20", "start_date"),
                 "names a date all the same", "no start_date, or no months");
}

TEST(MonthPlanErrors, AProgrammeIsAtMostTwentyYearsLong) {
  ExpectOneError(ChangeLentiAfter("programme {", "months: 20", "months: 241"),
                 "the programme has 241 months", "at most 240");
}

TEST(MonthPlanErrors, TheLengthHasASource) {
  ExpectOneError(
      ChangeLentiAfter("programme {", "months: 20\n  month_sources: [\"L:71\", \"L:88\"]",
                       "months: 20"),
      "where the length comes from is not said", "month_sources");
}

TEST(MonthPlanErrors, AProgrammeWithoutMonthsAndDatesLacksBoth) {
  ExpectError(
      ChangeLentiAfter("programme {\n  months: 20", "programme {\n  months: 20", "programme {"),
      "Programme has no start_date", "start_date");
}

TEST(MonthPlanErrors, ATargetHasAMonthAndNoDate) {
  ExpectOneError(ChangeLentiAfter("code: \"R5\"", "month: 20", "date: \"2011-10-31\" month: 20"),
                 "counts in months and has no dates", "month: 1 to 20");
  ExpectOneError(ChangeLentiAfter("code: \"R5\"", "month: 20 ", ""), "month is 0 or missing",
                 "month: 1 to 20");
  ExpectOneError(ChangeLentiAfter("code: \"R5\"", "month: 20", "month: 21"),
                 "month 21 lies outside the programme", "month: 1 to 20");
}

TEST(MonthPlanErrors, TargetsFollowEachOther) {
  ExpectOneError(
      ChangeLentiAfter("code: \"R5\"", "definitions {",
                       "targets { month: 20 value: 6 sources: [\"derived\"] } definitions {",
                       "targets { month: 20 value: 6"),
      "the target of month 20 does not follow the one before it", "after 20");
}

TEST(MonthPlanErrors, ARangeEndsAboveItsBeginning) {
  ExpectOneError(ChangeLentiAfter("code: \"1.2.O2\"", "value_max: 60", "value_max: 45"),
                 "the range ends at 45", "value_max above 45");
  ExpectOneError(
      ChangeLentiAfter("code: \"1.2.O2\"", "value_max: 60", "at_least: true value_max: 60"),
      "a range and \"at least\" at once", "not both");
}

TEST(MonthPlanErrors, APlanWithDatesHasNoMonths) {
  ExpectOneError(
      ChangeAfter("code: \"PO25\"", "date: \"2018-10-31\"", "month: 3 date: \"2018-10-31\""),
      "the plan names dates, not months", "date, or programme { months: … }");
  ExpectOneError(ChangeAfter("cadences {", "first_due: \"2018-12-31\"",
                             "first_due_month: 6 first_due: \"2018-12-31\""),
                 "the plan names dates, not months", "first_due");
  ExpectOneError(ChangeAfter("measures {", "planned { first_quarter",
                             "planned { first_month: 1 first_quarter"),
                 "the plan names dates, not months", "first_quarter");
}

TEST(MonthPlanErrors, ADutyHasAFirstMonth) {
  ExpectOneError(ChangeLentiAfter("cadences {", "first_due_month: 12", "first_due_month: 22"),
                 "month 22 lies outside the programme", "first_due_month: 1 to 20");
}

TEST(MonthPlanErrors, APhaseLiesInTheProgrammeAndAfterTheOneBefore) {
  ExpectOneError(ChangeLentiAfter("code: \"2\"", "last_month: 20", "last_month: 21"),
                 "month 21 lies outside the programme", "last_month: 1 to 20");
  ExpectError(ChangeLentiAfter("code: \"2\"", "first_month: 11", "first_month: 10"),
              "begins before the one before it is over", "a month from 11 on");
  ExpectError(ChangeLentiAfter("code: \"2\"", "last_month: 20", "last_month: 10"),
              "the last month lies before the first", "a month from 11 on");
}

TEST(MonthPlanErrors, AnActivityLiesInItsPhase) {
  ExpectOneError(ChangeLentiAfter("code: \"1.4\"", "last_month: 10", "last_month: 11"),
                 "month 11 lies outside phase 1", "1 to 10");
  ExpectOneError(ChangeLentiAfter("code: \"1.4\"", "first_month: 1 last_month: 10",
                                  "first_month: 9 last_month: 3"),
                 "the last month lies before the first", "a month from 9 on");
}

TEST(MonthPlanErrors, AnActivityBelongsToAKnownPhaseOrPillar) {
  ExpectError(ChangeLentiAfter("code: \"1.4\"", "phase: \"1\"", "phase: \"3\""),
              "\"3\" in phase is no phase of this plan", "one of 1, 2");
  ExpectOneError(ChangeLentiAfter("code: \"2.8\"", "code: \"2.8\"", "code: \"3.8\""),
                 "is not named after its phase", "begins with \"2.\"");
  ExpectError(ChangeAfter("measures {", "pillar: \"1\"", "phase: \"1\" pillar: \"1\""),
              "\"1\" in phase is no phase", "the plan has none");
}

TEST(MonthPlanErrors, APlanHasPillarsOrPhases) {
  ExpectError(ChangeLentiAfter("phases {", "phases {",
                               "pillars { code: \"9\" name { hu: \"x\" en: \"x\" } sources: "
                               "[\"derived\"] } phases {"),
              "the plan has pillars and phases", "not both");
}

TEST(MonthPlanErrors, AKindOfOccasionBelongsToAMeasure) {
  ExpectOneError(ChangeLentiAfter("event_kinds {", "measures: [\"1.2\"]", "measures: [\"1.12\"]"),
                 "\"1.12\" in measures is no measure", "");
  ExpectOneError(ChangeLentiAfter("code: \"training-job-fair\"", "measures: [\"1.10\", \"2.6\"]",
                                  "measures: [\"2.6\", \"2.6\"]"),
                 "measure \"2.6\" is listed a second time", "each measure once");
  ExpectError(ChangeLentiAfter("sources: [\"L:75\", \"derived\"]", "  measures: [\"2.4\"]\n", "",
                               "deliverable_kinds {"),
              "no measure has the kind \"publication\"", "measures");
}

TEST(MonthPlanErrors, PersonsOfAnOccasionAreARange) {
  ExpectOneError(ChangeLentiAfter("event_kinds {", "persons_max: 20", "persons_max: 14"),
                 "persons_max 14 is no upper end", "not above it");
  ExpectOneError(ChangeLentiAfter("event_kinds {", "persons_min: 15", "persons_min: 0"),
                 "persons_min is 0", "1 or more");
  ExpectOneError(ChangeLentiAfter("code: \"preparatory-training\"", "days: 2", "days: 0"),
                 "days is 0", "1 or more");
  ExpectOneError(ChangeLentiAfter("code: \"partner-map\"", "stated_count: 1", "stated_count: 0"),
                 "stated_count is 0", "1 or more");
}

TEST(MonthPlanErrors, AFilterNamesAKindOfThePlan) {
  ExpectOneError(ChangeLentiAfter("code: \"1.2.O1\"", "values: [\"partnership-seminar\"]",
                                  "values: [\"partnership-seminarr\"]"),
                 "\"partnership-seminarr\" in values is no kind", "partnership-seminar");
  ExpectOneError(ChangeLentiAfter("code: \"1.3.O1\"", "values: [\"website\"]", "values: [\"web\"]"),
                 "\"web\" in values is no kind", "website");
}

TEST(MonthPlanErrors, DistinctValuesNeedAField) {
  ExpectOneError(
      ChangeLentiAfter("code: \"G1\"\n  name { hu: \"A ", "    distinct_field: \"member_code\"\n",
                       "", "aggregate: AGGREGATE_COUNT_DISTINCT_VALUES"),
      "AGGREGATE_COUNT_DISTINCT_VALUES without a field", "distinct_field");
  ExpectOneError(
      ChangeLentiAfter("code: \"R5\"", "date_field:",
                       "distinct_field: \"document_kind\" date_field:", "distinct_field"),
      "distinct_field without AGGREGATE_COUNT_DISTINCT_VALUES", "aggregate");
  ExpectOneError(ChangeLentiAfter("code: \"G1\"\n  name { hu: \"A ",
                                  "distinct_field: \"member_code\"", "distinct_field: \"basis\""),
                 "is no single text", "a single code or text");
}

TEST(MonthPlanErrors, TheLeaderKeepsAnOffice) {
  ExpectOneError(
      ChangeLentiAfter("consortium {", "  office_service: \"pact_office\"\n", "", "consortium {"),
      "the leader of the consortium has no office", "office_service");
}

TEST(MonthPlanErrors, AServiceStepIsRecordedByKnownEvents) {
  ExpectOneError(ChangeAfter("service_steps {",
                             "sources:", "event_types: [\"paktum.service.v1.Nothing\"] sources:"),
                 "is no event type", "one of paktum.");
}

}  // namespace
}  // namespace paktum::plan
