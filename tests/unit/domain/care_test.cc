#include "paktum/sealed/v1/sealed.pb.h"
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

std::string NoteIn(const PendingSeal& seal) {
  sealed::v1::Note note;
  EXPECT_EQ(seal.content_type, "paktum.sealed.v1.Note");
  EXPECT_TRUE(note.ParseFromString(seal.plaintext));
  return note.text();
}

TEST(FirstInterview, NeedsARegistrationOnlyAndSealsItsNotes) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto command = Interview(id);
  command.set_notes("Lives with her mother.");
  const auto decided = pact.When(command);
  ASSERT_TRUE(Records(decided, {"FirstInterviewHeld"}));
  ASSERT_EQ(decided->events[0].seals.size(), 1U);
  EXPECT_EQ(NoteIn(decided->events[0].seals[0]), "Lives with her mother.");
  EXPECT_TRUE(pact.When(Interview(id))->events[0].seals.empty()) << "no notes, nothing sealed";
}

TEST(FirstInterview, HoldingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Interview(id));
  EXPECT_TRUE(NothingToDo(pact.When(Interview(id))));
}

TEST(FirstInterview, IsHeldOnce) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Interview(id));
  auto second = Interview(id);
  second.set_held_on("2019-03-01");
  EXPECT_TRUE(RefusedFor(pact.When(second), "interview.already_held"));
  auto stranger = Interview("0197c1f0-0000-7000-8000-000000000001");
  EXPECT_TRUE(RefusedFor(pact.When(stranger), "participant.unknown"));
  auto early = Interview(pact.GivenPerson("222222222"));
  early.set_held_on("2019-01-09");
  EXPECT_TRUE(pact.When(early).ok()) << "another office may have registered the person later";
}

TEST(DevelopmentPlan, VersionsCountUp) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Interview(id));
  EXPECT_EQ(pact.Given(DevelopmentPlan(id))["plan_version"], "1");
  auto second = DevelopmentPlan(id);
  second.set_made_on("2019-06-20");
  const auto decided = pact.When(second);
  ASSERT_TRUE(Records(decided, {"DevelopmentPlanMade"}));
  EXPECT_EQ(decided->events[0].event.development_plan_made().plan_version(), 2U);
  EXPECT_EQ(NoteIn(decided->events[0].seals.at(0)), second.text());
}

TEST(DevelopmentPlan, SameDayAndDocumentAppendNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Interview(id));
  pact.Given(DevelopmentPlan(id));
  const auto decided = pact.When(DevelopmentPlan(id));
  EXPECT_TRUE(NothingToDo(decided));
  EXPECT_EQ(decided->result.at("plan_version"), "1");
}

TEST(DevelopmentPlan, FollowsTheInterviewAndTheLastPlan) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(DevelopmentPlan(id)), "development_plan.no_interview"));
  pact.Given(Interview(id));
  auto early = DevelopmentPlan(id);
  early.set_made_on("2019-01-14");
  EXPECT_TRUE(RefusedFor(pact.When(early), "development_plan.before_interview"));
  pact.Given(DevelopmentPlan(id));
  early.set_made_on("2019-01-16");
  EXPECT_TRUE(RefusedFor(pact.When(early), "development_plan.before_last"));
}

TEST(Service, IsOneOfThePlansSteps) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto command = Service(id);
  command.set_notes("Wrote a first CV.");
  const auto decided = pact.When(command);
  ASSERT_TRUE(Records(decided, {"ServiceGiven"}));
  EXPECT_EQ(NoteIn(decided->events[0].seals.at(0)), "Wrote a first CV.");
}

TEST(Service, GivingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Service(id));
  EXPECT_TRUE(NothingToDo(pact.When(Service(id))));
  auto longer = Service(id);
  longer.set_minutes(90);
  EXPECT_TRUE(Records(pact.When(longer), {"ServiceGiven"})) << "another one on the same day";
}

TEST(Service, IsRefusedOutsideThePlansStepsForPersons) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  for (const auto& [step, reason] :
       {std::pair(15U, "service_step.is_principle"), std::pair(16U, "service_step.unknown"),
        std::pair(1U, "service_step.not_for_persons")}) {
    auto command = Service(id);
    command.set_step(step);
    EXPECT_TRUE(RefusedFor(pact.When(command), reason));
  }
  for (std::uint32_t step = 3; step <= 14; ++step) {
    auto command = Service(id);
    command.set_step(step);
    EXPECT_TRUE(pact.When(command).ok()) << step;
  }
}

}  // namespace
}  // namespace paktum::domain
