// Bodies, economy, vocational cooperation, occasions and products of the programme.
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

command::v1::ConstituteBody Constitute() {
  command::v1::ConstituteBody command;
  command.set_body("work-organisation");
  command.set_constituted_on("2018-11-05");
  command.set_seats(3);
  return command;
}

command::v1::HoldBodySitting Sitting(const std::string& body = "work-organisation") {
  command::v1::HoldBodySitting command;
  command.set_body(body);
  command.set_held_on("2019-01-20");
  command.set_members_present(3);
  command.set_open_to_public(true);
  command.add_agenda("Plan of the year");
  return command;
}

command::v1::HoldCountyPactMeeting CountyMeeting() {
  command::v1::HoldCountyPactMeeting command;
  command.set_held_on("2019-03-05");
  command.set_participants(25);
  command.add_topics("Commuting");
  return command;
}

TEST(Body, IsFormedOnce) {
  Scenario pact;
  const auto decided = pact.When(Constitute());
  ASSERT_TRUE(Records(decided, {"BodyConstituted"}));
  EXPECT_EQ(decided->events[0].stream, "body/work-organisation");
  pact.Given(Constitute());
  EXPECT_TRUE(NothingToDo(pact.When(Constitute())));
  auto other = Constitute();
  other.set_seats(5);
  EXPECT_TRUE(RefusedFor(pact.When(other), "body.already_constituted"));
}

TEST(Body, OfNoPlanIsRefusedWithTheKnownOnes) {
  Scenario pact;
  auto command = Constitute();
  command.set_body("assembly");
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "body.unknown"));
  EXPECT_NE(DetailOf(decided, "known").find("steering-group"), std::string::npos);
  EXPECT_TRUE(RefusedFor(pact.When(Sitting("assembly")), "body.unknown"));
}

TEST(Body, SitsOnceADayAfterItWasFormed) {
  Scenario pact;
  pact.Given(Constitute());
  ASSERT_TRUE(Records(pact.When(Sitting()), {"BodySittingHeld"}));
  pact.Given(Sitting());
  EXPECT_TRUE(NothingToDo(pact.When(Sitting())));
  auto other = Sitting();
  other.set_members_present(2);
  EXPECT_TRUE(RefusedFor(pact.When(other), "sitting.already_held"));
  other.set_held_on("2018-11-04");
  EXPECT_TRUE(RefusedFor(pact.When(other), "sitting.before_constituted"));
}

TEST(Body, WhoseSittingsThePlanCountsOtherwiseHasItsOwnCommand) {
  Scenario pact;
  for (const char* body : {"steering-group", "employment-forum", "county-pact-meeting"}) {
    EXPECT_TRUE(RefusedFor(pact.When(Sitting(body)), "sitting.other_command")) << body;
  }
}

TEST(CountyMeeting, IsHeldOnceADay) {
  Scenario pact;
  const auto decided = pact.When(CountyMeeting());
  ASSERT_TRUE(Records(decided, {"CountyPactMeetingHeld"}));
  EXPECT_EQ(decided->events[0].stream, "body/county-pact-meeting");
  pact.Given(CountyMeeting());
  EXPECT_TRUE(NothingToDo(pact.When(CountyMeeting())));
  auto other = CountyMeeting();
  other.set_participants(26);
  EXPECT_TRUE(RefusedFor(pact.When(other), "sitting.already_held"));
}

// Things with a stream of their own: recorded, refused for a measure that is none, repeated.
template <typename Command>
void ExpectThing(Command command, const std::string& event, const std::string& kind) {
  Scenario pact;
  const Uuid id = pact.NewCommand();
  const auto decided = pact.WhenAs(id, command);
  ASSERT_TRUE(Records(decided, {event}));
  EXPECT_EQ(decided->events[0].stream, kind + "/" + IdOfNewThing(id).ToString());
  pact.Append(id, "pact_office", *decided);
  EXPECT_TRUE(NothingToDo(pact.WhenAs(id, command))) << "the same command again";
  EXPECT_TRUE(pact.When(command).ok()) << "another one of the same day";
  command.set_measure("9.9");
  const auto refused = pact.When(command);
  EXPECT_TRUE(RefusedFor(refused, "measure.unknown"));
  EXPECT_NE(DetailOf(refused, "known").find("1.1"), std::string::npos);
}

TEST(Economy, ABusinessIdeaIsRecorded) {
  command::v1::RecordBusinessIdea command;
  command.set_measure("1.1");
  command.set_realised_on("2019-05-02");
  command.set_subject("Goat cheese");
  ExpectThing(command, "BusinessIdeaRealised", "business-idea");
}

TEST(Economy, ANetworkHasTwoMembersOrMoreEachOnce) {
  command::v1::CreateNetwork command;
  command.set_measure("1.2");
  command.set_kind(governance::v1::NETWORK_KIND_SUPPLIER_CIRCLE);
  command.set_created_on("2019-05-02");
  command.set_name("Fruit growers");
  command.add_members("mizsetap");
  Scenario pact;
  EXPECT_TRUE(RefusedFor(pact.When(command), "network.too_few_members"));
  command.add_members("mizsetap");
  EXPECT_TRUE(RefusedFor(pact.When(command), "network.member_twice"));
  command.set_members(1, "kalfem");
  ExpectThing(command, "NetworkCreated", "network");
}

TEST(Economy, ABusinessContactHasTwoParties) {
  command::v1::RecordBusinessContact command;
  command.set_measure("1.2");
  command.set_created_on("2019-05-02");
  command.set_first_party("mizsetap");
  command.set_second_party("mizsetap");
  Scenario pact;
  EXPECT_TRUE(RefusedFor(pact.When(command), "contact.same_party"));
  command.set_second_party("kalfem");
  ExpectThing(command, "BusinessContactCreated", "business-contact");
}

TEST(Economy, ALeadingSectorIsDesignatedOnce) {
  command::v1::DesignateLeadingSector command;
  command.set_measure("1.2");
  command.set_designated_on("2019-05-02");
  command.set_sector("C10");
  command.set_name("Food industry");
  Scenario pact;
  ASSERT_TRUE(Records(pact.When(command), {"LeadingSectorDesignated"}));
  pact.Given(command);
  EXPECT_TRUE(NothingToDo(pact.When(command)));
  command.set_designated_on("2019-05-03");
  EXPECT_TRUE(RefusedFor(pact.When(command), "sector.already_designated"));
}

TEST(Economy, AnInvestmentActionIsHeld) {
  command::v1::HoldInvestmentAction command;
  command.set_measure("1.3");
  command.set_kind(governance::v1::INVESTMENT_ACTION_KIND_PROMOTION);
  command.set_held_on("2019-05-02");
  command.set_topic("Industrial park");
  ExpectThing(command, "InvestmentActionHeld", "investment-action");
}

TEST(Economy, ALocalNeedIsDiscussed) {
  command::v1::DiscussLocalNeed command;
  command.set_measure("2.1");
  command.set_discussed_on("2019-05-02");
  command.set_topic("Bus to the industrial park");
  ExpectThing(command, "LocalNeedDiscussed", "local-need");
}

TEST(Economy, ANeedsSurveyIsAnswered) {
  command::v1::SurveyNeeds command;
  command.set_measure("2.1");
  command.set_kind(governance::v1::NEED_SURVEY_KIND_TRAINING);
  command.set_respondent(governance::v1::RESPONDENT_KIND_ENTERPRISE);
  command.set_organisation("mizsetap");
  command.set_answered_on("2019-05-02");
  ExpectThing(command, "NeedsSurveyAnswered", "needs-survey");
}

command::v1::CreateVocationalCooperation Cooperation() {
  command::v1::CreateVocationalCooperation command;
  command.set_measure("3.3");
  command.set_created_on("2019-09-02");
  command.set_school("kecskemeti-szakkepzesi-centrum");
  command.set_employer("kalfem");
  return command;
}

command::v1::RegisterDualTrainingParticipant Pupil(const std::string& cooperation_id) {
  command::v1::RegisterDualTrainingParticipant command;
  command.set_cooperation_id(cooperation_id);
  command.set_school_reference("KSZC-17");
  command.set_started_on("2019-09-15");
  return command;
}

TEST(VocationalCooperation, ComesIntoBeing) {
  ExpectThing(Cooperation(), "VocationalCooperationCreated", "vocational-cooperation");
}

TEST(VocationalCooperation, HasItsParticipantsEachOnce) {
  Scenario pact;
  const std::string id = pact.Given(Cooperation())["cooperation_id"];
  ASSERT_TRUE(Records(pact.When(Pupil(id)), {"DualTrainingParticipantRegistered"}));
  pact.Given(Pupil(id));
  EXPECT_TRUE(NothingToDo(pact.When(Pupil(id))));
  auto other = Pupil(id);
  other.set_started_on("2019-09-16");
  EXPECT_TRUE(RefusedFor(pact.When(other), "dual_training.already_registered"));
  other.set_school_reference("KSZC-18");
  other.set_started_on("2019-09-01");
  EXPECT_TRUE(RefusedFor(pact.When(other), "dual_training.before_cooperation"));
  EXPECT_TRUE(RefusedFor(pact.When(Pupil("0197c1f0-0000-7000-8000-000000000000")),
                         "dual_training.unknown_cooperation"));
}

plan::Plan PlanWithKinds() {
  return ChangedPlan("public_surfaces { code: \"website\"", R"(
event_kinds {
  code: "job-fair"
  name { hu: "Állásbörze" en: "Job fair" }
  measures: "2.3"
  sources: ["T:88"]
}
deliverable_kinds {
  code: "partner-map"
  name { hu: "Partnertérkép" en: "Partner map" }
  measures: "2.1"
  sources: ["T:88"]
}
public_surfaces { code: "website")");
}

command::v1::HoldProgrammeEvent Fair() {
  command::v1::HoldProgrammeEvent command;
  command.set_measure("2.3");
  command.set_kind("job-fair");
  command.set_held_on("2019-10-10");
  command.set_days(1);
  command.set_participants(120);
  return command;
}

command::v1::CompleteDeliverable PartnerMap() {
  command::v1::CompleteDeliverable command;
  command.set_measure("2.1");
  command.set_kind("partner-map");
  command.set_completed_on("2019-10-10");
  command.set_document_sha256(std::string(64, 'f'));
  return command;
}

TEST(ProgrammeEvent, IsOneOfThePlansKinds) {
  Scenario pact(PlanWithKinds());
  const Uuid id = pact.NewCommand();
  const auto decided = pact.WhenAs(id, Fair());
  ASSERT_TRUE(Records(decided, {"ProgrammeEventHeld"}));
  pact.Append(id, "pact_office", *decided);
  EXPECT_TRUE(NothingToDo(pact.WhenAs(id, Fair())));
  auto command = Fair();
  command.set_measure("2.1");
  EXPECT_TRUE(RefusedFor(pact.When(command), "programme_event.other_measure"));
  command.set_kind("party");
  const auto unknown = pact.When(command);
  EXPECT_TRUE(RefusedFor(unknown, "programme_event.unknown_kind"));
  EXPECT_EQ(DetailOf(unknown, "known"), "job-fair");
}

TEST(Deliverable, IsOneOfThePlansKindsEachDocumentOnce) {
  Scenario pact(PlanWithKinds());
  const auto decided = pact.When(PartnerMap());
  ASSERT_TRUE(Records(decided, {"DeliverableCompleted"}));
  EXPECT_EQ(decided->events[0].stream, "deliverable/partner-map");
  pact.Given(PartnerMap());
  EXPECT_TRUE(NothingToDo(pact.When(PartnerMap())));
  auto command = PartnerMap();
  command.set_completed_on("2019-10-11");
  EXPECT_TRUE(RefusedFor(pact.When(command), "deliverable.same_document"));
  command.set_measure("2.3");
  EXPECT_TRUE(RefusedFor(pact.When(command), "deliverable.other_measure"));
  command.set_kind("song");
  EXPECT_TRUE(RefusedFor(pact.When(command), "deliverable.unknown_kind"));
}

}  // namespace
}  // namespace paktum::domain
