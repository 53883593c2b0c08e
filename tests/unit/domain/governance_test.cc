#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

TEST(SteeringGroup, AMeetingIsRecordedWithItsResolutions) {
  Scenario pact;
  const auto decided = pact.When(Meeting());
  ASSERT_TRUE(Records(decided, {"SteeringGroupMeetingHeld"}));
  EXPECT_EQ(decided->events[0].stream, "body/steering-group");
  EXPECT_EQ(decided->events[0].event.steering_group_meeting_held().resolutions(0).number(),
            "3/2019");
}

TEST(SteeringGroup, RecordingAMeetingTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(Meeting());
  EXPECT_TRUE(NothingToDo(pact.When(Meeting())));
}

TEST(SteeringGroup, SitsOnceADay) {
  Scenario pact;
  pact.Given(Meeting());
  auto other = Meeting();
  other.set_members_present(10);
  EXPECT_TRUE(RefusedFor(pact.When(other), "sitting.already_held"));
  other.set_held_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(other), "date.in_future"));
}

TEST(SteeringGroup, GivesEachResolutionNumberOnce) {
  Scenario pact;
  auto command = Meeting();
  *command.add_resolutions() = command.resolutions(0);
  EXPECT_TRUE(RefusedFor(pact.When(command), "resolution.duplicate_number"));
  pact.Given(Meeting());
  auto later = Meeting();
  later.set_held_on("2019-06-27");
  const auto decided = pact.When(later);
  EXPECT_TRUE(RefusedFor(decided, "resolution.number_taken"));
  EXPECT_EQ(DetailOf(decided, "number"), "3/2019");
  pact.Given(Void(pact.last()), "pact_office");
  EXPECT_TRUE(pact.When(later).ok()) << "the number is free once the meeting is voided";
}

TEST(Forum, ASittingIsRecordedOnItsOwnStream) {
  Scenario pact;
  const auto decided = pact.When(Forum());
  ASSERT_TRUE(Records(decided, {"ForumHeld"}));
  EXPECT_EQ(decided->events[0].stream, "body/employment-forum");
  pact.Given(Forum());
  auto meeting = Meeting();
  meeting.set_held_on("2019-05-16");
  EXPECT_TRUE(pact.When(meeting).ok()) << "two bodies may sit on one day";
}

TEST(Forum, RecordingASittingTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(Forum());
  EXPECT_TRUE(NothingToDo(pact.When(Forum())));
}

TEST(Forum, SitsOnceADay) {
  Scenario pact;
  pact.Given(Forum());
  auto other = Forum();
  other.add_topics("Commuting");
  EXPECT_TRUE(RefusedFor(pact.When(other), "sitting.already_held"));
  other.set_held_on("2019-02-30");
  EXPECT_TRUE(RefusedFor(pact.When(other), "date.unreadable"));
}

TEST(Governance, NeedsABodyOfThePlan) {
  Scenario pact(ChangedPlan("\"employment-forum\"", "\"assembly\""));
  const auto decided = pact.When(Forum());
  EXPECT_TRUE(RefusedFor(decided, "body.unknown"));
  EXPECT_EQ(DetailOf(decided, "body"), "employment-forum");
  EXPECT_TRUE(pact.When(Meeting()).ok());
}

}  // namespace
}  // namespace paktum::domain
