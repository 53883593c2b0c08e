// Golden numbers of the Tiszakécske plan (domain.md D3, A5, A6, A9–A12).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/plan/plan_files.h"

namespace paktum::plan {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST(TiszakecskePlan, LoadsWithoutAnError) {
  const PlanReading reading = ReadPlan(TiszakecskeText());
  for (const PlanError& error : reading.errors) {
    ADD_FAILURE() << FormatPlanError("plans/tiszakecske.textproto", error);
  }
  EXPECT_TRUE(reading.plan.has_value());
}

TEST(TiszakecskePlan, IdentityAndPeriod) {
  const Plan& plan = Tiszakecske();
  EXPECT_EQ(plan.pact_id(), "tiszakecske");
  EXPECT_EQ(plan.data().identity().project_code(), "TOP-5.1.2-16-BK1-2017-00003");
  EXPECT_EQ(plan.data().identity().agreement_date(), "2018-10-25");
  EXPECT_EQ(plan.data().identity().total_budget_ft(), 331'830'000);
  EXPECT_EQ(plan.start_date(), Date::Of(2018, 7, 1));
  EXPECT_EQ(plan.end_date(), Date::Of(2021, 6, 30));
  EXPECT_EQ(plan.data().programme().date_sources(0).substr(0, 9), "external:");
  EXPECT_TRUE(plan.data().identity().sources_size() > 0);
}

TEST(TiszakecskePlan, HasThreePillarsNineMeasuresTwelveQuarters) {
  const Plan& plan = Tiszakecske();
  EXPECT_EQ(plan.data().pillars_size(), 3);
  EXPECT_EQ(plan.data().measures_size(), 9);
  ASSERT_EQ(plan.quarters().size(), 12U);
  EXPECT_EQ(plan.quarters().front().ToString(), "2018-Q3");
  EXPECT_EQ(plan.quarters().back().ToString(), "2021-Q2");
}

TEST(TiszakecskePlan, Pillar1HasThreeNamesAndPillar3Two) {
  EXPECT_EQ(Tiszakecske().FindPillar("1")->aliases_size(), 2);
  EXPECT_EQ(Tiszakecske().FindPillar("2")->aliases_size(), 0);
  EXPECT_EQ(Tiszakecske().FindPillar("3")->aliases_size(), 1);
}

TEST(TiszakecskePlan, Plans101Of108CellsOfTheSchedule) {
  const Plan& plan = Tiszakecske();
  EXPECT_EQ(plan.planned_cells(), 101U);
  EXPECT_EQ(static_cast<std::size_t>(plan.data().measures_size()) * plan.quarters().size(), 108U);
}

TEST(TiszakecskePlan, PlannedQuartersOfEachMeasure) {
  const Plan& plan = Tiszakecske();
  std::vector<std::pair<std::string, int>> rows;
  for (const auto& measure : plan.data().measures()) {
    int planned = 0;
    for (const Quarter quarter : plan.quarters()) planned += plan.planned(measure.code(), quarter);
    rows.emplace_back(measure.code(), planned);
  }
  EXPECT_THAT(rows, ElementsAre(Pair("1.1", 10), Pair("1.2", 12), Pair("1.3", 11), Pair("2.1", 12),
                                Pair("2.2", 12), Pair("2.3", 12), Pair("3.1", 12), Pair("3.2", 12),
                                Pair("3.3", 8)));
}

TEST(TiszakecskePlan, ActiveMeasuresOfEachQuarter) {
  const Plan& plan = Tiszakecske();
  std::vector<int> columns;
  for (const Quarter quarter : plan.quarters()) {
    int active = 0;
    for (const auto& measure : plan.data().measures()) {
      active += plan.planned(measure.code(), quarter);
    }
    columns.push_back(active);
  }
  EXPECT_THAT(columns, ElementsAre(6, 7, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9));
}

TEST(TiszakecskePlan, ProjectIndicatorsHaveAMilestoneAndATarget) {
  const std::map<std::string, std::pair<int, int>> expected = {
      {"PO25", {46, 215}}, {"PR25", {0, 104}}, {"PR26", {0, 26}}};
  ASSERT_EQ(Tiszakecske().data().indicators_size(), 3);
  for (const auto& indicator : Tiszakecske().data().indicators()) {
    const auto [milestone, target] = expected.at(indicator.code());
    ASSERT_EQ(indicator.targets_size(), 2) << indicator.code();
    EXPECT_EQ(indicator.targets(0).date(), "2018-10-31");
    EXPECT_EQ(indicator.targets(0).value(), milestone);
    EXPECT_EQ(indicator.targets(1).date(), "2021-06-30");
    EXPECT_EQ(indicator.targets(1).value(), target);
    EXPECT_EQ(indicator.kind(), indicator.code().starts_with("PO") ? v1::Indicator::KIND_OUTPUT
                                                                   : v1::Indicator::KIND_RESULT);
  }
}

TEST(TiszakecskePlan, OnlyMeasures21And31CarryTargets) {
  std::vector<std::pair<std::string, std::int64_t>> targets;
  for (const v1::Indicator* indicator : Tiszakecske().indicators()) {
    if (indicator->code().starts_with("P")) continue;
    for (const auto& target : indicator->targets()) {
      EXPECT_TRUE(target.date_is_derived());
      targets.emplace_back(indicator->code(), target.value());
    }
  }
  EXPECT_THAT(targets, ElementsAre(Pair("2.1.O3", 3), Pair("3.1.R1", 215), Pair("3.1.R2", 104),
                                   Pair("3.1.R3", 26), Pair("3.1.R4", 45)));
}

TEST(TiszakecskePlan, ParticipantsAreCountedFromEnrolmentsAlone) {
  const v1::Definition* definition = DefinitionInForce(*Tiszakecske().FindIndicator("PO25"));
  ASSERT_NE(definition, nullptr);
  EXPECT_THAT(definition->source_event_types(),
              ElementsAre("paktum.participant.v1.ParticipantEnrolled"));
  EXPECT_EQ(definition->aggregate(), v1::Definition::AGGREGATE_COUNT_DISTINCT_PARTICIPANTS);
}

// domain.md A4: no result and no output stays without a figure.
TEST(TiszakecskePlan, EveryIndicatorIsCounted) {
  for (const v1::Indicator* indicator : Tiszakecske().indicators()) {
    EXPECT_NE(DefinitionInForce(*indicator), nullptr) << indicator->code();
  }
}

// domain.md A8
TEST(TiszakecskePlan, EveryServiceStepIsRecordedByItsEventsOrAsAServiceGiven) {
  for (const auto& step : Tiszakecske().data().service_steps()) {
    const bool own = !step.event_types().empty();
    EXPECT_EQ(own, step.number() != 3 && !step.is_principle()) << step.number();
  }
}

TEST(TiszakecskePlan, ForumsCountInNoIndicator) {
  for (const v1::Indicator* indicator : Tiszakecske().indicators()) {
    for (const auto& definition : indicator->definitions()) {
      for (const std::string& type : definition.source_event_types()) {
        EXPECT_NE(type, "paktum.governance.v1.ForumHeld") << indicator->code();
      }
    }
  }
}

TEST(TiszakecskePlan, HiresCountInPr25WithAndWithoutSubsidyWhileVersion1IsInForce) {
  const v1::Indicator& hires = *Tiszakecske().FindIndicator("PR25");
  ASSERT_EQ(hires.definitions_size(), 2);
  EXPECT_EQ(DefinitionInForce(hires)->version(), 1U);
  EXPECT_EQ(DefinitionInForce(hires)->filters_size(), 0);
  EXPECT_EQ(DefinitionInForce(hires)->requires_indicator(), "PO25");
  const v1::Definition* narrow = FindDefinition(hires, 2);
  EXPECT_FALSE(narrow->in_force());
  EXPECT_EQ(narrow->filters(0).field(), "placement");
  EXPECT_THAT(narrow->filters(0).values(), ElementsAre("PLACEMENT_SUBSIDISED"));
}

TEST(TiszakecskePlan, Pr26CountsEmployedChecksOfThoseWhoCountInPr25) {
  const v1::Definition* definition = DefinitionInForce(*Tiszakecske().FindIndicator("PR26"));
  EXPECT_THAT(definition->source_event_types(),
              ElementsAre("paktum.employment.v1.SixMonthStatusChecked"));
  EXPECT_THAT(definition->filters(0).values(), ElementsAre("SIX_MONTH_STATUS_EMPLOYED"));
  EXPECT_EQ(definition->requires_indicator(), "PR25");
}

// P-04
TEST(TiszakecskePlan, Pr26SaysThatTheSixMonthCheckHasNoLatestDay) {
  const v1::Definition* definition = DefinitionInForce(*Tiszakecske().FindIndicator("PR26"));
  EXPECT_THAT(definition->note().hu(), testing::HasSubstr("legkésőbbi napja nincs"));
  EXPECT_THAT(definition->note().en(), testing::HasSubstr("there is no latest day"));
}

TEST(TiszakecskePlan, Lists33MembersAndStates34) {
  EXPECT_EQ(Tiszakecske().data().members_size(), 33);
  EXPECT_EQ(Tiszakecske().data().stated_member_count(), 34U);
  EXPECT_EQ(Tiszakecske().FindProblem("P-01")->printed(), "34");
  EXPECT_EQ(Tiszakecske().FindProblem("P-01")->computed(), "33");
}

TEST(TiszakecskePlan, MembersOfEachType) {
  std::map<std::string, int> counts;
  for (const auto& member : Tiszakecske().data().members()) ++counts[member.type()];
  EXPECT_THAT(counts,
              UnorderedElementsAre(Pair("government-office", 1), Pair("municipality", 17),
                                   Pair("chamber", 1), Pair("employers-body", 1),
                                   Pair("enterprise", 9), Pair("education", 2), Pair("civil", 2)));
}

TEST(TiszakecskePlan, OnlyConsortiumMembersHaveABasis) {
  for (const auto& member : Tiszakecske().data().members()) {
    const bool consortium = Tiszakecske().FindConsortiumMember(member.code()) != nullptr;
    EXPECT_EQ(member.basis() != v1::Member::BASIS_UNSPECIFIED, consortium) << member.code();
    EXPECT_EQ(member.basis_sources_size() > 0, consortium) << member.code();
  }
}

TEST(TiszakecskePlan, NamesOfSoleTradersStandInNoCode) {
  std::vector<std::string> codes;
  for (const auto& member : Tiszakecske().data().members()) {
    if (member.natural_person()) codes.push_back(member.code());
    EXPECT_EQ(member.natural_person(),
              member.printed_name().find("egyéni vállalkozó") != std::string::npos);
  }
  EXPECT_THAT(codes, ElementsAre("enterprise-27", "enterprise-28"));
}

TEST(TiszakecskePlan, TheCountyChamberRepresentsTheNationalOne) {
  EXPECT_EQ(Tiszakecske().FindMember("magyar-kereskedelmi-es-iparkamara")->represented_by(),
            "bacs-kiskun-kereskedelmi-es-iparkamara");
}

TEST(TiszakecskePlan, WageSchemesAre104PersonsAnd154714000Ft) {
  EXPECT_EQ(Tiszakecske().wage_schemes(), (SchemeSum{104, 154'714'000}));
}

TEST(TiszakecskePlan, AllSchemesWithS7OnTopAndInside) {
  EXPECT_EQ(Tiszakecske().data().schemes_size(), 9);
  EXPECT_EQ(Tiszakecske().all_schemes_ft(), 196'037'656);
  EXPECT_EQ(Tiszakecske().all_schemes_without_possibly_inside_ft(), 195'925'156);
}

TEST(TiszakecskePlan, PrintedTotalsOfTheSchemes) {
  std::vector<std::int64_t> totals;
  for (const auto& scheme : Tiszakecske().data().schemes()) {
    totals.push_back(scheme.printed_total_ft());
  }
  EXPECT_THAT(totals, ElementsAre(6'450'000, 116'960'000, 31'304'000, 1'950'000, 1'200'000,
                                  18'000'000, 112'500, 2'511'156, 17'550'000));
}

TEST(TiszakecskePlan, TrainingCostContradictsItselfAsPrinted) {
  const v1::SubsidyScheme& training = *Tiszakecske().FindScheme("S6");
  EXPECT_EQ(training.printed_total_ft(), 18'000'000);
  EXPECT_EQ(training.verdict(), v1::SubsidyScheme::VERDICT_INCONSISTENT_AS_PRINTED);
  EXPECT_EQ(training.printed_unit_basis(), v1::SubsidyScheme::UNIT_BASIS_PERSON);
  EXPECT_EQ(training.unit_basis(), v1::SubsidyScheme::UNIT_BASIS_PERSON_MONTH);
  ASSERT_EQ(training.checks_size(), 2);
  EXPECT_EQ(training.checks(0).product_ft(), 3'600'000);
  EXPECT_FALSE(training.checks(0).agrees_with_printed());
  EXPECT_EQ(training.checks(1).product_ft(), 18'000'000);
  EXPECT_TRUE(training.checks(1).agrees_with_printed());
  EXPECT_THAT(training.problems(), testing::Contains("P-02"));
}

TEST(TiszakecskePlan, TravelInTrainingHasATotalAndNoRate) {
  const v1::SubsidyScheme& travel = *Tiszakecske().FindScheme("S8");
  EXPECT_FALSE(travel.has_unit_amount_ft());
  EXPECT_EQ(travel.verdict(), v1::SubsidyScheme::VERDICT_NOT_CHECKABLE);
  EXPECT_EQ(travel.checks(0).product_ft(), 2'437'500);
}

TEST(TiszakecskePlan, ThreeSupportsHaveNoMoneyLine) {
  const auto& kinds = Tiszakecske().data().support_kinds();
  EXPECT_EQ(std::count_if(kinds.begin(), kinds.end(),
                          [](const auto& kind) { return kind.schemes().empty(); }),
            3);
}

TEST(TiszakecskePlan, StaffIsTenSevenOfThemImplementers) {
  std::map<v1::StaffPost::Area, unsigned> persons;
  std::map<std::string, unsigned> by_organisation;
  for (const auto& post : Tiszakecske().data().staff()) {
    persons[post.area()] += post.persons();
    by_organisation[post.organisation()] += post.persons();
  }
  EXPECT_EQ(persons[v1::StaffPost::AREA_IMPLEMENTATION], 7U);
  EXPECT_EQ(persons[v1::StaffPost::AREA_MANAGEMENT], 3U);
  EXPECT_THAT(by_organisation,
              UnorderedElementsAre(Pair("tiszakecske", 3U), Pair("bacs-kiskun-kormanyhivatal", 2U),
                                   Pair("magyar-maltai-szeretetszolgalat", 5U)));
}

TEST(TiszakecskePlan, TwelveTargetGroupsOfPersonsAndTheEmployers) {
  EXPECT_EQ(Tiszakecske().person_target_groups().size(), 12U);
  EXPECT_EQ(Tiszakecske().data().target_groups_size(), 13);
  EXPECT_TRUE(Tiszakecske().FindTargetGroup("TG13")->is_organisation());
}

TEST(TiszakecskePlan, ExactlyHealthAndEthnicOriginAreSpecialCategories) {
  std::vector<std::string> special;
  for (const auto& group : Tiszakecske().data().target_groups()) {
    if (group.special_category()) special.push_back(group.code());
  }
  EXPECT_THAT(special, ElementsAre("TG09", "TG10"));
}

TEST(TiszakecskePlan, FifteenServiceLinesTheLastAPrinciple) {
  EXPECT_EQ(Tiszakecske().data().service_steps_size(), 15);
  for (std::uint32_t number = 1; number <= 15; ++number) {
    EXPECT_EQ(Tiszakecske().FindServiceStep(number)->is_principle(), number == 15) << number;
  }
}

TEST(TiszakecskePlan, ThirteenOfficeTasksAndSixMonitoringDuties) {
  EXPECT_EQ(Tiszakecske().data().pact_office_tasks_size(), 13);
  EXPECT_EQ(Tiszakecske().data().monitoring_duties_size(), 6);
}

TEST(TiszakecskePlan, ActivityCodesAre20And5And2) {
  std::map<std::string, int> assignments;
  for (const auto& section : Tiszakecske().data().activity_sections()) {
    for (const auto& activity : section.activities()) {
      for (const auto& assigned : activity.assignments()) ++assignments[assigned.organisation()];
    }
  }
  EXPECT_THAT(assignments,
              UnorderedElementsAre(Pair("tiszakecske", 20), Pair("bacs-kiskun-kormanyhivatal", 5),
                                   Pair("magyar-maltai-szeretetszolgalat", 2)));
}

TEST(TiszakecskePlan, TwentyEightDocumentKindsThreeProjectPlans) {
  EXPECT_EQ(Tiszakecske().data().document_kinds_size(), 28);
  EXPECT_EQ(Tiszakecske().FindDocumentKind("D07")->stated_count(), 3U);
}

// domain.md A4, A16
TEST(TiszakecskePlan, DocumentKindsOfEachMeasure) {
  std::map<std::string, std::vector<std::string>> kinds;
  for (const auto& kind : Tiszakecske().data().document_kinds()) {
    for (const std::string& measure : kind.measures()) kinds[measure].push_back(kind.code());
  }
  EXPECT_THAT(
      kinds,
      ElementsAre(Pair("1.2", ElementsAre("D21")), Pair("1.3", ElementsAre("D22", "D23")),
                  Pair("2.1", ElementsAre("D05", "D06", "D07", "D08", "D12", "D13", "D14"))));
}

TEST(TiszakecskePlan, TenSpecificGoalsInFourGroups) {
  int goals = 0;
  for (const auto& group : Tiszakecske().data().specific_goals()) goals += group.goals_size();
  EXPECT_EQ(Tiszakecske().data().specific_goals_size(), 4);
  EXPECT_EQ(goals, 10);
}

TEST(TiszakecskePlan, EveryOfficeServiceHasItsConsortiumMember) {
  EXPECT_EQ(Tiszakecske().FindOffice("pact_office")->member(), "tiszakecske");
  EXPECT_EQ(Tiszakecske().FindOffice("pact_office")->role(), v1::ConsortiumMember::ROLE_LEADER);
  EXPECT_EQ(Tiszakecske().FindOffice("government_office")->member(), "bacs-kiskun-kormanyhivatal");
  EXPECT_EQ(Tiszakecske().FindOffice("charity")->member(), "magyar-maltai-szeretetszolgalat");
}

TEST(TiszakecskePlan, SixMonthRuleRunsFromTheEndOfTheSubsidyAtAnyEmployer) {
  const v1::SixMonthRule& rule = Tiszakecske().data().rules().six_month_rule();
  EXPECT_EQ(rule.anchor(), v1::SixMonthRule::ANCHOR_END_OF_SUBSIDY);
  EXPECT_EQ(rule.months(), 6U);
  EXPECT_TRUE(rule.any_employer());
  EXPECT_EQ(Tiszakecske().data().rules().long_term_unemployment_risk_months(), 3U);
  EXPECT_EQ(Tiszakecske().data().rules().small_cell_threshold(), 10U);
}

TEST(TiszakecskePlan, ListsTheProblemsOfItsSource) {
  std::set<std::string> ids;
  for (const auto& problem : Tiszakecske().data().problems()) ids.insert(problem.id());
  for (int number = 1; number <= 23; ++number) {
    const std::string id = std::string("P-") + (number < 10 ? "0" : "") + std::to_string(number);
    EXPECT_TRUE(ids.contains(id)) << id;
  }
  for (const char* id : {"P-05b", "P-31", "P-32", "P-33", "P-34"}) EXPECT_TRUE(ids.contains(id));
}

TEST(TiszakecskePlan, ForumsAndEvaluationsFallDueSixTimes) {
  for (const char* code :
       {"forum-half-yearly", "interim-evaluation-half-yearly", "status-report-half-yearly"}) {
    const v1::Cadence* cadence = Tiszakecske().FindCadence(code);
    ASSERT_NE(cadence, nullptr) << code;
    EXPECT_EQ(DueDates(*cadence, Tiszakecske().end_date()).size(), 6U) << code;
  }
}

}  // namespace
}  // namespace paktum::plan
