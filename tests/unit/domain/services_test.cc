// Services of the charity beside interview, plan and mentoring, and what is learnt of employers.
#include "paktum/sealed/v1/sealed.pb.h"
#include "tests/unit/domain/person_commands.h"

namespace paktum::domain {
namespace {

TEST(Assessment, FollowsTheFirstInterviewAndSealsItsOpinion) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(Assessment(id)), "assessment.no_interview"));
  pact.Given(Interview(id));
  const auto decided = pact.When(Assessment(id));
  ASSERT_TRUE(Records(decided, {"AssessmentMade"}));
  ASSERT_EQ(decided->events[0].seals.size(), 1U);
  EXPECT_EQ(decided->events[0].seals[0].content_type, "paktum.sealed.v1.Note");
  auto early = Assessment(id);
  early.set_made_on("2019-01-14");
  EXPECT_TRUE(RefusedFor(pact.When(early), "assessment.before_interview"));
}

TEST(Assessment, MakingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Interview(id));
  pact.Given(Assessment(id));
  EXPECT_TRUE(NothingToDo(pact.When(Assessment(id))));
}

TEST(ActionPlan, FollowsADevelopmentPlan) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(ActionPlan(id)), "action_plan.no_development_plan"));
  pact.Given(Interview(id));
  pact.Given(DevelopmentPlan(id));
  const auto decided = pact.When(ActionPlan(id));
  ASSERT_TRUE(Records(decided, {"ActionPlanMade"}));
  EXPECT_EQ(decided->events[0].event.action_plan_made().employer(), "kalfem");
  EXPECT_EQ(decided->events[0].seals.size(), 1U);
  auto early = ActionPlan(id);
  early.set_made_on("2019-01-19");
  EXPECT_TRUE(RefusedFor(pact.When(early), "action_plan.before_development_plan"));
}

TEST(ActionPlan, MakingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Interview(id));
  pact.Given(DevelopmentPlan(id));
  pact.Given(ActionPlan(id));
  EXPECT_TRUE(NothingToDo(pact.When(ActionPlan(id))));
}

TEST(MotivationTraining, IsOneEventForEachParticipantInOneAppend) {
  Scenario pact;
  const std::string first = pact.GivenPerson();
  const std::string second = pact.GivenPerson("987654301");
  const auto decided = pact.When(Motivation({second, first, second}));
  ASSERT_TRUE(Records(decided, {"MotivationTrainingHeld", "MotivationTrainingHeld"}));
  EXPECT_EQ(decided->events[0].stream, "participant/" + std::min(first, second));
  EXPECT_EQ(decided->events[1].stream, "participant/" + std::max(first, second));
  EXPECT_EQ(decided->events[0].event.motivation_training_held().session_id(),
            decided->events[1].event.motivation_training_held().session_id());
  EXPECT_EQ(decided->result.at("session_id"),
            decided->events[0].event.motivation_training_held().session_id());
}

TEST(MotivationTraining, HoldingTwiceAppendsNothing) {
  Scenario pact;
  const std::string first = pact.GivenPerson();
  const std::string second = pact.GivenPerson("987654301");
  const auto held = pact.Given(Motivation({first, second}));
  const auto again = pact.When(Motivation({second, first}));
  EXPECT_TRUE(NothingToDo(again));
  EXPECT_EQ(again->result, held);
  const std::string third = pact.GivenPerson("987654302");
  EXPECT_TRUE(Records(pact.When(Motivation({first, third})),
                      {"MotivationTrainingHeld", "MotivationTrainingHeld"}))
      << "another session of the same day";
}

TEST(MotivationTraining, NeedsRegisteredParticipants) {
  Scenario pact;
  const std::string first = pact.GivenPerson();
  const std::string nobody = "0197c1f0-0000-7000-8000-000000000001";
  const auto decided = pact.When(Motivation({first, nobody}));
  EXPECT_TRUE(RefusedFor(decided, "session.participant_unknown"));
  EXPECT_EQ(DetailOf(decided, "participant"), nobody);
}

TEST(Counselling, IndividualIsOfExactlyOne) {
  Scenario pact;
  const std::string first = pact.GivenPerson();
  const std::string second = pact.GivenPerson("987654301");
  auto alone = Counselling({first});
  alone.set_notes("Would like to work outdoors.");
  const auto decided = pact.When(alone);
  ASSERT_TRUE(Records(decided, {"CounsellingGiven"}));
  EXPECT_EQ(decided->events[0].seals.size(), 1U);
  auto together = Counselling({first, second});
  EXPECT_TRUE(Records(pact.When(together), {"CounsellingGiven", "CounsellingGiven"}));
  together.set_form(service::v1::SERVICE_FORM_INDIVIDUAL);
  EXPECT_TRUE(RefusedFor(pact.When(together), "counselling.individual_of_several"));
  together = Counselling({first, second});
  together.set_notes("One of them is late.");
  EXPECT_TRUE(RefusedFor(pact.When(together), "counselling.note_on_several"));
}

TEST(Counselling, GivingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Counselling({id}));
  EXPECT_TRUE(NothingToDo(pact.When(Counselling({id}))));
}

TEST(RelatedService, SealsItsKind) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  const auto decided = pact.When(Related(id));
  ASSERT_TRUE(Records(decided, {"RelatedServiceGiven"}));
  ASSERT_EQ(decided->events[0].seals.size(), 1U);
  EXPECT_EQ(decided->events[0].seals[0].content_type, "paktum.sealed.v1.RelatedService");
  sealed::v1::RelatedService sealed;
  ASSERT_TRUE(sealed.ParseFromString(decided->events[0].seals[0].plaintext));
  EXPECT_EQ(sealed.kind(), service::v1::RELATED_SERVICE_KIND_PSYCHOLOGICAL);
}

TEST(RelatedService, TheSameCommandAgainAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  const Uuid command = pact.NewCommand();
  const auto first = pact.WhenAs(command, Related(id));
  pact.Append(command, "charity", *first);
  EXPECT_TRUE(NothingToDo(pact.WhenAs(command, Related(id))));
  EXPECT_TRUE(pact.When(Related(id)).ok()) << "which kind it was cannot be seen";
  EXPECT_TRUE(RefusedFor(pact.When(Related("0197c1f0-0000-7000-8000-000000000001")),
                         "participant.unknown"));
}

TEST(Mediation, IsRecordedByOutcome) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  ASSERT_TRUE(Records(pact.When(Mediation(id), "government_office"), {"MediationDone"}));
  pact.Given(Mediation(id));
  EXPECT_TRUE(NothingToDo(pact.When(Mediation(id))));
  auto taken = Mediation(id);
  taken.set_outcome(service::v1::MEDIATION_OUTCOME_ACCEPTED);
  EXPECT_TRUE(pact.When(taken).ok());
  EXPECT_TRUE(RefusedFor(pact.When(Mediation("0197c1f0-0000-7000-8000-000000000001")),
                         "participant.unknown"));
}

TEST(Employers, NeedsAreKeptByEmployer) {
  Scenario pact;
  const auto surveyed = pact.When(LabourNeed());
  ASSERT_TRUE(Records(surveyed, {"LabourNeedSurveyed"}));
  EXPECT_EQ(surveyed->events[0].stream, "employer/kalfem");
  const auto mapped = pact.When(EmployerNeed());
  ASSERT_TRUE(Records(mapped, {"EmployerNeedMapped"}));
  EXPECT_EQ(mapped->events[0].stream, "employer/kalfem");
}

TEST(Employers, RecordingTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(LabourNeed());
  pact.Given(EmployerNeed());
  EXPECT_TRUE(NothingToDo(pact.When(LabourNeed())));
  EXPECT_TRUE(NothingToDo(pact.When(EmployerNeed())));
}

TEST(Employers, ANeedIsNotOfTomorrow) {
  Scenario pact;
  auto survey = LabourNeed();
  survey.set_surveyed_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(survey), "date.in_future"));
  auto mapped = EmployerNeed();
  mapped.set_mapped_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(mapped), "date.in_future"));
}

TEST(KeptJob, IsProvenOnceForADayAndKind) {
  Scenario pact;
  const auto decided = pact.When(KeptJob());
  ASSERT_TRUE(Records(decided, {"JobKept"}));
  EXPECT_EQ(decided->events[0].stream, "kept-job/kalfem");
  pact.Given(KeptJob());
  EXPECT_TRUE(NothingToDo(pact.When(KeptJob())));
  auto other = KeptJob();
  other.set_jobs(4);
  EXPECT_TRUE(RefusedFor(pact.When(other), "kept_job.already_recorded"));
  other.set_kind(employment::v1::KEPT_JOB_KIND_CREATED);
  EXPECT_TRUE(pact.When(other).ok()) << "the other reading of domain.md P-26";
}

}  // namespace
}  // namespace paktum::domain
