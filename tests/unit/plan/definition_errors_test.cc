// Errors in indicators and in what they count.
#include <gtest/gtest.h>

#include "libs/plan/internal/check.h"
#include "tests/unit/plan/plan_files.h"

namespace paktum::plan {
namespace {

constexpr std::string_view kPo25 = "code: \"PO25\"";
constexpr std::string_view kPr25 = "code: \"PR25\"";
constexpr std::string_view kPr26 = "code: \"PR26\"";

TEST(PlanIndicators, AnIndicatorStandsOnce) {
  ExpectError(ChangeAfter(kPr26, "code: \"PR26\"", "code: \"PR25\""), "indicator \"PR25\"",
              "the first one is in line");
}

TEST(PlanIndicators, AResultIsNamedAfterItsMeasure) {
  ExpectOneError(ChangeAfter("", "code: \"1.1.R3\"", "code: \"1.2.R9\""),
                 "\"1.2.R9\" is not named after its measure", "\"1.1.R1\"");
}

TEST(PlanIndicators, TargetDatesRise) {
  ExpectOneError(ChangeAfter(kPo25, "date: \"2021-06-30\"", "date: \"2018-10-31\""),
                 "does not follow the one before it", "after 2018-10-31");
}

TEST(PlanIndicators, TargetsLieInTheProgramme) {
  ExpectOneError(ChangeAfter(kPo25, "date: \"2021-06-30\"", "date: \"2021-07-01\""),
                 "2021-07-01 lies outside the programme", "from 2018-07-01 to 2021-06-30");
}

TEST(PlanIndicators, TargetsAreNotNegative) {
  ExpectOneError(ChangeAfter(kPo25, "value: 46", "value: -46"), "value is -46, below zero",
                 "0 or more");
}

TEST(PlanIndicators, TheCodeLetterTellsTheKind) {
  ExpectOneError(ChangeAfter(kPr25, "KIND_RESULT", "KIND_OUTPUT"), "contradicts its code letter",
                 "KIND_RESULT");
  ExpectOneError(ChangeAfter(kPo25, "KIND_OUTPUT", "KIND_RESULT"), "contradicts its code letter",
                 "KIND_OUTPUT");
}

TEST(PlanDefinitions, AnEventTypeExists) {
  ExpectOneError(ChangeAfter(kPo25, "ParticipantEnrolled", "ParticipantEnroled"),
                 "\"paktum.participant.v1.ParticipantEnroled\" is no event type",
                 "did you mean \"paktum.participant.v1.ParticipantEnrolled\"?");
}

TEST(PlanDefinitions, LooksAtSomeEvent) {
  const Changed changed =
      ChangeAfter(kPo25, "source_event_types: [\"paktum.participant.v1.ParticipantEnrolled\"]", "");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].what, "the definition looks at no event type");
}

TEST(PlanDefinitions, AFieldPathExists) {
  ExpectOneError(ChangeAfter(kPr25, "field: \"placement\"", "field: \"placment\""),
                 "paktum.employment.v1.HireRecorded has no field \"placment\"",
                 "did you mean \"placement\"?");
}

TEST(PlanDefinitions, AFieldPathEndsAtAPlainField) {
  ExpectOneError(ChangeAfter(kPr25, "field: \"placement\"", "field: \"placement.kind\""),
                 "\"placement\" of paktum.employment.v1.HireRecorded has no fields of its own",
                 "ends at \"placement\"");
}

TEST(PlanDefinitions, AnEnumValueExists) {
  ExpectOneError(ChangeAfter(kPr25, "PLACEMENT_SUBSIDISED", "PLACEMENT_SUBSIDIZED"),
                 "\"PLACEMENT_SUBSIDIZED\" is no value of paktum.employment.v1.Placement",
                 "did you mean \"PLACEMENT_SUBSIDISED\"?");
}

TEST(PlanDefinitions, TheZeroValueOfAnEnumIsNoFilter) {
  ExpectOneError(ChangeAfter(kPr25, "PLACEMENT_SUBSIDISED", "PLACEMENT_UNSPECIFIED"),
                 "is no value of", "");
}

TEST(PlanDefinitions, AFilterAllowsSomething) {
  ExpectOneError(
      ChangeAfter(kPr26, "filters { field: \"status\" values: [\"SIX_MONTH_STATUS_EMPLOYED\"] }",
                  "filters { field: \"status\" }"),
      "allows no value", "values:");
}

TEST(PlanDefinitions, AFilterLooksAtACodedField) {
  ExpectOneError(
      ChangeAfter(kPr26, "filters { field: \"status\" values: [\"SIX_MONTH_STATUS_EMPLOYED\"] }",
                  "filters { field: \"rule_version\" values: [\"1\"] }"),
      "is no coded field", "a code, a string");
}

// No event of the catalogue has a yes-or-no field today; a message of the plan stands in.
TEST(PlanDefinitions, AYesOrNoFieldIsTrueOrFalse) {
  v1::Cadence cadence;
  cadence.add_filters()->set_field("special_category");
  cadence.mutable_filters(0)->add_values("true");
  cadence.mutable_filters(0)->add_values("yes");
  const internal::SourceText text("");
  const internal::Node node(cadence, nullptr, text, internal::Place{7, 1});
  internal::Errors errors;
  internal::CheckFilters(node, cadence.filters(), *v1::TargetGroup::descriptor(), {}, errors);
  PlanReading reading;
  errors.MoveInto(reading);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].line, 7);
  EXPECT_EQ(reading.errors[0].what, "\"yes\" is no value of the yes-or-no field special_category");
  EXPECT_EQ(reading.errors[0].hint, "\"true\" or \"false\"");
}

TEST(PlanDefinitions, AFilterOnAMeasureNamesOneOfThePlan) {
  ExpectOneError(ChangeAfter("code: \"1.2.O1\"", "values: [\"1.2\"]", "values: [\"1.7\"]"),
                 "\"1.7\" in values is no measure", "");
}

TEST(PlanDefinitions, CountedParticipantsAreNamedByTheEvent) {
  ExpectOneError(ChangeAfter("code: \"1.2.O1\"", "AGGREGATE_COUNT_EVENTS",
                             "AGGREGATE_COUNT_DISTINCT_PARTICIPANTS"),
                 "names no participant", "AGGREGATE_COUNT_EVENTS");
}

TEST(PlanDefinitions, ASumHasAField) {
  ExpectOneError(ChangeAfter("code: \"1.2.O1\"", "AGGREGATE_COUNT_EVENTS", "AGGREGATE_SUM_FIELD"),
                 "without a field to sum", "sum_field:");
}

TEST(PlanDefinitions, ASumFieldNeedsASum) {
  ExpectOneError(ChangeAfter("code: \"1.2.O1\"", "aggregate: AGGREGATE_COUNT_EVENTS",
                             "sum_field: \"participants\" aggregate: AGGREGATE_COUNT_EVENTS"),
                 "sum_field without AGGREGATE_SUM_FIELD", "no sum_field");
}

TEST(PlanDefinitions, ASumFieldIsAWholeNumber) {
  ExpectOneError(
      ChangeAfter("code: \"1.2.O2\"", "sum_field: \"participants\"", "sum_field: \"topic\""),
      "is no whole number", "a single whole number");
}

TEST(PlanDefinitions, ADateFieldIsAText) {
  ExpectOneError(ChangeAfter("code: \"1.2.O2\"", "date_field: \"occurred_on\"",
                             "date_field: \"participants\""),
                 "is no date", "\"occurred_on\"");
}

TEST(PlanDefinitions, ADateFieldExists) {
  ExpectOneError(ChangeAfter(kPo25, "date_field: \"occurred_on\"", "date_field: \"ocurred_on\""),
                 "has no field \"ocurred_on\"", "");
}

TEST(PlanDefinitions, ADateFieldOfTheBodyIsAllowed) {
  EXPECT_TRUE(ParsePlan(ChangeAfter(kPo25, "date_field: \"occurred_on\"",
                                    "date_field: \"document_signed_on\"")
                            .text,
                        "plan")
                  .ok());
}

TEST(PlanDefinitions, VersionsRise) {
  ExpectOneError(ChangeAfter(kPr25, "version: 2", "version: 1"),
                 "definition version 1 does not follow 1", "rising order");
}

TEST(PlanDefinitions, OneIsInForce) {
  ExpectOneError(ChangeAfter(kPr25, "in_force: false", "in_force: true"),
                 "\"PR25\" has a second definition in force", "the first is in line");
}

TEST(PlanDefinitions, ARequiredIndicatorExists) {
  ExpectOneError(ChangeAfter(kPr26, "requires_indicator: \"PR25\"", "requires_indicator: \"PR52\""),
                 "\"PR52\" in requires_indicator is no indicator", "");
}

TEST(PlanDefinitions, ARequiredIndicatorIsCounted) {
  ExpectOneError(
      ChangePlan(ChangeAfter("code: \"3.3.R1\"", "in_force: true", "in_force: false").text, kPr26,
                 "requires_indicator: \"PR25\"", "requires_indicator: \"3.3.R1\""),
      "\"3.3.R1\" has no definition in force", "counted from events");
}

TEST(PlanDefinitions, NoIndicatorRequiresItself) {
  ExpectOneError(ChangeAfter(kPr26, "requires_indicator: \"PR25\"", "requires_indicator: \"PR26\""),
                 "require each other", "without one");
}

TEST(PlanDefinitions, RequirementsFormNoCircle) {
  const Changed changed =
      ChangeAfter(kPr25, "requires_indicator: \"PO25\"", "requires_indicator: \"PR26\"");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 2U);  // seen from both sides
  EXPECT_EQ(reading.errors[0].line, changed.line);
  EXPECT_NE(reading.errors[0].what.find("require each other"), std::string::npos);
}

TEST(PlanDefinitions, OnlyParticipantsAreRequiredElsewhere) {
  ExpectOneError(ChangeAfter("code: \"1.2.O1\"", "aggregate: AGGREGATE_COUNT_EVENTS",
                             "requires_indicator: \"PO25\" aggregate: AGGREGATE_COUNT_EVENTS"),
                 "only counted participants", "no requires_indicator");
}

TEST(PlanDefinitions, AnAggregateIsChosen) {
  ExpectOneError(ChangeAfter("code: \"1.2.O1\"", "aggregate: AGGREGATE_COUNT_EVENTS",
                             "aggregate: AGGREGATE_UNSPECIFIED"),
                 "Definition has no aggregate", "AGGREGATE_COUNT_EVENTS");
}

}  // namespace
}  // namespace paktum::plan
