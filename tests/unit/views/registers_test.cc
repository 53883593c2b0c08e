#include "libs/views/registers.h"

#include <gtest/gtest.h>

#include "libs/views/effective_history.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/members.pb.h"
#include "tests/unit/views/register_testing.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using testing::AddBody;
using testing::Ask;
using testing::Ledger;
using testing::Made;
using testing::Refusal;
using testing::RegistersOf;
using testing::Row;

std::uint64_t Join(Ledger& ledger, const std::string& code, const std::string& day) {
  return AddBody(ledger, "member/" + code, day, &Event::mutable_member_joined, [&](auto& joined) {
    joined.set_member_code(code);
    joined.set_basis(pact::v1::MEMBERSHIP_BASIS_AGREEMENT);
  });
}

std::uint32_t Joined(const RegistersFold& fold, const Parameters& parameters) {
  return Ask<view::v1::MembersView>(fold, "members", parameters).joined();
}

TEST(Registers, AnEventCountsFromItsDayOn) {
  Ledger ledger;
  Join(ledger, "tiszaug", "2018-10-25");
  const auto fold = RegistersOf(ledger);
  EXPECT_EQ(Joined(fold, {{"valid_at", "2018-10-24"}}), 0u);
  EXPECT_EQ(Joined(fold, {{"valid_at", "2018-10-25"}}), 1u);
}

TEST(Registers, ALateEventIsUnknownBeforeItWasRecorded) {
  Ledger ledger;
  ledger.RecordAt("2019-03-01");
  Join(ledger, "tiszaug", "2018-10-25");
  const auto fold = RegistersOf(ledger);
  EXPECT_EQ(Joined(fold, {{"valid_at", "2018-12-31"}, {"known_at", "2019-02-28"}}), 0u);
  EXPECT_EQ(Joined(fold, {{"valid_at", "2018-12-31"}, {"known_at", "2019-03-01"}}), 1u);
}

TEST(Registers, AVoidedEventCountsAsKnownBeforeTheVoidOnly) {
  Ledger ledger;
  ledger.RecordAt("2018-10-26");
  const auto joined = Join(ledger, "tiszaug", "2018-10-25");
  ledger.RecordAt("2019-01-10").Void({joined}, "2019-01-10");
  const auto fold = RegistersOf(ledger);
  EXPECT_EQ(Joined(fold, {{"valid_at", "2019-06-30"}, {"known_at", "2019-01-09"}}), 1u);
  EXPECT_EQ(Joined(fold, {{"valid_at", "2019-06-30"}}), 0u);
}

TEST(Registers, AVoidedVoidVoidsNothing) {
  Ledger ledger;
  const auto joined = Join(ledger, "tiszaug", "2018-10-25");
  const auto voided = ledger.Void({joined}, "2018-11-10");
  ledger.Void({voided}, "2018-11-11");
  EXPECT_EQ(Joined(RegistersOf(ledger), {{"valid_at", "2019-06-30"}}), 1u);
}

TEST(Registers, AVoidInAnotherStreamChangesNothing) {
  Ledger ledger;
  const auto joined = Join(ledger, "tiszaug", "2018-10-25");
  Event stray;
  stray.mutable_event_voided()->add_target_positions(joined);
  ledger.Add("member/lakitelek", "2018-11-10", stray);
  EXPECT_EQ(Joined(RegistersOf(ledger), {{"valid_at", "2019-06-30"}}), 1u);
}

TEST(Registers, SavedRowsGiveTheSameAnswersAsTheRecords) {
  Ledger ledger;
  const auto joined = Join(ledger, "tiszaug", "2018-10-25");
  Join(ledger, "lakitelek", "2018-11-05");
  ledger.Void({joined}, "2018-12-01");
  ledger.Unknown("2018-12-02");
  auto first = RegistersOf(ledger);
  auto second = Made<RegistersFold>();
  for (const Row& row : first.TakeDirtyRows()) {
    ASSERT_TRUE(second.LoadRow(row.first, row.second).ok());
  }
  second.FinishLoading(first.applied_through());
  const auto answer = first.Query("members", {}, testing::kNow);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(second.Query("members", {}, testing::kNow)->payload, answer->payload);
  EXPECT_TRUE(second.TakeDirtyRows().empty());
}

TEST(Registers, ADamagedRowIsRefused) {
  auto fold = Made<RegistersFold>();
  view::v1::RegisterEventRow row;
  row.mutable_event()->set_type("paktum.pact.v1.NoSuchThing");
  const std::string key("e\0\0\0\0\0\0\0\1", 9);
  EXPECT_EQ(fold.LoadRow(key, row.SerializeAsString()).reason(), "view.bad_row");
  row.mutable_event()->set_type("paktum.pact.v1.MemberJoined");
  row.set_content("\xff\xff");
  EXPECT_EQ(fold.LoadRow(key, row.SerializeAsString()).reason(), "view.bad_row");
}

TEST(Registers, NothingSealedAndNobodysNameIsKept) {
  Ledger ledger;
  Event event;
  event.mutable_participant_enrolled()->set_participant_id(testing::Person(1));
  event.set_actor("SECRET-ACTOR");
  event.set_correlation_id("SECRET-COMMAND");
  event.add_sealed()->set_ciphertext("SECRET-CIPHER");
  ledger.Add("participant/" + testing::Person(1), "2018-11-01", event);
  Event claimed;
  claimed.mutable_identity_claimed()->set_participant_id(testing::Person(1));
  ledger.Add("identity/SECRET-HASH", "2018-11-01", claimed);
  auto fold = RegistersOf(ledger);
  for (const Row& row : fold.TakeDirtyRows()) {
    EXPECT_EQ(row.second.find("SECRET"), std::string::npos);
  }
}

TEST(Registers, AViewForFewerRefusesTheOthers) {
  const auto fold = Made<RegistersFold>();
  for (const RegisterView& view : RegisterViews()) {
    if (view.audience == Audience::kPublic) continue;
    EXPECT_EQ(Refusal(fold, std::string(view.name), {}).reason(), "view.not_for_you") << view.name;
  }
  EXPECT_EQ(Refusal(fold, "members", {{"audience", "everybody"}}).reason(), "view.bad_parameter");
}

TEST(Registers, UnknownViewsAndParametersAreRefused) {
  const auto fold = Made<RegistersFold>();
  EXPECT_EQ(Refusal(fold, "secrets", {}).reason(), "view.unknown");
  EXPECT_EQ(Refusal(fold, "members", {{"valid_on", "2019-01-01"}}).reason(), "view.bad_parameter");
  EXPECT_EQ(Refusal(fold, "members", {{"valid_at", "2019-02-30"}}).reason(), "view.bad_parameter");
}

TEST(Registers, AnswersTellWhatTheyRestOn) {
  Ledger ledger;
  ledger.RecordAt("2018-10-26");
  ledger.Simulated(Join(ledger, "tiszaug", "2018-10-25"));
  ledger.Unknown("2018-12-02");
  const auto meta =
      Ask<view::v1::MembersView>(RegistersOf(ledger), "members", {{"valid_at", "2019-01-01"}})
          .meta();
  EXPECT_EQ(meta.pact(), "tiszakecske");
  EXPECT_EQ(meta.applied_through(), 2u);
  EXPECT_EQ(meta.valid_at(), "2019-01-01");
  EXPECT_EQ(meta.unknown_events(), 1u);
  EXPECT_TRUE(meta.contains_simulated());
}

}  // namespace
}  // namespace paktum::views
