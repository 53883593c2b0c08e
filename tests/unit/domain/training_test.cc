#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

TEST(Training, StartsForAnEnrolledPerson) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const auto decided = pact.When(StartCourse(id));
  ASSERT_TRUE(Records(decided, {"TrainingStarted"}));
  EXPECT_EQ(decided->result.at("training_id"),
            decided->events[0].event.training_started().training_id());
}

TEST(Training, StartingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string training_id = pact.Given(StartCourse(id))["training_id"];
  const auto decided = pact.When(StartCourse(id));
  EXPECT_TRUE(NothingToDo(decided));
  EXPECT_EQ(decided->result.at("training_id"), training_id);
}

TEST(Training, IsRefusedWithoutEnrolmentOrWhileTheCourseRuns) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(StartCourse(id)), "participant.not_enrolled"));
  pact.Given(Enrol(id));
  auto early = StartCourse(id);
  early.set_started_on("2019-01-31");
  EXPECT_TRUE(RefusedFor(pact.When(early), "date.before_enrolment"));
  pact.Given(StartCourse(id));
  auto again = StartCourse(id);
  again.set_started_on("2019-05-02");
  EXPECT_TRUE(RefusedFor(pact.When(again), "training.already_running"));
  again.set_course("baker");
  EXPECT_TRUE(pact.When(again).ok());
  pact.Given(CompleteCourse(id));
  again.set_course("welder");
  again.set_started_on("2019-10-01");
  EXPECT_TRUE(pact.When(again).ok()) << "once more after the first one";
}

TEST(CompleteTraining, CompletesTheOnlyRunningOne) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string training_id = pact.Given(StartCourse(id))["training_id"];
  const auto decided = pact.When(CompleteCourse(id));
  ASSERT_TRUE(Records(decided, {"TrainingCompleted"}));
  EXPECT_EQ(decided->result.at("training_id"), training_id);
}

TEST(CompleteTraining, CompletingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string training_id = pact.Given(StartCourse(id))["training_id"];
  pact.Given(CompleteCourse(id));
  EXPECT_TRUE(NothingToDo(pact.When(CompleteCourse(id))));
  auto other = CompleteCourse(id);
  other.set_completed_on("2019-09-30");
  EXPECT_TRUE(RefusedFor(pact.When(other), "training.none_running"));
  other.set_training_id(training_id);
  EXPECT_TRUE(RefusedFor(pact.When(other), "training.already_completed"));
}

TEST(CompleteTraining, IsRefusedBeforeTheStartAndWithoutATraining) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  EXPECT_TRUE(RefusedFor(pact.When(CompleteCourse(id)), "training.none_running"));
  pact.Given(StartCourse(id));
  auto command = CompleteCourse(id);
  command.set_completed_on("2019-03-31");
  EXPECT_TRUE(RefusedFor(pact.When(command), "training.ends_before_start"));
  command = CompleteCourse(id);
  command.set_training_id("0197c1f0-0000-7000-8000-000000000001");
  EXPECT_TRUE(RefusedFor(pact.When(command), "training.unknown"));
  auto second = StartCourse(id);
  second.set_course("baker");
  pact.Given(second);
  EXPECT_TRUE(RefusedFor(pact.When(CompleteCourse(id)), "training.ambiguous"));
}

}  // namespace
}  // namespace paktum::domain
