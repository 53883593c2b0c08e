#include "tests/unit/domain/person_commands.h"

namespace paktum::domain {
namespace {

TEST(Hire, ASupportedJobTakesTheOnlyWageGrantOfTheEmployer) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string grant_id = pact.Given(Grant(id))["grant_id"];
  const auto decided = pact.When(Hire(id));
  ASSERT_TRUE(Records(decided, {"HireRecorded"}));
  const auto& hire = decided->events[0].event.hire_recorded();
  EXPECT_EQ(hire.grant_id(), grant_id);
  EXPECT_EQ(hire.scheme(), "S2");
  EXPECT_EQ(decided->events[0].event.occurred_on(), "2019-03-04");
  EXPECT_EQ(decided->result, (ResultFields{{"participant_id", id},
                                           {"hire_id", hire.hire_id()},
                                           {"grant_id", hire.grant_id()}}));
}

TEST(Hire, AnIndependentPlacementNeedsNoGrant) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const auto decided = pact.When(IndependentHire(id));
  ASSERT_TRUE(Records(decided, {"HireRecorded"}));
  EXPECT_EQ(decided->events[0].event.hire_recorded().grant_id(), "");
  auto with_grant = IndependentHire(id);
  with_grant.set_grant_id(pact.Given(Grant(id))["grant_id"]);
  EXPECT_TRUE(RefusedFor(pact.When(with_grant), "hire.grant_with_independent"));
}

TEST(Hire, RecordingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string grant_id = pact.Given(Grant(id))["grant_id"];
  const std::string hire_id = pact.Given(Hire(id))["hire_id"];
  auto named = Hire(id);
  named.set_grant_id(grant_id);
  for (const auto& command : {Hire(id), named}) {
    const auto decided = pact.When(command);
    EXPECT_TRUE(NothingToDo(decided));
    EXPECT_EQ(decided->result.at("hire_id"), hire_id);
  }
  pact.Given(EndJob(id));
  EXPECT_TRUE(NothingToDo(pact.When(Hire(id)))) << "also after the job ended";
}

TEST(Hire, NeedsAnEnrolmentThatIsNotLater) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(IndependentHire(id)), "participant.not_enrolled"));
  pact.Given(Enrol(id));
  auto early = IndependentHire(id);
  early.set_hired_on("2019-01-31");
  EXPECT_TRUE(RefusedFor(pact.When(early), "date.before_enrolment"));
  early.set_hired_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(early), "date.in_future"));
}

TEST(Hire, ASupportedJobNeedsAFreeWageGrantOfTheSameEmployer) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  EXPECT_TRUE(RefusedFor(pact.When(Hire(id)), "hire.no_grant"));
  auto pass = Grant(id, "S4");
  pass.set_monthly_amount_ft(16250);
  const std::string pass_id = pact.Given(pass)["grant_id"];
  EXPECT_TRUE(RefusedFor(pact.When(Hire(id)), "hire.no_grant")) << "a pass supports no job";
  auto command = Hire(id);
  command.set_grant_id(pass_id);
  EXPECT_TRUE(RefusedFor(pact.When(command), "hire.grant_not_for_jobs"));
  command.set_grant_id("0197c1f0-0000-7000-8000-000000000001");
  EXPECT_TRUE(RefusedFor(pact.When(command), "hire.grant_unknown"));

  command.set_grant_id(pact.Given(Grant(id))["grant_id"]);
  command.set_employer("kalfem");
  EXPECT_TRUE(RefusedFor(pact.When(command), "hire.grant_of_other_employer"));
  command.clear_grant_id();
  EXPECT_TRUE(RefusedFor(pact.When(command), "hire.no_grant"));
}

TEST(Hire, AGrantSupportsOneJobOnly) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string grant_id = pact.Given(Grant(id))["grant_id"];
  pact.Given(Hire(id));
  auto end = EndJob(id);
  end.set_ended_on("2019-05-31");
  pact.Given(end);
  auto again = Hire(id);
  again.set_hired_on("2019-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(again), "hire.no_grant"));
  again.set_grant_id(grant_id);
  EXPECT_TRUE(RefusedFor(pact.When(again), "hire.grant_used"));
}

TEST(Hire, TwoFreeGrantsHaveToBeToldApart) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Grant(id, "S2"));
  auto other = Grant(id, "S3");
  other.set_intensity_percent(70);
  const std::string grant_id = pact.Given(other)["grant_id"];
  EXPECT_TRUE(RefusedFor(pact.When(Hire(id)), "hire.grant_ambiguous"));
  auto command = Hire(id);
  command.set_grant_id(grant_id);
  const auto decided = pact.When(command);
  ASSERT_TRUE(decided.ok());
  EXPECT_EQ(decided->events[0].event.hire_recorded().scheme(), "S3");
}

TEST(Hire, TheSameJobUnderAnotherGrantIsNoRepeat) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Grant(id, "S2"));
  pact.Given(Hire(id));
  auto other = Grant(id, "S3");
  other.set_intensity_percent(70);
  auto command = Hire(id);
  command.set_grant_id(pact.Given(other)["grant_id"]);
  EXPECT_TRUE(RefusedFor(pact.When(command), "hire.overlaps_job"));
}

TEST(Hire, FallsInsideTheSupport) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Grant(id));
  auto command = Hire(id);
  command.set_hired_on("2019-02-28");
  EXPECT_TRUE(RefusedFor(pact.When(command), "hire.before_grant"));
  command.set_hired_on("2019-11-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "hire.after_support"));
  command.set_hired_on("2019-10-31");
  EXPECT_TRUE(pact.When(command).ok());
}

TEST(Hire, IsNotSupportedByAGrantThatWasStoppedBefore) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string stopped = pact.Given(Grant(id))["grant_id"];
  pact.Given(Stop(id, stopped));
  auto command = Hire(id);
  command.set_hired_on("2019-06-01");
  for (const std::string& named : {std::string(), stopped}) {
    command.set_grant_id(named);
    const auto decided = pact.When(command);
    EXPECT_TRUE(RefusedFor(decided, "hire.after_stop"));
    EXPECT_EQ(DetailOf(decided, "stopped_on"), "2019-05-31");
  }
  command.set_hired_on("2019-05-31");
  EXPECT_TRUE(pact.When(command).ok()) << "the last supported day";
}

TEST(Hire, TheGrantAfterAStoppedOneIsTheOnlyOne) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Stop(id, pact.Given(Grant(id))["grant_id"]));
  auto again = Grant(id);
  again.set_granted_on("2019-06-01");
  const std::string second = pact.Given(again)["grant_id"];
  auto command = Hire(id);
  command.set_hired_on("2019-06-03");
  const auto decided = pact.When(command);
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->events[0].event.hire_recorded().grant_id(), second);
}

TEST(Hire, OfAStoppedGrantIsNotCorrectedToALaterDay) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string grant = pact.Given(Grant(id))["grant_id"];
  pact.Given(Hire(id));
  const Position hired = pact.last();
  pact.Given(Stop(id, grant));
  auto later = Hire(id);
  later.set_hired_on("2019-06-03");
  EXPECT_TRUE(RefusedFor(pact.When(Correct(hired, later), "government_office"), "hire.after_stop"));
}

TEST(Hire, OneRunningJobAtAnEmployer) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(IndependentHire(id));
  auto again = IndependentHire(id);
  again.set_hired_on("2019-06-03");
  EXPECT_TRUE(RefusedFor(pact.When(again), "hire.overlaps_job"));
  again.set_employer("kalfem");
  EXPECT_TRUE(pact.When(again).ok()) << "another employer";
  pact.Given(EndJob(id));
  again.set_employer("mizsetap");
  EXPECT_TRUE(RefusedFor(pact.When(again), "hire.overlaps_job")) << "still inside the first job";
  again.set_hired_on("2020-03-01");
  EXPECT_TRUE(pact.When(again).ok());
}

TEST(EndEmployment, EndsTheOnlyRunningJob) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string hire_id = pact.Given(IndependentHire(id))["hire_id"];
  const auto decided = pact.When(EndJob(id));
  ASSERT_TRUE(Records(decided, {"EmploymentEnded"}));
  EXPECT_EQ(decided->events[0].event.employment_ended().hire_id(), hire_id);
  EXPECT_EQ(decided->result.at("hire_id"), hire_id);
}

TEST(EndEmployment, RecordingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string hire_id = pact.Given(IndependentHire(id))["hire_id"];
  pact.Given(EndJob(id));
  EXPECT_TRUE(NothingToDo(pact.When(EndJob(id))));
  auto named = EndJob(id);
  named.set_hire_id(hire_id);
  EXPECT_TRUE(NothingToDo(pact.When(named)));
  named.set_ended_on("2020-03-31");
  EXPECT_TRUE(RefusedFor(pact.When(named), "employment.already_ended"));
  named.clear_hire_id();
  EXPECT_TRUE(RefusedFor(pact.When(named), "employment.none_running"));
}

TEST(EndEmployment, NeedsARunningJobThatBeganBefore) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  EXPECT_TRUE(RefusedFor(pact.When(EndJob(id)), "employment.none_running"));
  pact.Given(IndependentHire(id));
  auto command = EndJob(id);
  command.set_ended_on("2019-03-03");
  EXPECT_TRUE(RefusedFor(pact.When(command), "employment.ends_before_start"));
  command.set_ended_on("2019-03-04");
  EXPECT_TRUE(pact.When(command).ok());
  command.set_ended_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "date.in_future"));
  command = EndJob(id);
  command.set_hire_id("0197c1f0-0000-7000-8000-000000000001");
  EXPECT_TRUE(RefusedFor(pact.When(command), "hire.unknown"));
}

TEST(EndEmployment, TwoRunningJobsHaveToBeToldApart) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(IndependentHire(id));
  auto other = IndependentHire(id);
  other.set_employer("kalfem");
  const std::string hire_id = pact.Given(other)["hire_id"];
  EXPECT_TRUE(RefusedFor(pact.When(EndJob(id)), "employment.ambiguous"));
  auto command = EndJob(id);
  command.set_hire_id(hire_id);
  EXPECT_TRUE(Records(pact.When(command), {"EmploymentEnded"}));
}

}  // namespace
}  // namespace paktum::domain
