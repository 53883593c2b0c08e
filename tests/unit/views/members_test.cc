#include "libs/views/members.h"

#include <gtest/gtest.h>

#include "tests/unit/views/register_testing.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using testing::AddBody;
using testing::As;
using testing::Ask;
using testing::Ledger;
using testing::RegistersOf;
using view::v1::MemberRow;
using view::v1::MembersView;

std::uint64_t Join(Ledger& ledger, const std::string& code, const std::string& day,
                   pact::v1::MembershipBasis basis, const std::string& name = "",
                   const std::string& type = "") {
  return AddBody(ledger, "member/" + code, day, &Event::mutable_member_joined, [&](auto& joined) {
    joined.set_member_code(code);
    joined.set_basis(basis);
    joined.set_name(name);
    joined.set_type(type);
  });
}

std::uint64_t Leave(Ledger& ledger, const std::string& code, const std::string& day) {
  return AddBody(ledger, "member/" + code, day, &Event::mutable_member_left, [&](auto& left) {
    left.set_member_code(code);
    left.set_reason(pact::v1::LEAVING_REASON_OWN_DECISION);
  });
}

constexpr auto kAgreement = pact::v1::MEMBERSHIP_BASIS_AGREEMENT;
constexpr auto kLetter = pact::v1::MEMBERSHIP_BASIS_LETTER_OF_INTENT;

MembersView At(const Ledger& ledger, const std::string& day, const std::string& audience = "public",
               const std::string& known_at = "2030-01-01") {
  return Ask<MembersView>(RegistersOf(ledger), "members",
                          As(audience, {{"valid_at", day}, {"known_at", known_at}}));
}

const MemberRow& Of(const MembersView& view, const std::string& code) {
  for (const MemberRow& row : view.members()) {
    if (row.code() == code) return row;
  }
  ADD_FAILURE() << code;
  return MemberRow::default_instance();
}

// domain.md A10.1, P-01
TEST(Members, ThirtyThreeAreListedAndThirtyFourStated) {
  const MembersView view = At(Ledger(), "2018-10-25");
  EXPECT_EQ(view.listed(), 33u);
  EXPECT_EQ(view.stated(), 34u);
  EXPECT_EQ(view.members_size(), 33);
  EXPECT_EQ(view.consortium(), 3u);
  EXPECT_EQ(view.joined(), 0u);
  std::map<std::string, std::uint32_t> listed;
  for (const auto& type : view.types()) listed[type.type()] = type.listed();
  EXPECT_EQ(listed, (std::map<std::string, std::uint32_t>{{"government-office", 1},
                                                          {"municipality", 17},
                                                          {"chamber", 1},
                                                          {"employers-body", 1},
                                                          {"enterprise", 9},
                                                          {"education", 2},
                                                          {"civil", 2}}));
}

TEST(Members, EachStayHasItsBasisAndItsDays) {
  Ledger ledger;
  Join(ledger, "tiszaug", "2018-10-25", kAgreement);
  Leave(ledger, "tiszaug", "2019-05-01");
  Join(ledger, "tiszaug", "2020-01-15", kLetter);
  const MemberRow row = Of(At(ledger, "2020-02-01"), "tiszaug");
  EXPECT_EQ(row.state(), view::v1::MEMBER_STATE_JOINED);
  ASSERT_EQ(row.spans_size(), 2);
  EXPECT_EQ(row.spans(0).basis(), kAgreement);
  EXPECT_EQ(row.spans(0).joined_on(), "2018-10-25");
  EXPECT_EQ(row.spans(0).left_on(), "2019-05-01");
  EXPECT_EQ(row.spans(0).reason(), pact::v1::LEAVING_REASON_OWN_DECISION);
  EXPECT_EQ(row.spans(1).basis(), kLetter);
  EXPECT_EQ(row.spans(1).left_on(), "");
}

TEST(Members, ADocumentAttachedLaterIsFiled) {
  Ledger ledger;
  const std::uint64_t joined = Join(ledger, "tiszaug", "2018-10-25", kAgreement);
  AddBody(ledger, "member/tiszaug", "2018-11-05", &Event::mutable_evidence_attached,
          [&](auto& body) { body.set_position(joined); });
  EXPECT_FALSE(Of(At(ledger, "2018-11-04"), "tiszaug").spans(0).document_filed());
  EXPECT_TRUE(Of(At(ledger, "2018-11-05"), "tiszaug").spans(0).document_filed());
}

TEST(Members, WhoLeftIsCountedAsLeftFromThatDayOn) {
  Ledger ledger;
  Join(ledger, "tiszaug", "2018-10-25", kAgreement);
  Join(ledger, "lakitelek", "2018-11-25", kLetter);
  Leave(ledger, "tiszaug", "2019-05-01");
  EXPECT_EQ(At(ledger, "2019-04-30").joined(), 2u);
  const MembersView after = At(ledger, "2019-05-01");
  EXPECT_EQ(after.joined(), 1u);
  EXPECT_EQ(after.left(), 1u);
  EXPECT_EQ(after.joined_by_letter_of_intent(), 1u);
  EXPECT_EQ(after.joined_by_agreement(), 0u);
  EXPECT_EQ(Of(after, "tiszaug").state(), view::v1::MEMBER_STATE_LEFT);
}

TEST(Members, AVoidedLeavingIsUndoneFromTheMomentItIsKnown) {
  Ledger ledger;
  ledger.RecordAt("2018-10-26");
  Join(ledger, "tiszaug", "2018-10-25", kAgreement);
  ledger.RecordAt("2019-05-02");
  const auto left = Leave(ledger, "tiszaug", "2019-05-01");
  ledger.RecordAt("2019-06-10").Void({left}, "2019-06-10");
  EXPECT_EQ(At(ledger, "2019-07-01", "public", "2019-06-09").joined(), 0u);
  EXPECT_EQ(At(ledger, "2019-07-01").joined(), 1u);
}

TEST(Members, ALeavingWhoseJoiningWasVoidedShowsNothing) {
  Ledger ledger;
  const auto joined = Join(ledger, "tiszaug", "2018-10-25", kAgreement);
  Leave(ledger, "tiszaug", "2019-05-01");
  ledger.Void({joined}, "2019-06-10");
  const MemberRow row = Of(At(ledger, "2019-07-01"), "tiszaug");
  EXPECT_EQ(row.state(), view::v1::MEMBER_STATE_LISTED);
  EXPECT_EQ(row.spans_size(), 0);
}

TEST(Members, OneThatThePlanDoesNotListStandsBehindTheOthers) {
  Ledger ledger;
  Join(ledger, "uj-kft", "2019-02-01", kLetter, "Új Kft.", "enterprise");
  const MembersView view = At(ledger, "2019-02-01");
  EXPECT_EQ(view.listed(), 33u);
  ASSERT_EQ(view.members_size(), 34);
  EXPECT_EQ(view.members(33).name(), "Új Kft.");
  EXPECT_EQ(view.members(33).type_name().en(), "Enterprise");
  EXPECT_EQ(view.members(33).number(), 0u);
}

// P-23
TEST(Members, WhoActsForWhomIsShownOnBothSides) {
  const MembersView view = At(Ledger(), "2018-10-25");
  const std::string national = "magyar-kereskedelmi-es-iparkamara";
  const std::string county = "bacs-kiskun-kereskedelmi-es-iparkamara";
  EXPECT_EQ(Of(view, national).represented_by(), county);
  ASSERT_EQ(Of(view, county).represents_size(), 1);
  EXPECT_EQ(Of(view, county).represents(0), national);
  EXPECT_EQ(Of(view, county).type(), "employers-body");
}

// P-31
TEST(Members, ThePublicSeesNoNameOfASoleTrader) {
  Ledger ledger;
  Join(ledger, "kovacs", "2019-02-01", kLetter, "Kovács Éva egyéni vállalkozó", "enterprise");
  const MembersView open = At(ledger, "2019-03-01");
  EXPECT_EQ(open.SerializeAsString().find("Kulman"), std::string::npos);
  EXPECT_EQ(open.SerializeAsString().find("Tormási"), std::string::npos);
  EXPECT_EQ(open.SerializeAsString().find("Kovács"), std::string::npos);
  EXPECT_TRUE(Of(open, "enterprise-27").natural_person());
  EXPECT_EQ(Of(open, "enterprise-27").type(), "enterprise");
  EXPECT_EQ(Of(open, "kovacs").type(), "enterprise");
  const MembersView inside = At(ledger, "2019-03-01", "member");
  EXPECT_NE(Of(inside, "enterprise-27").name(), "");
  EXPECT_EQ(Of(inside, "kovacs").name(), "Kovács Éva egyéni vállalkozó");
}

}  // namespace
}  // namespace paktum::views
