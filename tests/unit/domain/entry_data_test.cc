// Entry data that came with the enrolment or later, and what is declared about target groups.
#include "paktum/sealed/v1/sealed.pb.h"
#include "tests/unit/domain/person_commands.h"

namespace paktum::domain {
namespace {

// Enrolled without labour status and birth date.
std::string GivenIncomplete(Scenario& pact) {
  const std::string id = pact.GivenPerson();
  auto enrol = Enrol(id);
  enrol.clear_labour_status();
  pact.Given(enrol);
  return id;
}

TEST(EntryData, TheAgeIsThatOfTheDayOfEntryAndTheBirthDateIsNotKept) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto enrol = Enrol(id);
  enrol.set_birth_date("1994-02-02");
  const auto decided = pact.When(enrol);
  ASSERT_TRUE(decided.ok());
  EXPECT_EQ(decided->events[0].event.participant_enrolled().age_band(),
            participant::v1::AGE_BAND_UNDER_25)
      << "25 on the day after";
  EXPECT_EQ(decided->events[0].event.SerializeAsString().find("1994-02-02"), std::string::npos);
  enrol.set_birth_date("1994-02-01");
  EXPECT_EQ(pact.When(enrol)->events[0].event.participant_enrolled().age_band(),
            participant::v1::AGE_BAND_25_29);
}

TEST(EntryData, AGroupThatTheAgeExcludesIsRefused) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto enrol = Enrol(id);
  enrol.set_birth_date("1960-01-01");
  enrol.add_target_groups("TG02");
  EXPECT_TRUE(RefusedFor(pact.When(enrol), "enrolment.group_against_age"));
  enrol.clear_birth_date();
  EXPECT_TRUE(pact.When(enrol).ok()) << "the age is not known";
}

TEST(EntryData, WhatWasMissingIsFilledIn) {
  Scenario pact;
  const std::string id = GivenIncomplete(pact);
  auto complete = Complete(id);
  complete.set_labour_status(participant::v1::LABOUR_STATUS_UNEMPLOYED);
  const auto decided = pact.When(complete);
  ASSERT_TRUE(Records(decided, {"EntryDataCompleted"}));
  const auto& body = decided->events[0].event.entry_data_completed();
  EXPECT_EQ(body.age_band(), participant::v1::AGE_BAND_30_49);
  EXPECT_EQ(body.labour_status(), participant::v1::LABOUR_STATUS_UNEMPLOYED);
  EXPECT_EQ(decided->events[0].event.SerializeAsString().find("1985-05-17"), std::string::npos);
}

TEST(EntryData, FillingInTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = GivenIncomplete(pact);
  pact.Given(Complete(id));
  EXPECT_TRUE(NothingToDo(pact.When(Complete(id))));
}

TEST(EntryData, WhatIsKnownIsNotOverwritten) {
  Scenario pact;
  const std::string id = GivenIncomplete(pact);
  auto complete = Complete(id);
  complete.set_schooling(participant::v1::SCHOOLING_ISCED_5_8);
  const auto decided = pact.When(complete);
  EXPECT_TRUE(RefusedFor(decided, "entry_data.known_otherwise"));
  EXPECT_EQ(DetailOf(decided, "field"), "schooling");
  complete.set_schooling(participant::v1::SCHOOLING_ISCED_1_2);
  EXPECT_TRUE(pact.When(complete).ok()) << "the value that is known";
  pact.Given(Complete(id));
  auto older = Complete(id);
  older.set_birth_date("1955-05-17");
  EXPECT_TRUE(RefusedFor(pact.When(older), "entry_data.known_otherwise"));
}

TEST(EntryData, NeedsAnEntryAndSomethingMissing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(Complete(id)), "participant.not_enrolled"));
  auto enrol = Enrol(id);
  enrol.set_birth_date("1985-05-17");
  pact.Given(enrol);
  EXPECT_TRUE(RefusedFor(pact.When(Complete(id)), "entry_data.nothing_missing"));
  auto nothing = Complete(id);
  nothing.clear_birth_date();
  EXPECT_TRUE(RefusedFor(pact.When(nothing), "entry_data.nothing_given"));
}

TEST(EntryData, ABirthDateAgainstADeclaredGroupIsRefused) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto enrol = Enrol(id);
  enrol.add_target_groups("TG04");
  pact.Given(enrol);
  EXPECT_TRUE(RefusedFor(pact.When(Complete(id)), "entry_data.age_against_group"));
}

// P-18: months as a jobseeker and in public works count together, against the threshold of the
// plan.
TEST(LongTermUnemployment, AtEntryTheGroupNeedsTheMonthsOfThePlanTogether) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto enrol = Enrol(id);
  enrol.add_target_groups("TG08");
  enrol.set_months_as_jobseeker(2);
  const auto refused = pact.When(enrol);
  EXPECT_TRUE(RefusedFor(refused, "enrolment.group_against_months"));
  EXPECT_EQ(DetailOf(refused, "group"), "TG08");
  EXPECT_EQ(DetailOf(refused, "months"), "3");
  enrol.set_months_in_public_works(1);
  const auto decided = pact.When(enrol);
  ASSERT_TRUE(decided.ok());
  EXPECT_EQ(decided->events[0].event.participant_enrolled().months_as_jobseeker(), 2U);
  EXPECT_EQ(decided->events[0].event.participant_enrolled().months_in_public_works(), 1U);
}

TEST(LongTermUnemployment, WithoutRecordedMonthsAndWithoutTheGroupNothingIsRefused) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto enrol = Enrol(id);
  enrol.set_months_as_jobseeker(2);
  EXPECT_TRUE(pact.When(enrol).ok()) << "another group has no threshold";
  enrol.add_target_groups("TG08");
  enrol.clear_months_as_jobseeker();
  EXPECT_TRUE(pact.When(enrol).ok()) << "the months are not known";
}

TEST(LongTermUnemployment, MonthsAreFilledInOnceAndEachByItself) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto enrol = Enrol(id);
  enrol.set_birth_date("1985-05-17");
  enrol.set_months_as_jobseeker(2);
  pact.Given(enrol);
  auto complete = Complete(id);
  complete.clear_birth_date();
  complete.set_months_as_jobseeker(2);
  EXPECT_TRUE(RefusedFor(pact.When(complete), "entry_data.nothing_missing"));
  complete.set_months_in_public_works(7);
  const auto decided = pact.When(complete);
  ASSERT_TRUE(Records(decided, {"EntryDataCompleted"}));
  EXPECT_EQ(decided->events[0].event.entry_data_completed().months_as_jobseeker(), 0U)
      << "known from the entry";
  EXPECT_EQ(decided->events[0].event.entry_data_completed().months_in_public_works(), 7U);
  pact.Given(complete);
  EXPECT_TRUE(NothingToDo(pact.When(complete)));
  complete.set_months_in_public_works(8);
  const auto other = pact.When(complete);
  EXPECT_TRUE(RefusedFor(other, "entry_data.known_otherwise"));
  EXPECT_EQ(DetailOf(other, "field"), "months_in_public_works");
  complete.set_months_in_public_works(7);
  complete.set_months_as_jobseeker(3);
  EXPECT_EQ(DetailOf(pact.When(complete), "field"), "months_as_jobseeker");
}

TEST(LongTermUnemployment, MonthsBelowTheThresholdContradictADeclarationOfAnyDay) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  auto complete = Complete(id);
  complete.clear_birth_date();
  complete.set_months_as_jobseeker(2);
  EXPECT_TRUE(pact.When(complete).ok());
  pact.Given(Declare(id, "TG08"));
  EXPECT_TRUE(RefusedFor(pact.When(complete), "entry_data.months_against_group"));
  complete.set_months_in_public_works(1);
  EXPECT_TRUE(pact.When(complete).ok());
  complete.clear_months_in_public_works();
  pact.Given(WithdrawGroup(id, "TG08"));
  EXPECT_TRUE(pact.When(complete).ok()) << "the declaration was taken back";
}

TEST(LongTermUnemployment, ARefusalOrANoAfterTheDeclarationEndsIt) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();
  auto complete = Complete(id);
  complete.clear_birth_date();
  complete.set_months_as_jobseeker(2);
  pact.Given(Declare(id, "TG08"));
  pact.Given(RefuseGroup(id, "TG08"));
  EXPECT_TRUE(pact.When(complete).ok());
  auto again = Declare(id, "TG08");
  again.set_asked_on("2019-01-21");
  pact.Given(again);
  EXPECT_TRUE(RefusedFor(pact.When(complete), "entry_data.months_against_group"));
  auto no = Declare(id, "TG08");
  no.set_answer(participant::v1::TARGET_GROUP_ANSWER_NOT_MEMBER);
  pact.Given(no);
  EXPECT_TRUE(pact.When(complete).ok());
}

TEST(LongTermUnemployment, ADeclarationIsHeldAgainstTheMonthsOfTheEntry) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  auto enrol = Enrol(id);
  enrol.set_months_in_public_works(2);
  pact.Given(enrol);
  const auto refused = pact.When(Declare(id, "TG08"));
  EXPECT_TRUE(RefusedFor(refused, "target_group.against_months"));
  EXPECT_EQ(DetailOf(refused, "months"), "3");
  EXPECT_TRUE(pact.When(Declare(id, "TG04")).ok());
  auto no = Declare(id, "TG08");
  no.set_answer(participant::v1::TARGET_GROUP_ANSWER_NOT_MEMBER);
  EXPECT_TRUE(pact.When(no).ok());
  auto complete = Complete(id);
  complete.clear_birth_date();
  complete.set_months_as_jobseeker(1);
  pact.Given(complete);
  EXPECT_TRUE(pact.When(Declare(id, "TG08")).ok()) << "filled in after the entry";
}

TEST(TargetGroup, AnOpenGroupIsDeclaredInTheOpenPart) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  const auto decided = pact.When(Declare(id), "charity");
  ASSERT_TRUE(Records(decided, {"TargetGroupDeclared"}));
  const auto& body = decided->events[0].event.target_group_declared();
  EXPECT_EQ(body.target_group(), "TG01");
  EXPECT_EQ(body.answer(), participant::v1::TARGET_GROUP_ANSWER_DECLARED);
  EXPECT_EQ(body.asked_by_post(), "mentor");
  EXPECT_TRUE(decided->events[0].seals.empty());
}

TEST(TargetGroup, ASpecialCategoryGroupAndItsAnswerAreSealed) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  const auto decided = pact.When(Declare(id, "TG10"));
  ASSERT_TRUE(Records(decided, {"TargetGroupDeclared"}));
  const auto& body = decided->events[0].event.target_group_declared();
  EXPECT_EQ(body.target_group(), "");
  EXPECT_EQ(body.answer(), participant::v1::TARGET_GROUP_ANSWER_UNSPECIFIED);
  ASSERT_EQ(decided->events[0].seals.size(), 1U);
  EXPECT_EQ(decided->events[0].seals[0].content_type, "paktum.sealed.v1.TargetGroupStatement");
  sealed::v1::TargetGroupStatement statement;
  ASSERT_TRUE(statement.ParseFromString(decided->events[0].seals[0].plaintext));
  EXPECT_EQ(statement.target_group(), "TG10");
  EXPECT_EQ(statement.answer(), participant::v1::TARGET_GROUP_ANSWER_DECLARED);
}

TEST(TargetGroup, DeclaringTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Declare(id));
  EXPECT_TRUE(NothingToDo(pact.When(Declare(id))));
  const Uuid command = pact.NewCommand();
  const auto first = pact.WhenAs(command, Declare(id, "TG09"));
  pact.Append(command, "government_office", *first);
  EXPECT_TRUE(NothingToDo(pact.WhenAs(command, Declare(id, "TG09"))));
  EXPECT_TRUE(Records(pact.When(Declare(id, "TG10")), {"TargetGroupDeclared"}))
      << "another sealed group on the same day is no repeat";
}

TEST(TargetGroup, UnknownOrganisationalAndImpossibleGroupsAreRefused) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(Declare(id, "TG99")), "target_group.unknown"));
  EXPECT_TRUE(RefusedFor(pact.When(Declare(id, "TG13")), "target_group.not_of_persons"));
  EXPECT_TRUE(pact.When(Declare(id, "TG02")).ok()) << "the age is not known yet";
  auto enrol = Enrol(id);
  enrol.set_birth_date("1960-01-01");
  pact.Given(enrol);
  EXPECT_TRUE(RefusedFor(pact.When(Declare(id, "TG02")), "target_group.against_age"));
  auto not_member = Declare(id, "TG02");
  not_member.set_answer(participant::v1::TARGET_GROUP_ANSWER_NOT_MEMBER);
  EXPECT_TRUE(pact.When(not_member).ok());
  auto unknown_post = Declare(id);
  unknown_post.set_asked_by_post("nobody");
  EXPECT_TRUE(RefusedFor(pact.When(unknown_post), "target_group.unknown_post"));
  auto refusal = Declare(id);
  refusal.set_answer(participant::v1::TARGET_GROUP_ANSWER_REFUSED);
  EXPECT_TRUE(RefusedFor(pact.When(refusal), "target_group.refusal_is_no_answer"));
}

TEST(TargetGroup, RefusingIsRecordedAndBlocksNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  ASSERT_TRUE(Records(pact.When(RefuseGroup(id)), {"TargetGroupRefused"}));
  pact.Given(RefuseGroup(id));
  EXPECT_TRUE(NothingToDo(pact.When(RefuseGroup(id))));
  const auto special = pact.When(RefuseGroup(id, "TG10"));
  ASSERT_TRUE(special.ok());
  EXPECT_EQ(special->events[0].event.target_group_refused().target_group(), "");
  EXPECT_EQ(special->events[0].seals.size(), 1U);
  EXPECT_TRUE(RefusedFor(pact.When(RefuseGroup(id, "TG99")), "target_group.unknown"));
  EXPECT_TRUE(pact.When(Enrol(id)).ok());
}

TEST(TargetGroup, AWithdrawalTakesBackADeclaration) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(WithdrawGroup(id)), "target_group.not_declared"));
  EXPECT_TRUE(RefusedFor(pact.When(WithdrawGroup(id, "TG10")), "target_group.not_declared"));
  pact.Given(Declare(id));
  pact.Given(Declare(id, "TG10"));
  EXPECT_TRUE(Records(pact.When(WithdrawGroup(id)), {"TargetGroupWithdrawn"}));
  EXPECT_TRUE(Records(pact.When(WithdrawGroup(id, "TG10")), {"TargetGroupWithdrawn"}));
  pact.Given(WithdrawGroup(id));
  EXPECT_TRUE(NothingToDo(pact.When(WithdrawGroup(id))));
  auto again = WithdrawGroup(id);
  again.set_withdrawn_on("2019-07-01");
  EXPECT_TRUE(RefusedFor(pact.When(again), "target_group.not_declared"));
}

TEST(TargetGroup, AWithdrawalIsNotBeforeTheDeclaration) {
  Scenario pact;
  const std::string id = pact.GivenParticipant();  // declared TG01 with the entry
  auto early = WithdrawGroup(id);
  early.set_withdrawn_on("2019-01-15");
  EXPECT_TRUE(RefusedFor(pact.When(early), "target_group.withdrawn_before"));
  EXPECT_TRUE(pact.When(WithdrawGroup(id)).ok());
}

TEST(Agreement, RestsOnTheLastDevelopmentPlan) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(SignAgreement(id)), "participant_agreement.no_plan"));
  pact.Given(Interview(id));
  pact.Given(DevelopmentPlan(id));
  auto second = DevelopmentPlan(id);
  second.set_made_on("2019-01-25");
  pact.Given(second);
  const auto decided = pact.When(SignAgreement(id));
  ASSERT_TRUE(Records(decided, {"ParticipantAgreementSigned"}));
  EXPECT_EQ(decided->events[0].event.participant_agreement_signed().plan_version(), 2U);
}

TEST(Agreement, SigningTwiceAppendsNothing) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Interview(id));
  pact.Given(DevelopmentPlan(id));
  pact.Given(SignAgreement(id));
  EXPECT_TRUE(NothingToDo(pact.When(SignAgreement(id))));
  auto other = SignAgreement(id);
  other.set_signed_on("2019-02-02");
  EXPECT_TRUE(RefusedFor(pact.When(other), "participant_agreement.already_signed"));
}

TEST(Agreement, IsNotSignedBeforeThePlanNorOnOneThatThereIsNot) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  pact.Given(Interview(id));
  pact.Given(DevelopmentPlan(id));
  auto command = SignAgreement(id);
  command.set_signed_on("2019-01-19");
  EXPECT_TRUE(RefusedFor(pact.When(command), "participant_agreement.before_plan"));
  command = SignAgreement(id);
  command.set_plan_version(2);
  EXPECT_TRUE(RefusedFor(pact.When(command), "participant_agreement.unknown_plan"));
}

TEST(Consent, IsGivenOnceAndWithdrawn) {
  Scenario pact;
  const std::string id = pact.GivenPerson();
  EXPECT_TRUE(RefusedFor(pact.When(WithdrawConsentOf(id)), "consent.not_given"));
  ASSERT_TRUE(Records(pact.When(Consent(id)), {"ConsentGiven"}));
  pact.Given(Consent(id));
  EXPECT_TRUE(NothingToDo(pact.When(Consent(id))));
  auto again = Consent(id);
  again.set_given_on("2019-02-12");
  EXPECT_TRUE(RefusedFor(pact.When(again), "consent.already_given"));
  ASSERT_TRUE(Records(pact.When(WithdrawConsentOf(id)), {"ConsentWithdrawn"}));
  pact.Given(WithdrawConsentOf(id));
  EXPECT_TRUE(NothingToDo(pact.When(WithdrawConsentOf(id))));
  EXPECT_TRUE(RefusedFor(pact.When(again), "consent.before_last"));
  again.set_given_on("2019-09-12");
  EXPECT_TRUE(pact.When(again).ok()) << "given anew";
}

}  // namespace
}  // namespace paktum::domain
