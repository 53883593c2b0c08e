// Errors of content: one test for every rule, each with the line and the advice.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/unit/plan/plan_files.h"

namespace paktum::plan {
namespace {

// --- Frame

TEST(PlanFrame, SchemaVersionIsOne) {
  ExpectOneError(ChangeAfter("", "schema_version: 1", "schema_version: 2"), "schema_version is 2",
                 "schema_version: 1");
}

TEST(PlanFrame, PlanVersionIsAtLeastOne) {
  ExpectOneError(ChangeAfter("", "plan_version: 1", "plan_version: 0"), "plan_version is 0",
                 "1, 2, 3");
}

TEST(PlanFrame, PactIdFitsAnAddress) {
  ExpectOneError(ChangeAfter("", "pact_id: \"tiszakecske\"", "pact_id: \"Tisza.Kecske\""),
                 "cannot stand in an address", "a letter first");
}

TEST(PlanFrame, ProgrammeEndsAfterItStarts) {
  ExpectError(ChangeAfter("programme {", "end_date: \"2021-06-30\"", "end_date: \"2017-06-30\""),
              "ends before it starts", "from 2018-07-01 on");
}

TEST(PlanFrame, LastQuarterFollowsTheFirst) {
  ExpectError(ChangeAfter("programme {", "last_quarter: \"2021-Q2\"", "last_quarter: \"2018-Q2\""),
              "lies before the first", "from 2018-Q3 on");
}

TEST(PlanFrame, TheProgrammeIsBounded) {
  ExpectError(ChangeAfter("programme {", "last_quarter: \"2021-Q2\"", "last_quarter: \"2098-Q2\""),
              "quarters", "at most 80");
}

TEST(PlanFrame, AdoptingBodyIsKnown) {
  ExpectOneError(
      ChangeAfter("identity {", "adopted_by: \"steering-group\"", "adopted_by: \"steering-gruop\""),
      "is no body", "did you mean \"steering-group\"?");
}

TEST(PlanFrame, SmallCellThresholdIsSet) {
  ExpectOneError(ChangeAfter("rules {", "small_cell_threshold: 10", "small_cell_threshold: 0"),
                 "small_cell_threshold is 0", "1 or more");
}

TEST(PlanFrame, CoordinatingBodyIsKnown) {
  ExpectOneError(ChangeAfter("identity {", "coordinated_by: \"pact-office\"",
                             "coordinated_by: \"pact-ofice\""),
                 "is no body", "did you mean \"pact-office\"?");
}

TEST(PlanFrame, RulesAreStated) {
  const PlanReading reading = ReadPlan("schema_version: 1");
  ASSERT_FALSE(reading.errors.empty());
  EXPECT_TRUE(std::any_of(reading.errors.begin(), reading.errors.end(), [](const PlanError& error) {
    return error.what == "the plan has no rules";
  }));
}

TEST(PlanFrame, SixMonthRuleIsStated) {
  Changed changed = ChangeAfter("", "  six_month_rule {", "");
  const std::size_t from = changed.text.find("    version: 1\n    anchor:");
  const std::size_t to = changed.text.find("  }\n", from) + 4;
  changed.text.erase(from, to - from);
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].line, changed.line - 1);  // where the rules begin
  EXPECT_EQ(reading.errors[0].what, "rules has no six_month_rule");
}

TEST(PlanFrame, RiskOfLongTermUnemploymentHasMonths) {
  ExpectOneError(ChangeAfter("rules {", "long_term_unemployment_risk_months: 3",
                             "long_term_unemployment_risk_months: 0"),
                 "long_term_unemployment_risk_months is 0", "1 or more");
}

TEST(PlanFrame, SixMonthRuleHasAVersion) {
  ExpectOneError(ChangeAfter("six_month_rule {", "version: 1", "version: 0"), "version is 0",
                 "1, 2, 3");
}

TEST(PlanFrame, SixMonthRuleHasMonths) {
  ExpectOneError(ChangeAfter("six_month_rule {", "months: 6", "months: 0"), "months is 0",
                 "1 or more");
}

TEST(PlanFrame, ProblemsAreListedOnce) {
  ExpectError(ChangeAfter("id: \"P-33\"", "id: \"P-34\"", "id: \"P-33\""), "\"P-33\"",
              "the first one is in line");
}

// --- Values wherever they stand

TEST(PlanValues, ADayThatIsNotInTheCalendarIsRefused) {
  ExpectOneError(ChangeAfter("identity {", "2018-10-25", "2018-02-30"),
                 "\"2018-02-30\" is no day of the calendar", "YYYY-MM-DD");
}

TEST(PlanValues, AQuarterIsAYearAndAQuarter) {
  ExpectOneError(ChangeAfter("code: \"3.3\"", "2019-Q3", "2019-Q5"), "\"2019-Q5\" is no quarter",
                 "YYYY-Qn");
}

TEST(PlanValues, MoneyIsNotNegative) {
  ExpectError(ChangeAfter("code: \"S8\"", "printed_total_ft: 2511156", "printed_total_ft: -1"),
              "printed_total_ft is -1, below zero", "whole forints");
}

TEST(PlanValues, TextsStandInHungarian) {
  ExpectOneError(
      ChangeAfter("code: \"TG01\"", "hu: \"Legfeljebb alapfokú végzettségű álláskeresők\" ", ""),
      "the Hungarian text is missing", "hu:");
}

TEST(PlanValues, TextsStandInEnglish) {
  ExpectOneError(
      ChangeAfter("code: \"TG01\"", "en: \"Jobseekers with at most primary education\" ", ""),
      "the English text is missing", "en:");
}

TEST(PlanValues, ARequiredFieldIsMissed) {
  const Changed changed = ChangeAfter("code: \"TG11\"", "  name {", "  description {");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].line, changed.line - 2);  // where the group begins
  EXPECT_EQ(reading.errors[0].what, "TargetGroup has no name");
}

TEST(PlanValues, ARequiredCodeIsMissed) {
  const Changed changed =
      ChangeAfter("code: \"S5\"", "  payer: \"bacs-kiskun-kormanyhivatal\"\n", "\n");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].what, "SubsidyScheme has no payer");
  EXPECT_EQ(reading.errors[0].hint, "payer: \"…\"");
}

TEST(PlanValues, AListHasNoEmptyElement) {
  ExpectOneError(ChangeAfter("code: \"TG11\"", "\"T:367\"", "\"\""),
                 "an element of sources is empty", "or no element");
}

TEST(PlanValues, AnOpenEnumIsMissed) {
  const Changed changed = ChangeAfter("code: \"S9\"", "  verdict: VERDICT_CONSISTENT\n", "\n");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].what, "SubsidyScheme has no verdict");
  EXPECT_NE(reading.errors[0].hint.find("VERDICT_NOT_CHECKABLE"), std::string::npos);
}

TEST(PlanValues, EverythingHasASource) {
  const Changed changed =
      ChangeAfter("code: \"TG11\"", "  sources: [\"T:311\", \"T:367\"]\n", "\n");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].what, "TargetGroup has no sources");
}

TEST(PlanValues, ASourceReferenceHasItsForm) {
  ExpectOneError(ChangeAfter("code: \"TG11\"", "\"T:367\"", "\"line 367\""),
                 "\"line 367\" is no source reference", "derived");
}

TEST(PlanValues, ASourceNamesADeclaredDocument) {
  ExpectOneError(ChangeAfter("code: \"TG11\"", "\"T:367\"", "\"X:367\""),
                 "names a document that is not declared", "T");
}

TEST(PlanValues, AProblemIsListed) {
  ExpectOneError(ChangeAfter("code: \"S3\"", "problems: [\"P-08\", \"P-13\"]",
                             "problems: [\"P-08\", \"P-99\"]"),
                 "\"P-99\" in problems is no problem", "");
}

TEST(PlanValues, ACodeHasNoAccents) {
  ExpectOneError(ChangeAfter("public_surfaces", "code: \"website\"", "code: \"wébsite\""),
                 "is no code", "without accents");
}

// --- Pillars and measures

TEST(PlanMeasures, APillarIsKnown) {
  ExpectOneError(ChangeAfter("code: \"2.3\"", "pillar: \"2\"", "pillar: \"4\""),
                 "\"4\" in pillar is no pillar", "one of 1, 2, 3");
}

TEST(PlanMeasures, AMeasureIsNamedAfterItsPillar) {
  Changed changed = ChangeAfter("code: \"2.3\"", "pillar: \"2\"", "pillar: \"3\"");
  --changed.line;  // the code stands above
  ExpectOneError(changed, "is not named after its pillar", "begins with \"3.\"");
}

TEST(PlanMeasures, AMeasureStandsOnce) {
  ExpectError(ChangeAfter("", "code: \"1.2\"", "code: \"1.1\""), "measure \"1.1\"",
              "the first one is in line");
}

TEST(PlanMeasures, AQuarterLiesInTheProgramme) {
  ExpectOneError(
      ChangeAfter("code: \"3.3\"", "last_quarter: \"2021-Q2\"", "last_quarter: \"2021-Q3\""),
      "2021-Q3 lies outside the programme", "from 2018-Q3 to 2021-Q2");
}

TEST(PlanMeasures, QuartersOfAMeasureRise) {
  ExpectOneError(
      ChangeAfter("code: \"3.3\"", "last_quarter: \"2021-Q2\"", "last_quarter: \"2019-Q2\""),
      "lies before the first", "from 2019-Q3 on");
}

TEST(PlanMeasures, AResponsibleIsKnown) {
  ExpectOneError(ChangeAfter("code: \"3.3\"", "party: \"pact-office\"", "party: \"pact-offise\""),
                 "is no member, named organisation or body", "did you mean \"pact-office\"?");
}

TEST(PlanMeasures, SomebodyIsResponsible) {
  const Changed changed =
      ChangeAfter("code: \"3.3\"",
                  "  responsibles { party: \"pact-office\" sources: [\"T:401\", \"T:645\"] }", "");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].what, "measure \"3.3\" has nobody responsible");
}

TEST(PlanMeasures, ATargetGroupOfABeneficiaryIsKnown) {
  ExpectOneError(ChangeAfter("code: \"3.2\"", "\"TG12\"", "\"TG99\""),
                 "\"TG99\" in target_groups is no target group", "did you mean \"TG09\"?");
}

TEST(PlanMeasures, AnActivityTypeIsAnEvent) {
  ExpectOneError(
      ChangeAfter("code: \"2.3\"", "activity_event_types: [\"paktum.governance.v1.ForumHeld",
                  "activity_event_types: [\"paktum.governance.v1.ForumHeldd"),
      "is no event type", "did you mean \"paktum.governance.v1.ForumHeld\"?");
}

TEST(PlanMeasures, AnActivityTypeCountsForOneMeasure) {
  ExpectOneError(
      ChangeAfter("code: \"2.3\"", "activity_event_types: [\"paktum.governance.v1.ForumHeld",
                  "activity_event_types: [\"paktum.governance.v1.SteeringGroupMeetingHeld"),
      "is listed a second time", "measure 2.2 has it already");
}

TEST(PlanMeasures, EventsThatNameTheirMeasureAreNotListed) {
  ExpectOneError(
      ChangeAfter("code: \"2.3\"", "activity_event_types: [\"paktum.governance.v1.ForumHeld",
                  "activity_event_types: [\"paktum.governance.v1.PartnershipEventHeld"),
      "name their measure themselves", "leave it out");
}

// --- Schemes

TEST(PlanSchemes, ASchemeStandsOnce) {
  ExpectError(ChangeAfter("", "code: \"S2\"", "code: \"S1\""), "scheme \"S1\"",
              "the first one is in line");
}

TEST(PlanSchemes, ThePayerIsAMember) {
  ExpectOneError(
      ChangeAfter("code: \"S5\"", "payer: \"bacs-kiskun-kormanyhivatal\"", "payer: \"nobody\""),
      "\"nobody\" in payer is no member", "one of");
}

TEST(PlanSchemes, IntensityIsAtMostAHundredPercent) {
  ExpectOneError(ChangeAfter("code: \"S2\"", "intensity_percent: 100", "intensity_percent: 101"),
                 "intensity_percent is 101", "1 to 100");
}

TEST(PlanSchemes, AHeadCountIsNotZero) {
  ExpectOneError(ChangeAfter("code: \"S4\"", "persons: 15", "persons: 0"), "persons is 0",
                 "no persons");
}

TEST(PlanSchemes, AnIntensityIsNotZero) {
  ExpectOneError(ChangeAfter("code: \"S2\"", "intensity_percent: 100", "intensity_percent: 0"),
                 "intensity_percent is 0", "no intensity_percent");
}

TEST(PlanSchemes, ALengthIsNotZero) {
  ExpectOneError(ChangeAfter("code: \"S1\"", "days: 90", "days: 0"), "days is 0", "no days");
  ExpectOneError(ChangeAfter("code: \"S1\"", "months: 3", "months: 0"), "months is 0", "no months");
}

TEST(PlanSchemes, AUnitAmountSaysWhatItIsFor) {
  ExpectError(ChangeAfter("code: \"S5\"",
                          "unit_amount_ft: 100000\n  unit_basis: "
                          "UNIT_BASIS_PERSON_MONTH\n",
                          "unit_amount_ft: 100000\n\n"),
              "is not said", "UNIT_BASIS_PERSON_MONTH");
}

TEST(PlanSchemes, AWageSchemeHasAHeadCount) {
  const Changed changed = ChangeAfter("code: \"S3\"", "  persons: 26\n", "\n");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].what, "wage scheme \"S3\" has no head count");
}

TEST(PlanSchemes, AProductIsComputedAgain) {
  ExpectOneError(ChangeAfter("code: \"S6\"", "product_ft: 3600000", "product_ft: 3600001"),
                 "the factors give 3600000", "product_ft: 3600000");
}

TEST(PlanSchemes, AgreementWithThePrintIsComputedAgain) {
  ExpectError(
      ChangeAfter("code: \"S6\"", "agrees_with_printed: false", "agrees_with_printed: true"),
      "is not the printed total 18000000", "agrees_with_printed: false");
}

TEST(PlanSchemes, AProductThatDoesNotFitIsRefused) {
  ExpectOneError(ChangeAfter("code: \"S5\"", "factors: [1, 12, 100000]",
                             "factors: [9000000000000000000, 12, 100000]"),
                 "cannot be multiplied", "0 or more");
}

TEST(PlanSchemes, ACheckHasFactors) {
  const Changed changed = ChangeAfter("code: \"S5\"", "factors: [1, 12, 100000]", "factors: [1]");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].what, "a check multiplies at least two factors");
}

TEST(PlanSchemes, AVerdictFollowsFromItsChecks) {
  ExpectOneError(
      ChangeAfter("code: \"S6\"", "VERDICT_INCONSISTENT_AS_PRINTED", "VERDICT_CONSISTENT"),
      "the verdict on \"S6\" does not follow", "all checks agree");
  ExpectOneError(
      ChangeAfter("code: \"S5\"", "VERDICT_CONSISTENT", "VERDICT_INCONSISTENT_AS_PRINTED"),
      "the verdict on \"S5\" does not follow", "contradicts");
  ExpectOneError(ChangeAfter("code: \"S5\"", "VERDICT_CONSISTENT", "VERDICT_NOT_CHECKABLE"),
                 "the verdict on \"S5\" does not follow", "no check agrees");
  ExpectOneError(
      ChangeAfter("code: \"S8\"", "VERDICT_NOT_CHECKABLE", "VERDICT_CONSISTENT_ON_A_READING"),
      "the verdict on \"S8\" does not follow", "one check at least agrees");
}

TEST(PlanSchemes, ASchemeLiesInsideAnotherKnownOne) {
  ExpectOneError(ChangeAfter("code: \"S7\"", "possibly_inside: \"S6\"", "possibly_inside: \"S0\""),
                 "is no scheme", "");
  ExpectOneError(ChangeAfter("code: \"S7\"", "possibly_inside: \"S6\"", "possibly_inside: \"S7\""),
                 "cannot lie inside itself", "another scheme");
}

TEST(PlanSchemes, ASupportNamesKnownSchemes) {
  ExpectOneError(
      ChangeAfter("code: \"B3\"", "schemes: [\"S1\", \"S2\"]", "schemes: [\"S1\", \"S20\"]"),
      "\"S20\" in schemes is no scheme", "");
}

// --- Target groups and service steps

TEST(PlanParticipants, ATargetGroupStandsOnce) {
  ExpectError(ChangeAfter("target_groups {\n  code: \"TG01\"", "code: \"TG12\"", "code: \"TG11\""),
              "target group \"TG11\"", "the first one is in line");
}

TEST(PlanParticipants, OverlapsAreKnown) {
  ExpectOneError(ChangeAfter("code: \"TG02\"", "overlaps: [\"TG03\"]", "overlaps: [\"TG33\"]"),
                 "\"TG33\" in overlaps is no target group", "");
}

TEST(PlanParticipants, ServiceStepsAreNumberedInOrder) {
  ExpectOneError(ChangeAfter("service_steps", "number: 9", "number: 10"),
                 "service step 10 stands in place 9", "number: 9");
}

TEST(PlanParticipants, APrincipleIsNotRecorded) {
  ExpectError(ChangeAfter("number: 15", "is_principle: true",
                          "is_principle: true recorded_about: RECORD_UNIT_PERSON"),
              "nothing is recorded of a principle", "no recorded_about");
}

TEST(PlanParticipants, AStepIsRecordedAboutSomebody) {
  const Changed changed =
      ChangeAfter("service_steps {\n  number: 3", "  recorded_about: RECORD_UNIT_PERSON\n", "\n");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_NE(reading.errors[0].what.find("service step 3"), std::string::npos);
}

// --- Organisations

TEST(PlanOrganisations, AMemberHasAKnownType) {
  ExpectOneError(ChangeAfter("code: \"kalfem\"", "type: \"enterprise\"", "type: \"enterprize\""),
                 "\"enterprize\" in type is no member type", "did you mean \"enterprise\"?");
}

TEST(PlanOrganisations, AMemberStandsOnce) {
  ExpectError(ChangeAfter("", "code: \"mizsetap\"", "code: \"lakitelek\""),
              "organisation or body \"lakitelek\"", "the first one is in line");
}

TEST(PlanOrganisations, AMemberAndABodyShareNoCode) {
  ExpectError(ChangeAfter("bodies {", "code: \"work-organisation\"", "code: \"tiszakecske\""),
              "organisation or body \"tiszakecske\"", "the first one is in line");
}

TEST(PlanOrganisations, MembersAreNumberedInOrder) {
  ExpectOneError(ChangeAfter("code: \"kalfem\"", "number: 29", "number: 30"),
                 "member number 30 stands in place 29", "number: 29");
}

TEST(PlanOrganisations, ARepresentativeIsAMember) {
  ExpectOneError(ChangeAfter("code: \"magyar-kereskedelmi-es-iparkamara\"",
                             "represented_by: \"bacs-kiskun-kereskedelmi-es-iparkamara\"",
                             "represented_by: \"bacs-kiskun-kereskedelmi-iparkamara\""),
                 "is no member", "did you mean");
}

TEST(PlanOrganisations, NobodyRepresentsItself) {
  ExpectOneError(ChangeAfter("code: \"magyar-kereskedelmi-es-iparkamara\"",
                             "represented_by: \"bacs-kiskun-kereskedelmi-es-iparkamara\"",
                             "represented_by: \"magyar-kereskedelmi-es-iparkamara\""),
                 "cannot represent itself", "another member");
}

TEST(PlanOrganisations, TheConsortiumHasOneLeader) {
  const Changed changed = ChangeAfter("consortium {", "role: ROLE_LEADER", "role: ROLE_MEMBER");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].line, changed.line - 2);  // where the consortium begins
  EXPECT_EQ(reading.errors[0].what, "the consortium has 0 leaders");
}

TEST(PlanOrganisations, TheConsortiumIsMadeOfMembers) {
  ExpectError(ChangeAfter("consortium {", "member: \"magyar-maltai-szeretetszolgalat\"",
                          "member: \"magyar-maltai-szeretetszolgalatok\""),
              "is no member", "did you mean \"magyar-maltai-szeretetszolgalat\"?");
}

TEST(PlanOrganisations, AnOfficeServesOneMember) {
  ExpectOneError(
      ChangeAfter("consortium {", "office_service: \"charity\"", "office_service: \"pact_office\""),
      "office service \"pact_office\"", "the first one is in line");
}

TEST(PlanOrganisations, APostBelongsToAMember) {
  ExpectOneError(
      ChangeAfter("code: \"mentor\"", "organisation: \"magyar-maltai-szeretetszolgalat\"",
                  "organisation: \"malta\""),
      "\"malta\" in organisation is no member", "one of");
}

TEST(PlanOrganisations, APostHasPersons) {
  ExpectOneError(ChangeAfter("code: \"mentor\"", "persons: 2", "persons: 0"), "has no persons",
                 "1 or more");
}

TEST(PlanOrganisations, AnActivityIsUndertakenByTheConsortium) {
  ExpectOneError(
      ChangeAfter("letter: \"m\"", "organisation: \"tiszakecske\"", "organisation: \"lakitelek\""),
      "is no consortium member", "one of tiszakecske");
}

TEST(PlanOrganisations, SomebodyUndertakesAnActivity) {
  const Changed changed =
      ChangeAfter("letter: \"m\"",
                  "    assignments { organisation: \"tiszakecske\" sources: [\"T:450\"] }", "");
  const PlanReading reading = ReadPlan(changed.text);
  ASSERT_EQ(reading.errors.size(), 1U);
  EXPECT_EQ(reading.errors[0].what, "nobody undertakes activity \"m\"");
}

TEST(PlanOrganisations, AnActivityIsAssignedOnceToEach) {
  ExpectError(
      ChangeAfter("letter: \"c\"\n    name { hu: \"Projektmenedzsment\"",
                  "organisation: \"bacs-kiskun-kormanyhivatal\"", "organisation: \"tiszakecske\""),
      "assignment of \"tiszakecske\"", "the first one is in line");
}

// --- Governance

TEST(PlanGovernance, ACadenceComesRound) {
  ExpectOneError(ChangeAfter("cadences {", "interval_months: 3", "interval_months: 0"),
                 "interval_months is 0", "1 or more");
}

TEST(PlanGovernance, ACadenceBelongsToABody) {
  ExpectOneError(ChangeAfter("cadences {", "body: \"steering-group\"", "body: \"steering\""),
                 "\"steering\" in body is no body", "one of");
}

TEST(PlanGovernance, ACadenceIsSatisfiedByAnEvent) {
  ExpectOneError(ChangeAfter("cadences {", "paktum.governance.v1.SteeringGroupMeetingHeld",
                             "paktum.governance.v1.Meeting"),
                 "\"paktum.governance.v1.Meeting\" is no event type", "");
}

TEST(PlanGovernance, ACadenceFiltersKnownDocuments) {
  ExpectOneError(ChangeAfter("cadences {", "values: [\"D08\"]", "values: [\"D51\"]"),
                 "\"D51\" in values is no document_kind", "");
}

TEST(PlanGovernance, ACadenceFilterNeedsAnEvent) {
  ExpectOneError(
      ChangeAfter("code: \"county-meeting-quarterly\"",
                  "event_type: \"paktum.governance.v1.CountyPactMeetingHeld\"\n  first_due",
                  "filters { field: \"measure\" values: [\"2.3\"] } first_due"),
      "a filter without an event type", "no filters");
}

TEST(PlanGovernance, AFirstDueDateLiesInTheProgramme) {
  ExpectOneError(
      ChangeAfter("cadences {", "first_due: \"2018-12-31\"", "first_due: \"2022-12-31\""),
      "2022-12-31 lies outside the programme", "to 2021-06-30");
}

TEST(PlanGovernance, ADocumentIsMadeBySomebodyKnown) {
  ExpectOneError(
      ChangeAfter("code: \"D24\"", "made_by: [\"tiszakecske\"]", "made_by: [\"tiszakecke\"]"),
      "is no member, named organisation or body", "did you mean \"tiszakecske\"?");
}

TEST(PlanGovernance, ADocumentIsApprovedByABody) {
  ExpectOneError(ChangeAfter("code: \"D09\"", "approved_by: \"steering-group\"",
                             "approved_by: \"tiszakecske\""),
                 "\"tiszakecske\" in approved_by is no body", "one of");
}

TEST(PlanGovernance, ADocumentThatReturnsHasMonths) {
  ExpectOneError(ChangeAfter("code: \"D08\"", "interval_months: 12", "interval_months: 0"),
                 "interval_months is 0", "no interval_months");
}

TEST(PlanGovernance, ADocumentIsOutputOfAKnownMeasure) {
  ExpectOneError(ChangeAfter("code: \"D23\"", "measures: [\"1.3\"]", "measures: [\"1.9\"]"),
                 "\"1.9\" in measures is no measure", "");
}

TEST(PlanGovernance, TasksAreNumberedInOrder) {
  ExpectOneError(ChangeAfter("pact_office_tasks {", "number: 8 ", "number: 80 "),
                 "number 80 stands in place 8", "number: 8");
}

TEST(PlanGovernance, ABodyIsHostedByAMember) {
  ExpectOneError(ChangeAfter("bodies {", "host: \"bacs-kiskun-megye\"", "host: \"kecskemet\""),
                 "\"kecskemet\" in host is no member", "one of");
}

}  // namespace
}  // namespace paktum::plan
