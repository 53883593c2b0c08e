// A new pact is a plan file and nothing else: an invented plan that shares no code, id or name with
// the two pacts is adopted, enrols people, holds its events, and its views count them.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "libs/plan/load.h"
#include "libs/views/indicators.h"
#include "libs/views/schedule.h"
#include "paktum/view/v1/indicators.pb.h"
#include "paktum/view/v1/schedule.pb.h"
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

plan::Plan PlanAt(const std::string& path) {
  auto loaded = plan::LoadPlan(std::string(PAKTUM_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return std::move(loaded).value();
}

plan::Plan ThirdPlan() { return PlanAt("tests/unit/third_plan/third_plan.textproto"); }

// Codes that a plan gives: of measures, indicators, schemes, groups, members, bodies, kinds.
std::set<std::string> CodesOf(const plan::Plan& plan) {
  std::set<std::string> codes{plan.pact_id(), plan.data().identity().project_code()};
  for (const auto* indicator : plan.indicators()) codes.insert(indicator->code());
  const auto add = [&](const auto& items) {
    for (const auto& item : items) codes.insert(item.code());
  };
  add(plan.data().pillars());
  add(plan.data().phases());
  add(plan.data().measures());
  add(plan.data().schemes());
  add(plan.data().target_groups());
  add(plan.data().member_types());
  add(plan.data().members());
  add(plan.data().bodies());
  add(plan.data().cadences());
  add(plan.data().document_kinds());
  add(plan.data().event_kinds());
  add(plan.data().deliverable_kinds());
  add(plan.data().staff());
  return codes;
}

class ThirdPact : public testing::Test {
 protected:
  ThirdPact() : pact_(ThirdPlan()) {
    pact_.SetToday("2023-09-30");
    command::v1::AdoptPlan adopt;
    adopt.set_plan_version(7);
    adopt.set_adopted_on("2022-04-01");
    pact_.Given(adopt);
  }

  std::string EnrolSettler(const std::string& taj, const std::string& day) {
    command::v1::RegisterParticipant person = Register(taj);
    person.set_registered_on(day);
    const std::string id = pact_.Given(person, "government_office").at("participant_id");
    command::v1::EnrolParticipant enrol = Enrol(id);
    enrol.set_enrolled_on(day);
    enrol.set_document_signed_on(day);
    enrol.clear_target_groups();
    enrol.add_target_groups("settlers");
    enrol.clear_special_target_groups();
    pact_.Given(enrol);
    return id;
  }

  void HoldMarket(const std::string& day) {
    command::v1::HoldProgrammeEvent market;
    market.set_measure("W.hire");
    market.set_kind("village-market");
    market.set_held_on(day);
    market.set_days(1);
    market.set_participants(40);
    market.set_topic("Vásár");
    pact_.Given(market);
  }

  // Everything recorded, folded.
  template <typename Fold>
  Fold Folded() const {
    auto fold = Fold::Create(pact_.plan());
    EXPECT_TRUE(fold.ok()) << fold.status();
    for (const auto& append : pact_.appends()) {
      for (const RecordedEvent& one : append) {
        fold->Apply(one.position, one.stream, Instant(1'650'000'000'000), one.event);
      }
    }
    return std::move(fold).value();
  }

  template <typename View, typename Fold>
  View Ask(const std::string& view, const views::Parameters& parameters) const {
    const auto answer = Folded<Fold>().Query(view, parameters, Instant(1'696'000'000'000));
    EXPECT_TRUE(answer.ok()) << answer.status();
    View parsed;
    EXPECT_TRUE(parsed.ParseFromString(answer->payload));
    return parsed;
  }

  Scenario pact_;
};

TEST(ThirdPlanFile, SharesNoCodeWithTheTwoPacts) {
  const std::set<std::string> own = CodesOf(ThirdPlan());
  for (const char* path : {"plans/tiszakecske.textproto", "plans/lenti.textproto"}) {
    for (const std::string& code : CodesOf(PlanAt(path))) {
      EXPECT_FALSE(own.contains(code)) << code << " of " << path;
    }
  }
}

TEST_F(ThirdPact, CountsWhomItEnrols) {
  EnrolSettler("123456788", "2022-08-01");
  EnrolSettler("111111110", "2023-02-01");
  const auto view = Ask<view::v1::IndicatorsView, views::IndicatorsFold>(
      "indicators", {{"code", "W.hire.R-gardeners"}, {"valid_at", "2022-12-31"}});
  EXPECT_EQ(view.indicators(0).value(), 1);
  EXPECT_EQ(view.indicators(0).next_target(), 0);
  const auto later = Ask<view::v1::IndicatorsView, views::IndicatorsFold>(
      "indicators", {{"code", "W.hire.R-gardeners"}, {"valid_at", "2023-09-30"}});
  EXPECT_EQ(later.indicators(0).value(), 2);
  EXPECT_EQ(later.indicators(0).pace(), view::v1::PACE_STATE_REACHED);
}

TEST_F(ThirdPact, CountsItsOwnKindOfOccasion) {
  HoldMarket("2022-09-03");
  HoldMarket("2023-05-06");
  const auto view = Ask<view::v1::IndicatorsView, views::IndicatorsFold>(
      "indicators", {{"code", "W.hire.O-markets"}, {"valid_at", "2023-09-30"}});
  EXPECT_EQ(view.indicators(0).value(), 2);
}

TEST_F(ThirdPact, KnowsNoKindOfAnotherPact) {
  command::v1::HoldProgrammeEvent fair;
  fair.set_measure("W.hire");
  fair.set_kind("training-job-fair");
  fair.set_held_on("2022-09-03");
  fair.set_days(1);
  fair.set_participants(40);
  fair.set_topic("Börze");
  EXPECT_TRUE(RefusedFor(pact_.When(fair), "programme_event.unknown_kind"));
}

TEST_F(ThirdPact, HasItsOwnScheduleAndDuty) {
  EnrolSettler("123456788", "2022-08-01");
  command::v1::HoldBodySitting sitting;
  sitting.set_body("council-of-villages");
  sitting.set_held_on("2022-09-15");
  sitting.set_members_present(5);
  sitting.add_agenda("Kertek");
  pact_.Given(sitting);
  const auto view =
      Ask<view::v1::ScheduleView, views::ScheduleFold>("schedule", {{"valid_at", "2023-01-15"}});
  EXPECT_EQ(view.quarters_size(), 6);
  EXPECT_EQ(view.planned_cells(), 4u);
  ASSERT_EQ(view.rows_size(), 1);
  EXPECT_EQ(view.rows(0).cells(1).state(), view::v1::CELL_STATE_ACTIVE);
  EXPECT_EQ(view.rows(0).cells(2).state(), view::v1::CELL_STATE_LATE);
  ASSERT_EQ(view.cadences_size(), 1);
  EXPECT_EQ(view.cadences(0).held(), 1u);
  EXPECT_EQ(view.cadences(0).next_due_on(), "2023-03-31");
}

}  // namespace
}  // namespace paktum::domain
