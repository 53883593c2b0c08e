// The first day of a programme that counts in months comes with the adoption (domain.md P-29).
#include "libs/plan/load.h"
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

plan::Plan LentiPlan() {
  auto loaded = plan::LoadPlan(PAKTUM_SOURCE_DIR "/plans/lenti.textproto");
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return std::move(loaded).value();
}

Scenario LentiPact() {
  Scenario pact;
  pact.SetPlan(LentiPlan());
  return pact;
}

command::v1::AdoptPlan AdoptFrom(const std::string& start) {
  command::v1::AdoptPlan command = Adopt();
  command.set_programme_start(start);
  return command;
}

TEST(ProgrammeStart, IsRecordedWithTheAdoption) {
  Scenario pact = LentiPact();
  const auto decided = pact.When(AdoptFrom("2018-03-01"));
  ASSERT_TRUE(Records(decided, {"PlanAdopted"}));
  EXPECT_EQ(decided->events[0].event.plan_adopted().programme_start(), "2018-03-01");
  EXPECT_EQ(decided->events[0].event.plan_adopted().plan_id(), "lenti");
}

TEST(ProgrammeStart, GivenTwiceAppendsNothing) {
  Scenario pact = LentiPact();
  pact.Given(AdoptFrom("2018-03-01"));
  EXPECT_TRUE(NothingToDo(pact.When(AdoptFrom("2018-03-01"))));
}

TEST(ProgrammeStart, IsNeededWhereThePlanCountsInMonths) {
  Scenario pact = LentiPact();
  EXPECT_TRUE(RefusedFor(pact.When(Adopt()), "plan.start_missing"));
}

TEST(ProgrammeStart, IsRefusedWhereThePlanNamesDates) {
  Scenario pact;
  EXPECT_TRUE(RefusedFor(pact.When(AdoptFrom("2018-03-01")), "plan.start_in_plan"));
}

TEST(ProgrammeStart, AnotherOneForTheSameVersionIsRefused) {
  Scenario pact = LentiPact();
  pact.Given(AdoptFrom("2018-03-01"));
  EXPECT_TRUE(RefusedFor(pact.When(AdoptFrom("2018-04-01")), "plan.already_adopted"));
}

// A programme may be adopted before it begins.
TEST(ProgrammeStart, MayLieAhead) {
  Scenario pact = LentiPact();
  EXPECT_TRUE(Records(pact.When(AdoptFrom("2035-01-01")), {"PlanAdopted"}));
}

}  // namespace
}  // namespace paktum::domain
