// Leaving the programme, four weeks after, and entering again.
#include "tests/unit/domain/person_commands.h"

namespace paktum::domain {
namespace {

TEST(Exit, IsRecordedForSomebodyInTheProgramme) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const auto decided = pact.When(Exit(id));
  ASSERT_TRUE(Records(decided, {"ParticipantExited"}));
  EXPECT_EQ(decided->events[0].event.occurred_on(), "2019-12-31");
}

TEST(Exit, LeavingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Exit(id));
  EXPECT_TRUE(NothingToDo(pact.When(Exit(id))));
  auto other = Exit(id);
  other.set_exited_on("2020-01-31");
  EXPECT_TRUE(RefusedFor(pact.When(other), "exit.already_exited"));
}

TEST(Exit, NeedsAnEntry) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(Exit(id)), "participant.not_enrolled"));
  pact.Given(Enrol(id));
  auto early = Exit(id);
  early.set_exited_on("2019-01-31");
  EXPECT_TRUE(RefusedFor(pact.When(early), "date.before_enrolment"));
}

TEST(Exit, WaitsForARunningMentoringOrTrainingButNotForAJob) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Mentor(id));
  EXPECT_TRUE(RefusedFor(pact.When(Exit(id)), "exit.mentoring_running"));
  pact.Given(EndMentor(id));
  pact.Given(StartCourse(id));
  EXPECT_TRUE(RefusedFor(pact.When(Exit(id)), "exit.training_running"));
  pact.Given(CompleteCourse(id));
  pact.Given(IndependentHire(id));
  EXPECT_TRUE(pact.When(Exit(id)).ok());
}

TEST(Exit, IsNotBeforeTheLastFactOfTheProgramme) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Grant(id));
  auto early = Exit(id);
  early.set_exited_on("2019-02-28");
  const auto decided = pact.When(early);
  EXPECT_TRUE(RefusedFor(decided, "exit.before_last_fact"));
  EXPECT_EQ(DetailOf(decided, "last_on"), "2019-03-01");
}

TEST(Exit, EndsWhatNeedsThePersonInTheProgramme) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Exit(id));
  auto late = Grant(id);
  late.set_granted_on("2020-01-10");
  const auto decided = pact.When(late);
  EXPECT_TRUE(RefusedFor(decided, "participant.exited"));
  EXPECT_EQ(DetailOf(decided, "exited_on"), "2019-12-31");
  EXPECT_TRUE(pact.When(Grant(id)).ok()) << "a fact of a day before the exit, recorded late";
}

TEST(Exit, LeavesPaymentsEndsAndChecksOfWhatRanBefore) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  const std::string grant = pact.Given(Grant(id))["grant_id"];
  pact.Given(Hire(id));
  pact.Given(Exit(id));
  auto pay = Pay(id, grant);
  pay.set_paid_on("2020-01-20");
  EXPECT_TRUE(pact.When(pay).ok());
  pact.Given(pay);
  EXPECT_TRUE(pact.When(Reclaim(id, grant)).ok());
  EXPECT_TRUE(pact.When(EndJob(id)).ok());
  EXPECT_TRUE(pact.When(Check(id)).ok());
}

TEST(Exit, AJobFoundWithinFourWeeksStillCounts) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Exit(id));
  auto hire = IndependentHire(id);
  hire.set_hired_on("2020-01-28");
  EXPECT_TRUE(pact.When(hire).ok());
  hire.set_hired_on("2020-01-29");
  EXPECT_TRUE(RefusedFor(pact.When(hire), "participant.exited"));
}

TEST(ExitSituation, IsThatOfFourWeeksFromTheExit) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  EXPECT_TRUE(RefusedFor(pact.When(Situation(id)), "exit_situation.no_exit"));
  pact.Given(Exit(id));
  const auto decided = pact.When(Situation(id));
  ASSERT_TRUE(Records(decided, {"ExitSituationRecorded"}));
  EXPECT_EQ(decided->events[0].event.exit_situation_recorded().situations_size(), 2);
  auto last = Situation(id);
  last.set_found_on("2020-01-28");
  EXPECT_TRUE(pact.When(last).ok());
  last.set_found_on("2020-01-29");
  const auto late = pact.When(last);
  EXPECT_TRUE(RefusedFor(late, "exit_situation.not_in_four_weeks"));
  EXPECT_EQ(DetailOf(late, "last_on"), "2020-01-28");
  last.set_found_on("2019-12-30");
  EXPECT_TRUE(RefusedFor(pact.When(last), "exit_situation.not_in_four_weeks"));
}

TEST(ExitSituation, RecordingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Exit(id));
  pact.Given(Situation(id));
  auto other_order = Situation(id);
  other_order.clear_situations();
  other_order.add_situations(participant::v1::EXIT_SITUATION_JOB_SEARCHING);
  other_order.add_situations(participant::v1::EXIT_SITUATION_QUALIFIED);
  EXPECT_TRUE(NothingToDo(pact.When(other_order)));
  other_order.clear_situations();
  other_order.add_situations(participant::v1::EXIT_SITUATION_NONE);
  EXPECT_TRUE(RefusedFor(pact.When(other_order), "exit_situation.already_recorded"));
}

TEST(ExitSituation, CannotSayNothingKnownAndSomething) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Exit(id));
  auto command = Situation(id);
  command.add_situations(participant::v1::EXIT_SITUATION_NOT_KNOWN);
  EXPECT_TRUE(RefusedFor(pact.When(command), "exit_situation.contradiction"));
  command.clear_situations();
  EXPECT_TRUE(RefusedFor(pact.When(command), "exit_situation.missing"));
}

TEST(Reentry, OpensTheProgrammeAgainAndMovesTheExit) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Exit(id));
  ASSERT_TRUE(Records(pact.When(Reenter(id)), {"ParticipantReentered"}));
  pact.Given(Reenter(id));
  auto grant = Grant(id);
  grant.set_granted_on("2020-03-10");
  EXPECT_TRUE(pact.When(grant).ok());
  grant.set_granted_on("2020-02-10");
  EXPECT_TRUE(RefusedFor(pact.When(grant), "participant.exited")) << "between exit and re-entry";
  auto exit = Exit(id);
  exit.set_exited_on("2020-12-31");
  pact.Given(exit);
  auto situation = Situation(id);
  situation.set_found_on("2021-01-10");
  EXPECT_TRUE(pact.When(situation).ok());
}

TEST(Reentry, EnteringTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  EXPECT_TRUE(RefusedFor(pact.When(Reenter(id)), "reentry.no_exit"));
  pact.Given(Exit(id));
  pact.Given(Reenter(id));
  EXPECT_TRUE(NothingToDo(pact.When(Reenter(id))));
}

TEST(Reentry, IsNotBeforeTheExitNorItsDocument) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  pact.Given(Exit(id));
  auto early = Reenter(id);
  early.set_reentered_on("2019-12-30");
  early.set_document_signed_on("2019-12-30");
  EXPECT_TRUE(RefusedFor(pact.When(early), "reentry.before_exit"));
  auto unsigned_yet = Reenter(id);
  unsigned_yet.set_document_signed_on("2020-03-02");
  EXPECT_TRUE(RefusedFor(pact.When(unsigned_yet), "enrolment.document_after_entry"));
}

}  // namespace
}  // namespace paktum::domain
