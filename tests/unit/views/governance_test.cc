#include "libs/views/governance.h"

#include <gtest/gtest.h>

#include "tests/unit/views/register_testing.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using testing::AddBody;
using testing::Ask;
using testing::Ledger;
using testing::RegistersOf;
using view::v1::GovernanceDuty;
using view::v1::GovernanceView;

GovernanceView At(const Ledger& ledger, const std::string& day,
                  const std::string& known_at = "2030-01-01") {
  return Ask<GovernanceView>(RegistersOf(ledger), "governance",
                             {{"valid_at", day}, {"known_at", known_at}});
}

const GovernanceDuty& Of(const GovernanceView& view, const std::string& code) {
  for (const GovernanceDuty& duty : view.duties()) {
    if (duty.code() == code) return duty;
  }
  ADD_FAILURE() << code;
  return GovernanceDuty::default_instance();
}

std::uint64_t Sit(Ledger& ledger, const std::string& day, const std::string& resolution = "") {
  return AddBody(ledger, "body/steering-group", day, &Event::mutable_steering_group_meeting_held,
                 [&](auto& body) {
                   body.set_members_present(5);
                   body.add_agenda("Stratégia");
                   if (resolution.empty()) return;
                   body.add_resolutions()->set_number(resolution);
                   body.mutable_resolutions(0)->set_subject("A stratégia jóváhagyása");
                   body.set_minutes_sha256(std::string(64, 'a'));
                 });
}

// domain.md A13
TEST(Governance, ThePlansLengthLetsTwelveSittingsAndSixForumsBeExpected) {
  const GovernanceView view = At(Ledger(), "2018-10-25");
  const auto& sittings = Of(view, "steering-group-quarterly").standing();
  EXPECT_EQ(sittings.expected_by_length(), 12u);
  EXPECT_EQ(sittings.due_in_all(), 11u);  // the first one after the agreement
  EXPECT_EQ(sittings.next_due_on(), "2018-12-31");
  EXPECT_EQ(Of(view, "forum-half-yearly").standing().expected_by_length(), 6u);
  EXPECT_EQ(Of(view, "interim-evaluation-half-yearly").standing().expected_by_length(), 6u);
  EXPECT_EQ(Of(view, "status-report-half-yearly").standing().expected_by_length(), 6u);
  EXPECT_EQ(Of(view, "county-meeting-quarterly").standing().expected_by_length(), 12u);
  EXPECT_EQ(view.overdue(), 0u);
}

TEST(Governance, TheLengthIsKnownBeforeTheFirstDayIs) {
  const auto view = Ask<GovernanceView>(RegistersOf(Ledger(), testing::Lenti()), "governance",
                                        {{"valid_at", "2019-01-01"}});
  ASSERT_GT(view.duties_size(), 0);
  for (const GovernanceDuty& duty : view.duties()) {
    EXPECT_EQ(duty.standing().expected_by_length(), 20 / duty.standing().interval_months());
    EXPECT_EQ(duty.standing().due_in_all(), 0u);
  }
}

TEST(Governance, ADutyIsOverdueFromTheDayAfterItsDueDate) {
  const auto overdue = [](const char* day) {
    return Of(At(Ledger(), day), "steering-group-quarterly").standing();
  };
  EXPECT_FALSE(overdue("2018-12-31").overdue());
  EXPECT_TRUE(overdue("2019-01-01").overdue());
  EXPECT_EQ(overdue("2019-01-11").overdue_days(), 11u);
}

TEST(Governance, ASittingMeetsTheDueDateOfItsPeriodAndTheMissedOnesStay) {
  Ledger ledger;
  Sit(ledger, "2019-02-10");
  const auto standing = Of(At(ledger, "2019-04-10"), "steering-group-quarterly").standing();
  EXPECT_EQ(standing.held(), 1u);
  EXPECT_EQ(standing.expected(), 2u);
  ASSERT_EQ(standing.missed_due_on_size(), 1);
  EXPECT_EQ(standing.missed_due_on(0), "2018-12-31");
  EXPECT_EQ(standing.last_on(), "2019-02-10");
  EXPECT_EQ(standing.next_due_on(), "2019-06-30");
}

TEST(Governance, SittingsShowAttendanceAgendaAndMinutes) {
  Ledger ledger;
  Sit(ledger, "2018-11-10", "1/2018");
  ledger.Forum("2018-11-20", 80);
  const GovernanceView view = At(ledger, "2018-12-01");
  ASSERT_EQ(view.sittings_size(), 2);
  EXPECT_EQ(view.sittings(0).body(), "steering-group");
  EXPECT_EQ(view.sittings(0).present(), 5u);
  EXPECT_EQ(view.sittings(0).agenda(0), "Stratégia");
  EXPECT_EQ(view.sittings(0).resolutions(), 1u);
  EXPECT_TRUE(view.sittings(0).minutes_filed());
  EXPECT_EQ(view.sittings(1).body(), "employment-forum");
  EXPECT_EQ(view.sittings(1).present(), 80u);
  EXPECT_FALSE(view.sittings(1).minutes_filed());
}

TEST(Governance, MinutesAttachedLaterAreFiled) {
  Ledger ledger;
  const std::uint64_t forum = ledger.Forum("2018-11-20", 80);
  AddBody(ledger, "body/employment-forum", "2018-12-05", &Event::mutable_evidence_attached,
          [&](auto& body) { body.set_position(forum); });
  EXPECT_FALSE(At(ledger, "2018-12-04").sittings(0).minutes_filed());
  const GovernanceView view = At(ledger, "2018-12-05");
  EXPECT_TRUE(view.sittings(0).minutes_filed());
  for (const auto& body : view.bodies()) EXPECT_EQ(body.minutes_missing(), 0u);
}

TEST(Governance, AVoidedSittingLeavesTheCalendarOnceThatIsKnown) {
  Ledger ledger;
  ledger.RecordAt("2018-11-12");
  const auto sitting = Sit(ledger, "2018-11-10", "1/2018");
  ledger.RecordAt("2019-01-20").Void({sitting}, "2019-01-20");
  const GovernanceView before = At(ledger, "2019-02-01", "2019-01-19");
  EXPECT_EQ(before.sittings_size(), 1);
  EXPECT_EQ(before.resolutions_size(), 1);
  const GovernanceView after = At(ledger, "2019-02-01");
  EXPECT_EQ(after.sittings_size(), 0);
  EXPECT_EQ(after.resolutions_size(), 0);
  EXPECT_TRUE(Of(after, "steering-group-quarterly").standing().overdue());
}

TEST(Governance, TheRegisterOfResolutionsTellsWhatRestsOnThem) {
  Ledger ledger;
  Sit(ledger, "2018-11-10", "1/2018");
  AddBody(ledger, "document/D05", "2018-11-10", &Event::mutable_document_approved, [](auto& body) {
    body.set_document_kind("D05");
    body.set_resolution("1/2018");
  });
  AddBody(ledger, "document/D06", "2018-11-12", &Event::mutable_document_approved, [](auto& body) {
    body.set_document_kind("D06");
    body.set_resolution("9/2018");
  });
  const GovernanceView view = At(ledger, "2018-12-01");
  ASSERT_EQ(view.resolutions_size(), 2);
  EXPECT_EQ(view.resolutions(0).number(), "1/2018");
  EXPECT_EQ(view.resolutions(0).subject(), "A stratégia jóváhagyása");
  EXPECT_EQ(view.resolutions(0).body(), "steering-group");
  ASSERT_EQ(view.resolutions(0).uses_size(), 1);
  EXPECT_EQ(view.resolutions(0).uses(0).type(), "paktum.governance.v1.DocumentApproved");
  EXPECT_EQ(view.resolutions(1).number(), "9/2018");
  EXPECT_EQ(view.resolutions(1).position(), 0u);  // no sitting took it
}

TEST(Governance, ANumberThatTwoSittingsTookIsMarked) {
  Ledger ledger;
  Sit(ledger, "2018-11-10", "1/2018");
  Sit(ledger, "2018-12-10", "1/2018");
  const GovernanceView view = At(ledger, "2018-12-31");
  ASSERT_EQ(view.resolutions_size(), 2);
  EXPECT_TRUE(view.resolutions(0).number_repeated());
  EXPECT_TRUE(view.resolutions(1).number_repeated());
}

TEST(Governance, BodiesShowWhenTheyWereConstitutedAndHowOftenTheySat) {
  Ledger ledger;
  AddBody(ledger, "body/steering-group", "2018-10-30", &Event::mutable_body_constituted,
          [](auto& body) {
            body.set_body("steering-group");
            body.set_seats(7);
          });
  Sit(ledger, "2018-11-10", "1/2018");
  Sit(ledger, "2019-02-10");
  const GovernanceView view = At(ledger, "2019-03-01");
  for (const auto& body : view.bodies()) {
    if (body.code() != "steering-group") continue;
    EXPECT_EQ(body.constituted_on(), "2018-10-30");
    EXPECT_EQ(body.seats(), 7u);
    EXPECT_EQ(body.sittings(), 2u);
    EXPECT_EQ(body.last_sitting_on(), "2019-02-10");
    EXPECT_EQ(body.resolutions(), 1u);
    EXPECT_EQ(body.minutes_missing(), 1u);
    return;
  }
  FAIL() << "no steering group";
}

}  // namespace
}  // namespace paktum::views
