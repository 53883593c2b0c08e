#include "paktum/sealed/v1/sealed.pb.h"
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

using participant::v1::SPECIAL_CATEGORY_ANSWER_GIVEN;
using participant::v1::SPECIAL_CATEGORY_ANSWER_REFUSED;

TEST(Enrolment, TakesARegisteredPersonIn) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  const auto decided = pact.When(Enrol(id));
  ASSERT_TRUE(Records(decided, {"ParticipantEnrolled"}));
  EXPECT_EQ(decided->events[0].event.occurred_on(), "2019-02-01");
  EXPECT_EQ(decided->events[0].event.participant_enrolled().document_signed_on(), "2019-01-31");
  EXPECT_TRUE(decided->events[0].seals.empty());
  EXPECT_EQ(decided->result, (ResultFields{{"participant_id", id}}));
}

TEST(Enrolment, ConfirmingTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto command = Enrol(id);
  command.add_target_groups("TG08");
  pact.Given(command);
  auto same = Enrol(id);
  *same.mutable_target_groups() = {command.target_groups().rbegin(),
                                   command.target_groups().rend()};
  same.add_target_groups("TG01");
  EXPECT_TRUE(NothingToDo(pact.When(same))) << "order and repetition of groups say nothing";
}

TEST(Enrolment, AnUpperCaseIdIsTheSamePerson) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  std::string upper = id;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_TRUE(NothingToDo(pact.When(Enrol(upper))));
}

TEST(Enrolment, IsRefusedWithOtherDataOnceEnrolled) {
  Scenario pact;
  auto other = Enrol(pact.GivenParticipant());
  other.set_schooling(participant::v1::SCHOOLING_ISCED_3_4);
  const auto decided = pact.When(other);
  EXPECT_TRUE(RefusedFor(decided, "enrolment.already_enrolled"));
  EXPECT_EQ(DetailOf(decided, "enrolled_on"), "2019-02-01");
}

TEST(Enrolment, NeedsARegistrationThatMayBeOfALaterDay) {
  Scenario pact;
  EXPECT_TRUE(
      RefusedFor(pact.When(Enrol("0197c1f0-0000-7000-8000-000000000001")), "participant.unknown"));
  auto early = Enrol(pact.GivenPerson());
  early.set_enrolled_on("2019-01-09");
  early.set_document_signed_on("2019-01-09");
  EXPECT_TRUE(pact.When(early).ok()) << "another office may have registered the person later";
}

TEST(Enrolment, BoundsWhatFollowsItWhateverTheDayOfRegistration) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto enrolment = Enrol(id);
  enrolment.set_enrolled_on("2019-01-05");
  enrolment.set_document_signed_on("2019-01-05");
  pact.Given(enrolment);
  auto course = StartCourse(id);
  course.set_started_on("2019-01-04");
  EXPECT_TRUE(RefusedFor(pact.When(course), "date.before_enrolment"));
  course.set_started_on("2019-01-05");
  EXPECT_TRUE(pact.When(course).ok());
}

TEST(Enrolment, NeedsADocumentSignedByTheDayOfEntry) {
  Scenario pact;
  auto command = Enrol(pact.GivenPerson());
  command.set_document_signed_on("2019-02-02");
  EXPECT_TRUE(RefusedFor(pact.When(command), "enrolment.document_after_entry"));
  command.set_document_signed_on("2019-02-01");
  EXPECT_TRUE(pact.When(command).ok());
}

TEST(Enrolment, NeedsGroupsOfPersonsThatThePlanHas) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto command = Enrol(id);
  command.add_target_groups("TG99");
  const auto unknown = pact.When(command);
  EXPECT_TRUE(RefusedFor(unknown, "target_group.unknown"));
  EXPECT_TRUE(unknown.status().details().empty()) << "what was typed may tell an ethnicity";
  EXPECT_EQ(unknown.status().ToString().find("TG99"), std::string::npos);
  command = Enrol(id);
  command.add_target_groups("TG13");
  EXPECT_TRUE(RefusedFor(pact.When(command), "enrolment.group_not_of_persons"));
}

TEST(Enrolment, KeepsSpecialCategoryGroupsOutOfTheOpenList) {
  Scenario pact;
  auto command = Enrol(pact.GivenPerson());
  command.add_target_groups("TG10");
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "enrolment.special_group_in_open_list"));
  EXPECT_EQ(decided.status().ToString().find("TG10"), std::string::npos);
}

TEST(Enrolment, SealsDeclaredSpecialCategoryGroups) {
  Scenario pact;
  auto command = Enrol(pact.GivenPerson());
  command.set_special_category_answer(SPECIAL_CATEGORY_ANSWER_GIVEN);
  command.add_special_target_groups("TG09");
  const auto decided = pact.When(command);
  ASSERT_TRUE(Records(decided, {"ParticipantEnrolled"}));
  ASSERT_EQ(decided->events[0].seals.size(), 1U);
  EXPECT_EQ(decided->events[0].seals[0].content_type, "paktum.sealed.v1.SpecialTargetGroups");
  sealed::v1::SpecialTargetGroups groups;
  ASSERT_TRUE(groups.ParseFromString(decided->events[0].seals[0].plaintext));
  EXPECT_THAT(groups.target_groups(), ::testing::ElementsAre("TG09"));
  EXPECT_EQ(decided->events[0].event.ShortDebugString().find("TG09"), std::string::npos);
}

TEST(Enrolment, AnAnswerIsSealedAlsoWhenItIsNone) {
  Scenario pact;
  auto command = Enrol(pact.GivenPerson());
  command.set_special_category_answer(SPECIAL_CATEGORY_ANSWER_GIVEN);
  const auto decided = pact.When(command);
  ASSERT_TRUE(decided.ok());
  EXPECT_EQ(decided->events[0].seals.size(), 1U) << "no seal would show that there is no group";
}

TEST(Enrolment, RefusingToAnswerNeverBlocks) {
  Scenario pact;
  auto command = Enrol(pact.GivenPerson());
  command.set_special_category_answer(SPECIAL_CATEGORY_ANSWER_REFUSED);
  const auto decided = pact.When(command);
  ASSERT_TRUE(Records(decided, {"ParticipantEnrolled"}));
  EXPECT_TRUE(decided->events[0].seals.empty());
}

TEST(Enrolment, NeedsThePersonsOwnAnswerForSpecialGroups) {
  Scenario pact;
  auto command = Enrol(pact.GivenPerson());
  command.add_special_target_groups("TG10");
  EXPECT_TRUE(RefusedFor(pact.When(command), "enrolment.special_groups_without_answer"));
  command.set_special_category_answer(SPECIAL_CATEGORY_ANSWER_REFUSED);
  EXPECT_TRUE(RefusedFor(pact.When(command), "enrolment.special_groups_without_answer"));
}

TEST(Enrolment, TakesOnlySpecialGroupsInTheProtectedList) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  for (const auto& [group, reason] : {std::pair("TG01", "enrolment.group_not_special"),
                                      std::pair("TG77", "enrolment.unknown_special_group")}) {
    auto command = Enrol(id);
    command.set_special_category_answer(SPECIAL_CATEGORY_ANSWER_GIVEN);
    command.add_special_target_groups(group);
    const auto decided = pact.When(command);
    EXPECT_TRUE(RefusedFor(decided, reason));
    EXPECT_EQ(decided.status().ToString().find(group), std::string::npos) << "personal";
  }
}

TEST(Enrolment, IsRefusedForADayToCome) {
  Scenario pact;
  auto command = Enrol(pact.GivenPerson());
  command.set_enrolled_on("2021-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(command), "date.in_future"));
}

}  // namespace
}  // namespace paktum::domain
