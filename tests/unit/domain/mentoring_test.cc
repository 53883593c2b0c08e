#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

TEST(Mentoring, StartsWithAPostOfTheCharity) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  const auto decided = pact.When(Mentor(id));
  ASSERT_TRUE(Records(decided, {"MentoringStarted"}));
  EXPECT_EQ(decided->result.at("mentoring_id"),
            decided->events[0].event.mentoring_started().mentoring_id());
}

TEST(Mentoring, StartingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  const std::string mentoring_id = pact.Given(Mentor(id))["mentoring_id"];
  const auto decided = pact.When(Mentor(id));
  EXPECT_TRUE(NothingToDo(decided));
  EXPECT_EQ(decided->result.at("mentoring_id"), mentoring_id);
}

TEST(Mentoring, NeedsAnImplementersPostOfTheCharity) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  for (const auto& [post, reason] : {std::pair("nobody", "mentoring.unknown_post"),
                                     std::pair("pact-office-staff", "mentoring.post_not_mentor"),
                                     std::pair("project-manager", "mentoring.post_not_mentor")}) {
    auto command = Mentor(id);
    command.set_mentor_post(post);
    EXPECT_TRUE(RefusedFor(pact.When(command), reason));
  }
}

TEST(Mentoring, OneRunsAtATime) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Mentor(id));
  auto second = Mentor(id);
  second.set_started_on("2019-06-03");
  EXPECT_TRUE(RefusedFor(pact.When(second), "mentoring.already_running"));
  pact.Given(EndMentor(id));
  EXPECT_TRUE(RefusedFor(pact.When(second), "mentoring.overlaps"));
  second.set_started_on("2019-10-01");
  EXPECT_TRUE(pact.When(second).ok());
}

TEST(MentoringSession, BelongsToTheMentoringThatRunsOnItsDay) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  const std::string mentoring_id = pact.Given(Mentor(id))["mentoring_id"];
  auto command = Session(id);
  command.set_notes("Wants to move to the day shift.");
  const auto decided = pact.When(command);
  ASSERT_TRUE(Records(decided, {"MentoringSessionHeld"}));
  EXPECT_EQ(decided->events[0].event.mentoring_session_held().mentoring_id(), mentoring_id);
  EXPECT_EQ(decided->events[0].seals.size(), 1U);
  pact.Given(EndMentor(id));
  EXPECT_TRUE(pact.When(command).ok()) << "recorded late, held while it ran";
}

TEST(MentoringSession, HoldingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Mentor(id));
  pact.Given(Session(id));
  EXPECT_TRUE(NothingToDo(pact.When(Session(id))));
}

TEST(MentoringSession, StaysOneWhenTheNextMentoringBeginsOnItsDay) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Mentor(id));
  auto last = Session(id);
  last.set_held_on("2019-09-30");
  pact.Given(last);
  pact.Given(EndMentor(id));
  auto next = Mentor(id);
  next.set_started_on("2019-09-30");
  pact.Given(next);
  EXPECT_TRUE(NothingToDo(pact.When(last)));
}

TEST(MentoringSession, IsRefusedOutsideTheDaysOfTheMentoring) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(Session(id)), "mentoring.not_running"));
  pact.Given(Mentor(id));
  auto command = Session(id);
  command.set_held_on("2019-03-03");
  EXPECT_TRUE(RefusedFor(pact.When(command), "mentoring.not_running"));
  pact.Given(EndMentor(id));
  command.set_held_on("2019-10-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "mentoring.not_running"));
  command.set_held_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "date.in_future"));
}

TEST(EndMentoring, EndsTheRunningOne) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  const std::string mentoring_id = pact.Given(Mentor(id))["mentoring_id"];
  const auto decided = pact.When(EndMentor(id));
  ASSERT_TRUE(Records(decided, {"MentoringEnded"}));
  EXPECT_EQ(decided->result.at("mentoring_id"), mentoring_id);
}

TEST(EndMentoring, EndingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Mentor(id));
  pact.Given(EndMentor(id));
  EXPECT_TRUE(NothingToDo(pact.When(EndMentor(id))));
}

TEST(EndMentoring, IsRefusedBeforeStartOrLastSessionOrWhenNoneRuns) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(EndMentor(id)), "mentoring.not_running"));
  pact.Given(Mentor(id));
  pact.Given(Session(id));
  auto command = EndMentor(id);
  command.set_ended_on("2019-03-03");
  EXPECT_TRUE(RefusedFor(pact.When(command), "mentoring.ends_before_start"));
  command.set_ended_on("2019-03-17");
  EXPECT_TRUE(RefusedFor(pact.When(command), "mentoring.ends_before_session"));
  command.set_ended_on("2019-03-18");
  EXPECT_TRUE(pact.When(command).ok());
}

}  // namespace
}  // namespace paktum::domain
