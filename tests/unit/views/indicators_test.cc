#include "libs/views/indicators.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "libs/events/catalogue.h"
#include "libs/views/internal/indicator_rows.h"
#include "paktum/view/v1/state.pb.h"
#include "tests/unit/views/view_testing.h"

namespace paktum::views {
namespace {

using testing::Ask;
using testing::Changed;
using testing::Feed;
using testing::Indicator;
using testing::Ledger;
using testing::Made;
using testing::Person;
using testing::Refusal;
using testing::ValueOf;
using view::v1::IndicatorsView;

IndicatorsFold FoldOf(const Ledger& ledger, const plan::Plan& plan = testing::Tiszakecske()) {
  auto fold = Made<IndicatorsFold>(plan);
  Feed(fold, ledger);
  return fold;
}

TEST(Indicators, ShowsTheTargetsOfThePlanBeforeAnythingHappened) {
  const auto fold = Made<IndicatorsFold>();
  const auto view = Ask<IndicatorsView>(fold, "indicators", {{"valid_at", "2018-08-01"}});
  ASSERT_EQ(view.indicators_size(), 3);
  EXPECT_EQ(view.indicators(0).code(), "PO25");
  EXPECT_EQ(view.indicators(1).code(), "PR25");
  EXPECT_EQ(view.indicators(2).code(), "PR26");
  const auto& po25 = view.indicators(0);
  ASSERT_EQ(po25.targets_size(), 2);
  EXPECT_EQ(po25.targets(0).date(), "2018-10-31");
  EXPECT_EQ(po25.targets(0).target(), 46);
  EXPECT_EQ(po25.targets(1).date(), "2021-06-30");
  EXPECT_EQ(po25.targets(1).target(), 215);
  EXPECT_EQ(po25.next_target(), 0);
  EXPECT_EQ(po25.kind(), "output");
  EXPECT_EQ(view.indicators(2).kind(), "result");
  EXPECT_EQ(view.indicators(1).targets(1).target(), 104);
  EXPECT_EQ(view.indicators(2).targets(1).target(), 26);
  EXPECT_EQ(po25.value(), 0);
  EXPECT_EQ(po25.monthly_size(), 2);  // July, and August up to valid_at
  EXPECT_EQ(po25.planned_line_size(), 36);
  EXPECT_EQ(po25.planned_line(35).value(), 215);
  EXPECT_EQ(view.meta().plan_version(), 1u);
  EXPECT_EQ(view.meta().fold_version(), IndicatorsFold::kFoldVersion);
  EXPECT_EQ(view.meta().pact(), "tiszakecske");
  EXPECT_EQ(view.meta().known_at(), "");
}

TEST(Indicators, EnrolmentHireAndCheckMoveEachIndicatorByOne) {
  Ledger ledger;
  ledger.Enrol(1, "2018-09-10");
  ledger.Hire(1, "2018-11-05");
  ledger.Check(1, "2019-12-05", employment::v1::SIX_MONTH_STATUS_EMPLOYED);
  const auto fold = FoldOf(ledger);
  const auto at = [&](const char* code, const char* day) {
    return ValueOf(fold, code, {{"valid_at", day}});
  };
  EXPECT_EQ(at("PO25", "2018-09-09"), 0);
  EXPECT_EQ(at("PO25", "2018-09-10"), 1);
  EXPECT_EQ(at("PR25", "2018-11-04"), 0);
  EXPECT_EQ(at("PR25", "2018-11-05"), 1);
  EXPECT_EQ(at("PR26", "2019-12-04"), 0);
  EXPECT_EQ(at("PR26", "2019-12-05"), 1);
}

TEST(Indicators, ForumAttendanceNeverRaisesPo25) {
  Ledger ledger;
  ledger.Forum("2018-10-30", 120);
  ledger.PartnershipEvent("2018-11-30", "2.3", 60);
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(ValueOf(fold, "PO25", {{"valid_at", "2021-06-30"}}), 0);
  EXPECT_EQ(ValueOf(fold, "2.3.R2", {{"valid_at", "2021-06-30"}}), 60);  // it does count there
}

TEST(Indicators, APersonEnrolledAgainCountsOnceFromTheEarliestDay) {
  Ledger ledger;
  ledger.Enrol(1, "2019-03-01");
  ledger.Enrol(1, "2018-12-01");  // recorded later, happened earlier
  ledger.Enrol(1, "2020-01-01");
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(ValueOf(fold, "PO25", {{"valid_at", "2018-11-30"}}), 0);
  EXPECT_EQ(ValueOf(fold, "PO25", {{"valid_at", "2018-12-01"}}), 1);
  const auto state = Indicator(fold, "PO25", {{"valid_at", "2021-06-30"}});
  EXPECT_EQ(state.value(), 1);
  EXPECT_EQ(state.events(), 3);
}

TEST(Indicators, AVoidedEventCountsNowhere) {
  Ledger ledger;
  const auto enrolment = ledger.Enrol(1, "2018-09-10");
  ledger.Hire(1, "2018-11-05");
  ledger.Void({enrolment}, "2018-12-01");
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(ValueOf(fold, "PO25", {{"valid_at", "2021-06-30"}}), 0);
  EXPECT_EQ(ValueOf(fold, "PR25", {{"valid_at", "2021-06-30"}}), 0);  // requires PO25
}

TEST(Indicators, AVoidedEventStillCountsAsKnownBeforeTheVoid) {
  Ledger ledger;
  ledger.RecordAt("2018-09-12");
  const auto enrolment = ledger.Enrol(1, "2018-09-10");
  ledger.RecordAt("2018-12-01").Void({enrolment}, "2018-12-01");
  const auto fold = FoldOf(ledger);
  const auto known = [&](const char* day) {
    return ValueOf(fold, "PO25", {{"valid_at", "2018-10-31"}, {"known_at", day}});
  };
  EXPECT_EQ(known("2018-09-11"), 0);
  EXPECT_EQ(known("2018-09-12"), 1);
  EXPECT_EQ(known("2018-11-30"), 1);
  EXPECT_EQ(known("2018-12-01"), 0);
}

TEST(Indicators, AfterAVoidTheNextEarliestEventOfThePersonCounts) {
  Ledger ledger;
  const auto wrong = ledger.Enrol(1, "2018-09-10");
  ledger.Void({wrong}, "2018-09-20");
  ledger.Enrol(1, "2018-10-15");
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(ValueOf(fold, "PO25", {{"valid_at", "2018-10-14"}}), 0);
  EXPECT_EQ(ValueOf(fold, "PO25", {{"valid_at", "2018-10-15"}}), 1);
}

TEST(Indicators, AVoidedVoidVoidsNothing) {
  Ledger ledger;
  const auto enrolment = ledger.Enrol(1, "2018-09-10");
  const auto correction = ledger.Void({enrolment}, "2018-09-20");
  ledger.Void({correction}, "2018-09-21");
  EXPECT_EQ(ValueOf(FoldOf(ledger), "PO25", {{"valid_at", "2021-06-30"}}), 1);
}

TEST(Indicators, AVoidOfAnotherStreamIsIgnored) {
  Ledger ledger;
  const auto one = ledger.Enrol(1, "2018-09-10");
  const auto other = ledger.Enrol(2, "2018-09-11");
  ledger.Void({one, other}, "2018-09-20");  // in the stream of person 1
  EXPECT_EQ(ValueOf(FoldOf(ledger), "PO25", {{"valid_at", "2021-06-30"}}), 1);
}

TEST(Indicators, AVoidOfEventsThatDoNotExistIsIgnored) {
  Ledger ledger;
  const auto enrolment = ledger.Enrol(1, "2018-09-10");
  event::v1::Event event;
  event.mutable_event_voided()->add_target_positions(enrolment + 7);
  event.mutable_event_voided()->add_target_positions(0);
  ledger.Add("participant/" + Person(1), "2018-09-20", event);
  EXPECT_EQ(ValueOf(FoldOf(ledger), "PO25", {{"valid_at", "2021-06-30"}}), 1);
}

TEST(Indicators, AHireCountsOnlyFromTheDayThePersonIsEnrolled) {
  Ledger ledger;
  ledger.Hire(1, "2018-09-01");
  ledger.Enrol(1, "2018-10-01");
  ledger.Hire(2, "2018-09-01");  // never enrolled
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(ValueOf(fold, "PR25", {{"valid_at", "2018-09-30"}}), 0);
  EXPECT_EQ(ValueOf(fold, "PR25", {{"valid_at", "2018-10-01"}}), 1);
  EXPECT_EQ(ValueOf(fold, "PR25", {{"valid_at", "2021-06-30"}}), 1);
}

TEST(Indicators, TheRequirementIsAskedAsKnownAtTheSameTime) {
  Ledger ledger;
  ledger.RecordAt("2018-09-12").Hire(1, "2018-09-11");
  ledger.RecordAt("2018-11-01").Enrol(1, "2018-09-10");  // recorded late
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(ValueOf(fold, "PR25", {{"valid_at", "2018-09-30"}, {"known_at", "2018-10-31"}}), 0);
  EXPECT_EQ(ValueOf(fold, "PR25", {{"valid_at", "2018-09-30"}, {"known_at", "2018-11-01"}}), 1);
}

TEST(Indicators, OnlyACheckThatFoundAJobCounts) {
  Ledger ledger;
  for (const int person : {1, 2, 3}) {
    ledger.Enrol(person, "2018-09-10");
    ledger.Hire(person, "2018-11-05");
  }
  ledger.Check(1, "2019-12-05", employment::v1::SIX_MONTH_STATUS_EMPLOYED);
  ledger.Check(2, "2019-12-05", employment::v1::SIX_MONTH_STATUS_NOT_EMPLOYED);
  ledger.Check(3, "2019-12-05", employment::v1::SIX_MONTH_STATUS_UNKNOWN);
  EXPECT_EQ(ValueOf(FoldOf(ledger), "PR26", {{"valid_at", "2021-06-30"}}), 1);
}

TEST(Indicators, AnotherVersionOfADefinitionCanBeAskedFor) {
  Ledger ledger;
  for (const int person : {1, 2}) ledger.Enrol(person, "2018-09-10");
  ledger.Hire(1, "2018-11-05", employment::v1::PLACEMENT_SUBSIDISED);
  ledger.Hire(2, "2018-11-05", employment::v1::PLACEMENT_INDEPENDENT);
  const auto fold = FoldOf(ledger);
  const auto both = Indicator(fold, "PR25", {{"valid_at", "2021-06-30"}});
  EXPECT_EQ(both.definition_version(), 1u);
  EXPECT_EQ(both.value(), 2);
  const auto narrow = Indicator(fold, "PR25", {{"valid_at", "2021-06-30"}, {"definition", "2"}});
  EXPECT_EQ(narrow.definition_version(), 2u);
  EXPECT_EQ(narrow.value(), 1);
  EXPECT_NE(narrow.definition().hu(), both.definition().hu());
}

TEST(Indicators, SumsAFieldOfTheEventsThatPassTheFilter) {
  Ledger ledger;
  ledger.PartnershipEvent("2019-02-01", "2.3", 40);
  ledger.PartnershipEvent("2019-02-02", "1.2", 25);
  ledger.PartnershipEvent("2019-03-01", "2.3", 30);
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(ValueOf(fold, "2.3.R2", {{"valid_at", "2019-02-28"}}), 40);
  EXPECT_EQ(ValueOf(fold, "2.3.R2", {{"valid_at", "2019-03-01"}}), 70);
  EXPECT_EQ(ValueOf(fold, "2.3.R1", {{"valid_at", "2019-03-01"}}), 2);
  EXPECT_EQ(ValueOf(fold, "1.2.O2", {{"valid_at", "2019-03-01"}}), 25);
}

TEST(Indicators, AnAbsurdAmountIsNotCounted) {
  const auto plan = Changed("code: \"3.1.O1\"", "aggregate: AGGREGATE_COUNT_EVENTS",
                            "aggregate: AGGREGATE_SUM_FIELD sum_field: \"total_ft\"");
  Ledger ledger;
  for (const std::int64_t amount : {std::int64_t{1500}, INT64_MAX, INT64_MAX}) {
    event::v1::Event event;
    event.mutable_subsidy_granted()->set_participant_id(Person(1));
    event.mutable_subsidy_granted()->set_total_ft(amount);
    ledger.Add("participant/" + Person(1), "2019-01-01", event);
  }
  EXPECT_EQ(ValueOf(FoldOf(ledger, plan), "3.1.O1", {{"valid_at", "2021-06-30"}}), 1500);
}

TEST(Indicators, CountsFromTheDateFieldOfTheDefinition) {
  const auto plan =
      Changed("code: \"3.1.O1\"", "date_field: \"occurred_on\"", "date_field: \"starts_on\"");
  Ledger ledger;
  event::v1::Event event;
  event.mutable_subsidy_granted()->set_participant_id(Person(1));
  event.mutable_subsidy_granted()->set_starts_on("2019-05-01");
  ledger.Add("participant/" + Person(1), "2019-01-01", event);
  event.mutable_subsidy_granted()->set_starts_on("soon");  // no day: counts on none
  ledger.Add("participant/" + Person(1), "2019-01-01", event);
  const auto fold = FoldOf(ledger, plan);
  EXPECT_EQ(ValueOf(fold, "3.1.O1", {{"valid_at", "2019-04-30"}}), 0);
  EXPECT_EQ(ValueOf(fold, "3.1.O1", {{"valid_at", "2019-05-01"}}), 1);
}

TEST(Indicators, PerPeriodCountsEachQuarterOnItsOwn) {
  const auto plan = Changed("code: \"PO25\"", "cumulation: CUMULATION_CUMULATIVE",
                            "cumulation: CUMULATION_PER_PERIOD");
  Ledger ledger;
  ledger.Enrol(1, "2019-01-10");
  ledger.Enrol(1, "2019-02-10");
  ledger.Enrol(2, "2019-02-10");
  ledger.Enrol(1, "2019-04-05");
  const auto fold = FoldOf(ledger, plan);
  const auto at = [&](const char* day) { return ValueOf(fold, "PO25", {{"valid_at", day}}); };
  EXPECT_EQ(at("2019-01-10"), 1);
  EXPECT_EQ(at("2019-03-31"), 2);
  EXPECT_EQ(at("2019-04-01"), 0);
  EXPECT_EQ(at("2019-06-30"), 1);
  EXPECT_EQ(at("2019-07-01"), 0);
}

TEST(Indicators, ShowsMoreThanAHundredPercent) {
  Ledger ledger;
  for (int person = 1; person <= 69; ++person) ledger.Enrol(person, "2018-10-01");
  const auto state = Indicator(FoldOf(ledger), "PO25", {{"valid_at", "2018-12-31"}});
  EXPECT_EQ(state.targets(0).value(), 69);
  EXPECT_EQ(state.targets(0).percent_x10(), 1500);
  EXPECT_TRUE(state.targets(0).past());
  EXPECT_EQ(state.next_target(), 1);
}

TEST(Indicators, ATargetShowsTheValueOfItsDay) {
  Ledger ledger;
  ledger.Enrol(1, "2018-10-31");
  ledger.Enrol(2, "2018-11-01");
  const auto state = Indicator(FoldOf(ledger), "PO25", {{"valid_at", "2019-06-30"}});
  EXPECT_EQ(state.targets(0).value(), 1);
  EXPECT_EQ(state.targets(1).value(), 2);  // lies ahead: the value of valid_at
  EXPECT_FALSE(state.targets(1).past());
}

TEST(Indicators, TheMonthlySeriesEqualsTheValueOnEachOfItsDays) {
  Ledger ledger;
  for (int i = 0; i < 60; ++i) {
    const Date day = Date::Of(2018, 7, 1)->PlusDays(i * 17);
    const auto enrolled = ledger.Enrol(i % 40, day.ToString());
    ledger.Hire(i % 30, day.PlusDays(30).ToString());
    if (i % 7 == 3) ledger.Void({enrolled}, day.ToString());
  }
  const auto fold = FoldOf(ledger);
  for (const char* code : {"PO25", "PR25", "3.1.R1"}) {
    const auto state = Indicator(fold, code, {{"valid_at", "2022-01-15"}});
    ASSERT_EQ(state.monthly_size(), 36);
    for (const auto& point : state.monthly()) {
      EXPECT_EQ(point.value(), ValueOf(fold, code, {{"valid_at", point.date()}})) << point.date();
    }
    EXPECT_EQ(state.monthly(0).date(), "2018-07-31");
    EXPECT_EQ(state.monthly(35).date(), "2021-06-30");
  }
}

TEST(Indicators, TheLastMonthEndsOnValidAt) {
  const auto state = Indicator(Made<IndicatorsFold>(), "PO25", {{"valid_at", "2018-09-15"}});
  ASSERT_EQ(state.monthly_size(), 3);
  EXPECT_EQ(state.monthly(1).date(), "2018-08-31");
  EXPECT_EQ(state.monthly(2).date(), "2018-09-15");
}

TEST(Indicators, RecentPaceLooksBackSixMonths) {
  Ledger ledger;
  for (int person = 1; person <= 20; ++person) ledger.Enrol(person, "2018-12-30");
  for (int person = 21; person <= 35; ++person) ledger.Enrol(person, "2019-03-01");
  const auto state = Indicator(FoldOf(ledger), "PO25", {{"valid_at", "2019-06-30"}});
  EXPECT_EQ(state.recent_per_month_x100(), 15 * 100 / 6);
}

TEST(Indicators, WithoutADefinitionTheValueIsUnknown) {
  const auto plan = testing::Changed("code: \"1.1.R3\"", "in_force: true", "in_force: false");
  const auto state = Indicator(Made<IndicatorsFold>(plan), "1.1.R3", {{"valid_at", "2019-06-30"}});
  EXPECT_EQ(state.definition_version(), 0u);
  EXPECT_EQ(state.monthly_size(), 0);
  EXPECT_EQ(state.measure(), "1.1");
}

TEST(Indicators, ScopeChoosesProjectIndicatorsMeasuresOrAll) {
  const auto fold = Made<IndicatorsFold>();
  const auto count = [&](const char* scope) {
    return Ask<IndicatorsView>(fold, "indicators", {{"scope", scope}}).indicators_size();
  };
  const int all = static_cast<int>(testing::Tiszakecske().indicators().size());
  EXPECT_EQ(count("project"), 3);
  EXPECT_EQ(count("all"), all);
  EXPECT_EQ(count("measures"), all - 3);
}

TEST(Indicators, RefusesWhatItDoesNotUnderstand) {
  const auto fold = Made<IndicatorsFold>();
  EXPECT_EQ(Refusal(fold, "indicators", {{"scope", "some"}}).reason(), "view.bad_parameter");
  EXPECT_EQ(Refusal(fold, "indicators", {{"valid_at", "x"}}).reason(), "view.bad_parameter");
  EXPECT_EQ(Refusal(fold, "indicators", {{"colour", "red"}}).reason(), "view.bad_parameter");
  EXPECT_EQ(Refusal(fold, "indicators", {{"definition", "1"}}).reason(), "view.bad_parameter");
  EXPECT_EQ(Refusal(fold, "indicators", {{"code", "XX"}}).reason(), "indicator.unknown");
  EXPECT_EQ(Refusal(fold, "indicators", {{"code", "PO25"}, {"definition", "9"}}).reason(),
            "indicator.unknown_definition");
  EXPECT_EQ(Refusal(fold, "schedule", {}).reason(), "view.unknown");
}

TEST(Indicators, UnknownKindsAreCountedAndMoveThePosition) {
  Ledger ledger;
  ledger.Enrol(1, "2018-09-10");
  ledger.Unknown("2018-09-11");
  ledger.Enrol(2, "no day");  // damaged or foreign: counts nowhere
  const auto view = Ask<IndicatorsView>(FoldOf(ledger), "indicators", {});
  EXPECT_EQ(view.meta().unknown_events(), 2u);
  EXPECT_EQ(view.meta().applied_through(), 3u);
  EXPECT_EQ(view.indicators(0).value(), 1);
}

TEST(Indicators, SaysWhenACountedEventIsSimulated) {
  Ledger ledger;
  ledger.Enrol(1, "2018-09-10");
  ledger.Simulated(ledger.Enrol(2, "2018-11-10"));
  const auto fold = FoldOf(ledger);
  const auto simulated = [&](const char* day) {
    return Ask<IndicatorsView>(fold, "indicators", {{"valid_at", day}}).meta().contains_simulated();
  };
  EXPECT_FALSE(simulated("2018-10-31"));
  EXPECT_TRUE(simulated("2018-11-30"));
}

TEST(Indicators, KnownAtStandsAsAMomentInTheAnswer) {
  Ledger ledger;
  ledger.RecordAt("2018-09-10T08:00:00Z").Enrol(1, "2018-09-10");
  const auto fold = FoldOf(ledger);
  EXPECT_EQ(Ask<IndicatorsView>(fold, "indicators", {}).meta().known_at(),
            "2018-09-10T08:00:00.000Z");
  EXPECT_EQ(Ask<IndicatorsView>(fold, "indicators", {{"known_at", "2019-06-30"}}).meta().known_at(),
            "2019-06-30T21:59:59.999Z");
  EXPECT_EQ(Ask<IndicatorsView>(fold, "indicators", {}).meta().valid_at(), "2019-07-01");
}

TEST(Indicators, ARecordAppliedTwiceChangesNothing) {
  Ledger ledger;
  ledger.PartnershipEvent("2019-02-01", "2.3", 40);
  auto fold = FoldOf(ledger);
  fold.TakeDirtyRows();
  Feed(fold, ledger);
  EXPECT_EQ(ValueOf(fold, "2.3.R2", {{"valid_at", "2021-06-30"}}), 40);
  EXPECT_TRUE(fold.TakeDirtyRows().empty());
}

TEST(Indicators, AReplayThatIsNotSavedMakesNoRows) {
  Ledger ledger;
  ledger.PartnershipEvent("2019-02-01", "2.3", 40);
  auto fold = Made<IndicatorsFold>();
  fold.KeepNoRows();
  Feed(fold, ledger);
  EXPECT_EQ(ValueOf(fold, "2.3.R2", {{"valid_at", "2021-06-30"}}), 40);
  EXPECT_TRUE(fold.TakeDirtyRows().empty());
}

TEST(Indicators, TheSavedFormOfAnEventIsTheOneProtobufWrites) {
  const auto* kind = events::FindKind("paktum.governance.v1.ForumHeld");
  internal::NotedEvent event{Instant(1'540'450'000'123),
                             "body/employment-forum",
                             kind,
                             Date::FromDays(-3),
                             true,
                             "somebody",
                             "2019-01-01",
                             {},
                             event::v1::LATE_REASON_OTHER};
  event.contributions = {
      {0, true, true, -17000, -5, "le-ko"}, {300, false, false, 0, 1'000'000, {}}, {}};
  const std::string bytes = internal::EncodeRow(event);
  view::v1::IndicatorEventRow row;
  ASSERT_TRUE(row.ParseFromString(bytes));
  EXPECT_EQ(row.SerializeAsString(), bytes);
  EXPECT_EQ(row.event().recorded_at_ms(), 1'540'450'000'123);
  EXPECT_EQ(row.programme_start(), "2019-01-01");
  EXPECT_EQ(row.contributions(0).distinct(), "le-ko");
  EXPECT_EQ(row.event().stream(), "body/employment-forum");
  EXPECT_EQ(row.event().type(), kind->type);
  EXPECT_EQ(row.event().occurred_on_days(), -3);
  EXPECT_TRUE(row.event().simulated());
  EXPECT_EQ(row.event().late_reason(), event::v1::LATE_REASON_OTHER);
  EXPECT_EQ(row.participant(), "somebody");
  ASSERT_EQ(row.contributions_size(), 3);
  EXPECT_TRUE(row.contributions(0).passes());
  EXPECT_EQ(row.contributions(0).date_days(), -17000);
  EXPECT_EQ(row.contributions(0).amount(), -5);
  EXPECT_EQ(row.contributions(1).definition(), 300U);
  EXPECT_EQ(row.contributions(1).amount(), 1'000'000);
}

TEST(IndicatorsDeathTest, AGapStopsTheProcess) {
  Ledger ledger;
  ledger.Enrol(1, "2018-09-10");
  ledger.Enrol(2, "2018-09-10");
  auto fold = Made<IndicatorsFold>();
  EXPECT_DEATH(testing::Apply(fold, ledger.records()[1]), "position == Next");
}

TEST(Indicators, RowsThatAreDamagedAreRefused) {
  auto fold = Made<IndicatorsFold>();
  EXPECT_EQ(fold.LoadRow("x", "").code(), StatusCode::kDataLoss);
  EXPECT_EQ(fold.LoadRow("c", "\xff\xff").code(), StatusCode::kDataLoss);
  EXPECT_EQ(fold.LoadRow(std::string("e\0\0\0\0\0\0\0\1", 9), "").code(), StatusCode::kDataLoss);
}

TEST(Indicators, AnotherPlanHasAnotherDigest) {
  const auto changed = Changed("code: \"PO25\"", "value: 215", "value: 216");
  EXPECT_NE(Made<IndicatorsFold>().definitions_digest(),
            Made<IndicatorsFold>(changed).definitions_digest());
  EXPECT_EQ(Made<IndicatorsFold>().definitions_digest(),
            Made<IndicatorsFold>().definitions_digest());
}

}  // namespace
}  // namespace paktum::views
