// The pact office: plan, members, partners and documents.
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

TEST(AdoptPlan, RecordsTheLoadedPlanWithItsDigest) {
  Scenario pact;
  const auto decided = pact.When(Adopt());
  ASSERT_TRUE(Records(decided, {"PlanAdopted"}));
  const auto& adopted = decided->events[0].event.plan_adopted();
  EXPECT_EQ(decided->events[0].stream, "pact");
  EXPECT_EQ(adopted.plan_id(), "tiszakecske");
  EXPECT_EQ(adopted.plan_sha256(), TiszakecskePlan().digest());
  EXPECT_EQ(decided->result.at("plan_version"), "1");
}

TEST(AdoptPlan, AdoptingTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(Adopt());
  EXPECT_TRUE(NothingToDo(pact.When(Adopt())));
}

TEST(AdoptPlan, IsRefusedForAnotherVersionThanTheLoadedOne) {
  Scenario pact;
  auto command = Adopt();
  command.set_plan_version(2);
  EXPECT_TRUE(RefusedFor(pact.When(command), "plan.other_version"));
  command = Adopt();
  command.set_adopted_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "date.in_future"));
}

TEST(AdoptPlan, AVersionIsAdoptedOnceAndVersionsRise) {
  Scenario pact;
  pact.Given(Adopt());
  auto again = Adopt();
  again.set_resolution("2/2018");
  EXPECT_TRUE(RefusedFor(pact.When(again), "plan.already_adopted"));
  pact.SetPlan(ChangedPlan("total_budget_ft: 331830000", "total_budget_ft: 331830001"));
  EXPECT_TRUE(RefusedFor(pact.When(Adopt()), "plan.content_changed"));

  pact.SetPlan(ChangedPlan("plan_version: 1", "plan_version: 2"));
  auto second = Adopt();
  second.set_plan_version(2);
  pact.Given(second);
  pact.SetPlan(TiszakecskePlan());
  again.set_resolution("9/2020");
  EXPECT_TRUE(RefusedFor(pact.When(again), "plan.version_not_rising"));
}

TEST(Membership, AnOrganisationOfThePlanJoins) {
  Scenario pact;
  const auto decided = pact.When(Join("mizsetap"));
  ASSERT_TRUE(Records(decided, {"MemberJoined"}));
  EXPECT_EQ(decided->events[0].stream, "member/mizsetap");
  EXPECT_EQ(decided->events[0].event.member_joined().name(), "") << "the plan names it";
  EXPECT_EQ(decided->result, (ResultFields{{"member_code", "mizsetap"}}));
}

TEST(Membership, ANewOrganisationJoinsWithNameAndType) {
  Scenario pact;
  auto command = Join("tisza-faipar");
  EXPECT_TRUE(RefusedFor(pact.When(command), "member.name_missing"));
  command.set_name("Tisza Faipar Kft.");
  EXPECT_TRUE(RefusedFor(pact.When(command), "member.type_missing"));
  command.set_type("guild");
  EXPECT_TRUE(RefusedFor(pact.When(command), "member.unknown_type"));
  command.set_type(TiszakecskePlan().data().member_types(0).code());
  const auto decided = pact.When(command);
  ASSERT_TRUE(Records(decided, {"MemberJoined"}));
  EXPECT_EQ(decided->events[0].event.member_joined().name(), "Tisza Faipar Kft.");
}

TEST(Membership, JoiningTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(Join("mizsetap"));
  EXPECT_TRUE(NothingToDo(pact.When(Join("mizsetap"))));
}

TEST(Membership, AnotherBasisOrNameIsRefused) {
  Scenario pact;
  pact.Given(Join("mizsetap"));
  auto other = Join("mizsetap");
  other.set_basis(pact::v1::MEMBERSHIP_BASIS_AGREEMENT);
  EXPECT_TRUE(RefusedFor(pact.When(other), "member.already_joined"));
  auto renamed = Join("kalfem");
  renamed.set_name("Kalfém Zrt.");
  EXPECT_TRUE(RefusedFor(pact.When(renamed), "member.other_than_plan"));
  renamed.set_name(TiszakecskePlan().FindMember("kalfem")->printed_name());
  EXPECT_TRUE(pact.When(renamed).ok());
}

TEST(PartnershipEvent, HasAStreamOfItsOwn) {
  Scenario pact;
  const Uuid command = pact.NewCommand();
  const auto decided = pact.WhenAs(command, PartnershipEvent());
  ASSERT_TRUE(Records(decided, {"PartnershipEventHeld"}));
  EXPECT_EQ(decided->events[0].stream,
            "partnership-event/" + decided->result.at("partnership_event_id"));
  pact.Append(command, "pact_office", *decided);
  EXPECT_TRUE(NothingToDo(pact.WhenAs(command, PartnershipEvent()))) << "the same command again";
  EXPECT_TRUE(pact.When(PartnershipEvent()).ok()) << "another event of the same day";
}

TEST(PartnershipEvent, ServesAMeasureOfThePlan) {
  Scenario pact;
  auto command = PartnershipEvent();
  command.set_measure("2.4");
  EXPECT_TRUE(RefusedFor(pact.When(command), "measure.unknown"));
  command = PartnershipEvent();
  command.set_held_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "date.in_future"));
}

TEST(InformationService, CountsPersonsUnlessOnline) {
  Scenario pact;
  auto command = Information();
  ASSERT_TRUE(Records(pact.When(command), {"InformationServiceGiven"}));
  command.set_persons(0);
  EXPECT_TRUE(RefusedFor(pact.When(command), "information_service.persons_missing"));
  command.set_form(governance::v1::INFORMATION_FORM_ONLINE);
  EXPECT_TRUE(pact.When(command).ok());
  command.set_persons(1);
  EXPECT_TRUE(RefusedFor(pact.When(command), "information_service.online_with_persons"));
}

TEST(InformationService, ServesAMeasureOfThePlanAndIsRecordedOnce) {
  Scenario pact;
  auto command = Information();
  command.set_measure("4.1");
  EXPECT_TRUE(RefusedFor(pact.When(command), "measure.unknown"));
  const Uuid id = pact.NewCommand();
  pact.Append(id, "pact_office", *pact.WhenAs(id, Information()));
  const auto decided = pact.WhenAs(id, Information());
  EXPECT_TRUE(NothingToDo(decided));
  EXPECT_EQ(decided->result.at("information_service_id"), IdOfNewThing(id).ToString());
}

TEST(Document, IsApprovedByTheBodyOfThePlan) {
  Scenario pact;
  const auto decided = pact.When(Approve());
  ASSERT_TRUE(Records(decided, {"DocumentApproved"}));
  EXPECT_EQ(decided->events[0].stream, "document/D05");
  auto other = Approve();
  other.set_approved_by("employment-forum");
  EXPECT_TRUE(RefusedFor(pact.When(other), "document.other_body"));
  other.set_document_kind("D07");
  EXPECT_TRUE(pact.When(other).ok()) << "the plan names no body for project plans";
  other.set_approved_by("somebody");
  EXPECT_TRUE(RefusedFor(pact.When(other), "body.unknown"));
}

TEST(Document, ApprovingTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(Approve());
  auto again = Approve();
  again.set_file_sha256(std::string(64, 'E'));
  const auto decided = pact.When(again);
  EXPECT_TRUE(NothingToDo(decided)) << "hexadecimal digits in capitals are the same digest";
  EXPECT_EQ(decided->result.at("document_version"), "1");
}

TEST(Document, VersionsRiseAndKeepTheirContent) {
  Scenario pact;
  auto command = Approve();
  command.set_document_version(3);
  pact.Given(command);
  command.set_file_sha256(std::string(64, 'f'));
  EXPECT_TRUE(RefusedFor(pact.When(command), "document.other_file"));
  command.set_document_version(2);
  EXPECT_TRUE(RefusedFor(pact.When(command), "document.version_not_rising"));
  command.set_document_version(4);
  EXPECT_TRUE(pact.When(command).ok());
}

TEST(Document, IsOfAKindOfThePlanThatIsNotPersonal) {
  Scenario pact;
  auto command = Approve();
  command.set_document_kind("D29");
  EXPECT_TRUE(RefusedFor(pact.When(command), "document.unknown_kind"));
  command.set_document_kind("D17");
  EXPECT_TRUE(RefusedFor(pact.When(command), "document.per_person"));
}

}  // namespace
}  // namespace paktum::domain
