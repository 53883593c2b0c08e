// The pact's own registers: agreement, members who leave, definitions, staff, activities.
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

command::v1::SignPactAgreement Sign() {
  command::v1::SignPactAgreement command;
  command.set_signed_on("2018-10-25");
  command.add_signatories("tiszakecske");
  command.add_signatories("bacs-kiskun-kormanyhivatal");
  return command;
}

command::v1::RecordMemberLeaving Leave(const std::string& member = "mizsetap") {
  command::v1::RecordMemberLeaving command;
  command.set_member_code(member);
  command.set_left_on("2020-01-31");
  command.set_reason(pact::v1::LEAVING_REASON_OWN_DECISION);
  return command;
}

command::v1::AdoptDefinition Define(std::uint32_t version = 1) {
  command::v1::AdoptDefinition command;
  command.set_indicator("PR26");
  command.set_definition_version(version);
  command.set_adopted_on("2019-03-28");
  command.set_resolution("3/2019");
  return command;
}

command::v1::AssignStaff Assign(const std::string& post = "mentor",
                                const std::string& day = "2019-01-02") {
  command::v1::AssignStaff command;
  command.set_post(post);
  command.set_assigned_on(day);
  command.set_full_name("Szabó Éva");
  return command;
}

command::v1::ReleaseStaff Release(const std::string& post = "mentor",
                                  const std::string& day = "2019-12-31") {
  command::v1::ReleaseStaff command;
  command.set_post(post);
  command.set_released_on(day);
  return command;
}

command::v1::ReportActivity Activity() {
  command::v1::ReportActivity command;
  command.set_section("3.1.1.1 A");
  command.set_activity("e");
  command.set_done_on("2019-02-20");
  command.set_subject("Survey of labour needs");
  return command;
}

TEST(Agreement, IsSignedOnce) {
  Scenario pact;
  const auto decided = pact.When(Sign());
  ASSERT_TRUE(Records(decided, {"PactAgreementSigned"}));
  EXPECT_EQ(decided->events[0].stream, "pact");
  pact.Given(Sign());
  auto other = Sign();
  other.add_signatories("mizsetap");
  EXPECT_TRUE(RefusedFor(pact.When(other), "agreement.already_signed"));
}

TEST(Agreement, IsSignedByMembersOfThePlanEachOnce) {
  Scenario pact;
  auto command = Sign();
  command.add_signatories("nobody");
  const auto decided = pact.When(command);
  EXPECT_TRUE(RefusedFor(decided, "member.unknown"));
  EXPECT_NE(DetailOf(decided, "known").find("mizsetap"), std::string::npos);
  command = Sign();
  command.add_signatories("tiszakecske");
  EXPECT_TRUE(RefusedFor(pact.When(command), "agreement.member_twice"));
}

TEST(Agreement, SigningTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(Sign());
  EXPECT_TRUE(NothingToDo(pact.When(Sign())));
}

TEST(Leaving, AMemberLeavesAndMayJoinAgain) {
  Scenario pact;
  pact.Given(Join("mizsetap"));
  ASSERT_TRUE(Records(pact.When(Leave()), {"MemberLeft"}));
  pact.Given(Leave());
  auto again = Join("mizsetap");
  again.set_joined_on("2020-01-30");
  EXPECT_TRUE(RefusedFor(pact.When(again), "member.rejoins_before_leaving"));
  again.set_joined_on("2020-05-01");
  ASSERT_TRUE(Records(pact.When(again), {"MemberJoined"}));
  pact.Given(again);
  EXPECT_TRUE(NothingToDo(pact.When(again)));
}

TEST(Leaving, NeedsAMembership) {
  Scenario pact;
  EXPECT_TRUE(RefusedFor(pact.When(Leave()), "member.is_none"));
  pact.Given(Join("mizsetap"));
  auto early = Leave();
  early.set_left_on("2018-10-24");
  EXPECT_TRUE(RefusedFor(pact.When(early), "member.leaves_before_joining"));
}

TEST(Leaving, LeavingTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(Join("mizsetap"));
  pact.Given(Leave());
  EXPECT_TRUE(NothingToDo(pact.When(Leave())));
  auto other = Leave();
  other.set_left_on("2020-02-01");
  EXPECT_TRUE(RefusedFor(pact.When(other), "member.is_none"));
}

TEST(Leaving, TheJoiningCannotBeVoidedUnderIt) {
  Scenario pact;
  pact.Given(Join("mizsetap"));
  const Position joined = pact.last();
  pact.Given(Leave());
  EXPECT_TRUE(RefusedFor(pact.When(Void(joined), "pact_office"), "void.others_depend"));
}

TEST(Definition, OfThePlanIsAdopted) {
  Scenario pact;
  const auto decided = pact.When(Define());
  ASSERT_TRUE(Records(decided, {"DefinitionVersionAdopted"}));
  EXPECT_EQ(decided->events[0].stream, "pact");
}

TEST(Definition, MustStandInThePlan) {
  Scenario pact;
  const auto decided = pact.When(Define(99));
  EXPECT_TRUE(RefusedFor(decided, "definition.unknown"));
  EXPECT_EQ(DetailOf(decided, "known").substr(0, 1), "1");
  auto other = Define();
  other.set_indicator("PR99");
  EXPECT_TRUE(RefusedFor(pact.When(other), "indicator.unknown"));
  pact.Given(Define());
  auto twice = Define();
  twice.set_resolution("4/2019");
  EXPECT_TRUE(RefusedFor(pact.When(twice), "definition.other_on_day"));
}

TEST(Definition, AdoptingTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(Define());
  EXPECT_TRUE(NothingToDo(pact.When(Define())));
}

TEST(Staff, APostIsFilledUnderASealedName) {
  Scenario pact;
  const auto decided = pact.When(Assign(), "charity");
  ASSERT_TRUE(Records(decided, {"StaffAssigned"}));
  EXPECT_EQ(decided->events[0].stream, "staff/mentor");
  ASSERT_EQ(decided->events[0].seals.size(), 1U);
  EXPECT_EQ(decided->events[0].seals[0].content_type, "paktum.sealed.v1.StaffName");
  EXPECT_EQ(decided->events[0].seals[0].person, decided->result.at("staff_id"));
}

TEST(Staff, HasAsManyHoldersAtATimeAsThePlanGives) {
  Scenario pact;
  pact.Given(Assign(), "charity");
  pact.Given(Assign("mentor", "2019-02-01"), "charity");
  const auto third = pact.When(Assign("mentor", "2019-03-01"), "charity");
  EXPECT_TRUE(RefusedFor(third, "staff.post_filled"));
  EXPECT_EQ(DetailOf(third, "persons"), "2");
  EXPECT_TRUE(RefusedFor(pact.When(Release(), "charity"), "staff.ambiguous"));
  auto release = Release();
  const std::string first =
      pact.Stream("staff/mentor").events.front().event.staff_assigned().staff_id();
  release.set_staff_id(first);
  pact.Given(release, "charity");
  EXPECT_TRUE(RefusedFor(pact.When(Assign("mentor", "2019-12-31"), "charity"), "staff.post_filled"))
      << "the last day is still held";
  EXPECT_TRUE(pact.When(Assign("mentor", "2020-01-01"), "charity").ok());
}

TEST(Staff, AMemberFillsItsOwnPostsOnly) {
  Scenario pact;
  EXPECT_TRUE(RefusedFor(pact.When(Assign(), "pact_office"), "staff.post_of_other_member"));
  EXPECT_TRUE(RefusedFor(pact.When(Release(), "pact_office"), "staff.post_of_other_member"));
  EXPECT_TRUE(RefusedFor(pact.When(Assign("cook"), "charity"), "staff.unknown_post"));
}

TEST(Staff, IsReleasedOnce) {
  Scenario pact;
  EXPECT_TRUE(RefusedFor(pact.When(Release(), "charity"), "staff.not_held"));
  pact.Given(Assign(), "charity");
  EXPECT_TRUE(RefusedFor(pact.When(Release("mentor", "2019-01-01"), "charity"),
                         "staff.released_before_assigned"));
  const auto id = pact.Given(Release(), "charity").at("staff_id");
  EXPECT_TRUE(NothingToDo(pact.When(Release(), "charity")));
  auto other = Release("mentor", "2020-01-31");
  other.set_staff_id(id);
  EXPECT_TRUE(RefusedFor(pact.When(other, "charity"), "staff.already_released"));
}

TEST(Staff, ARepeatedCommandFillsThePostOnce) {
  Scenario pact;
  const Uuid id = pact.NewCommand();
  const auto decided = pact.WhenAs(id, Assign(), "charity");
  ASSERT_TRUE(decided.ok());
  pact.Append(id, "charity", *decided);
  EXPECT_TRUE(NothingToDo(pact.WhenAs(id, Assign(), "charity")));
}

command::v1::EraseStaffName EraseName(const std::string& staff_id,
                                      const std::string& day = "2029-01-02") {
  command::v1::EraseStaffName command;
  command.set_post("mentor");
  command.set_staff_id(staff_id);
  command.set_erased_on(day);
  command.set_reason(privacy::v1::ERASURE_REASON_NO_LONGER_NEEDED);
  return command;
}

// Somebody who held the post of a mentor in 2019.
struct FormerMentor {
  Scenario pact;
  std::string id;
  FormerMentor() {
    id = pact.Given(Assign(), "charity").at("staff_id");
    pact.Given(Release(), "charity");
  }
};

TEST(StaffName, IsErasedOnceThePlanKeepsItNoLonger) {
  FormerMentor former;
  former.pact.SetToday("2029-01-02");
  const auto decided = former.pact.When(EraseName(former.id), "charity");
  ASSERT_TRUE(Records(decided, {"StaffNameErased"}));
  EXPECT_EQ(decided->events[0].stream, "staff/mentor");
  EXPECT_EQ(decided->events[0].event.staff_name_erased().staff_id(), former.id);
  EXPECT_EQ(decided->result.at("staff_id"), former.id);
  EXPECT_TRUE(decided->events[0].seals.empty());
}

TEST(StaffName, IsKeptByLawUnlessTheLawSaysOtherwise) {
  FormerMentor former;
  former.pact.SetToday("2028-12-31");
  auto command = EraseName(former.id, "2028-12-31");
  for (const auto reason :
       {privacy::v1::ERASURE_REASON_NO_LONGER_NEEDED, privacy::v1::ERASURE_REASON_CONSENT_WITHDRAWN,
        privacy::v1::ERASURE_REASON_OBJECTION}) {
    command.set_reason(reason);
    const auto refused = former.pact.When(command, "charity");
    EXPECT_TRUE(RefusedFor(refused, "staff.name_kept_by_law"));
    EXPECT_EQ(DetailOf(refused, "kept_until_on"), "2028-12-31");
  }
  for (const auto reason :
       {privacy::v1::ERASURE_REASON_UNLAWFUL, privacy::v1::ERASURE_REASON_LEGAL_OBLIGATION}) {
    command.set_reason(reason);
    EXPECT_TRUE(Records(former.pact.When(command, "charity"), {"StaffNameErased"}));
  }
}

TEST(StaffName, StaysWhileThePostIsHeld) {
  Scenario pact;
  const std::string id = pact.Given(Assign(), "charity").at("staff_id");
  pact.SetToday("2029-01-02");
  EXPECT_TRUE(RefusedFor(pact.When(EraseName(id), "charity"), "staff.still_held"));
  pact.Given(Release("mentor", "2029-01-02"), "charity");
  EXPECT_TRUE(RefusedFor(pact.When(EraseName(id), "charity"), "staff.still_held"))
      << "the last day is still held";
}

TEST(StaffName, OfAMistakenAssignmentNeedNotBeKept) {
  Scenario pact;
  const std::string id = pact.Given(Assign(), "charity").at("staff_id");
  pact.Given(Void(pact.last()), "charity");
  EXPECT_TRUE(Records(pact.When(EraseName(id, "2021-06-30"), "charity"), {"StaffNameErased"}));
}

TEST(StaffName, BelongsToSomebodyWhoHeldAPostOfTheMember) {
  FormerMentor former;
  former.pact.SetToday("2029-01-02");
  EXPECT_TRUE(RefusedFor(former.pact.When(EraseName(former.id), "pact_office"),
                         "staff.post_of_other_member"));
  EXPECT_TRUE(
      RefusedFor(former.pact.When(EraseName("00000000-0000-7000-8000-000000000009"), "charity"),
                 "staff.unknown_holder"));
}

TEST(StaffName, ErasingTwiceAppendsNothingAndNothingBringsItBack) {
  FormerMentor former;
  const Position released = former.pact.last();
  former.pact.SetToday("2029-01-02");
  former.pact.Given(EraseName(former.id), "charity");
  EXPECT_TRUE(NothingToDo(former.pact.When(EraseName(former.id), "charity")));
  auto other = EraseName(former.id);
  other.set_reason(privacy::v1::ERASURE_REASON_OBJECTION);
  EXPECT_TRUE(RefusedFor(former.pact.When(other, "charity"), "staff.name_erased"));
  EXPECT_TRUE(RefusedFor(former.pact.When(Void(former.pact.last()), "charity"), "void.is_final"));
  EXPECT_TRUE(RefusedFor(former.pact.When(Void(released), "charity"), "void.others_depend"));
}

TEST(Activity, IsReportedByAMemberThatUndertookIt) {
  Scenario pact;
  const auto decided = pact.When(Activity(), "government_office");
  ASSERT_TRUE(Records(decided, {"ActivityReported"}));
  EXPECT_EQ(decided->events[0].stream, "activity/3.1.1.1-A.e");
  EXPECT_EQ(decided->events[0].event.activity_reported().section(), "3.1.1.1 A");
}

TEST(Activity, OfAnotherMemberOrNoneIsRefused) {
  Scenario pact;
  const auto others = pact.When(Activity(), "charity");
  EXPECT_TRUE(RefusedFor(others, "activity.of_other_member"));
  EXPECT_EQ(DetailOf(others, "members"), "bacs-kiskun-kormanyhivatal");
  auto unknown = Activity();
  unknown.set_activity("z");
  EXPECT_TRUE(RefusedFor(pact.When(unknown, "government_office"), "activity.unknown"));
  unknown.set_section("Őszi szakasz");
  EXPECT_TRUE(RefusedFor(pact.When(unknown, "government_office"), "activity.unknown"));
}

TEST(Activity, ReportingTwiceAppendsNothing) {
  Scenario pact;
  pact.Given(Activity(), "government_office");
  EXPECT_TRUE(NothingToDo(pact.When(Activity(), "government_office")));
}

}  // namespace
}  // namespace paktum::domain
