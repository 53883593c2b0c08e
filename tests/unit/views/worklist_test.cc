#include "libs/views/worklist.h"

#include <gtest/gtest.h>

#include "tests/unit/views/register_testing.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using testing::AddBody;
using testing::As;
using testing::Ask;
using testing::Changed;
using testing::Ledger;
using testing::Person;
using testing::Refusal;
using testing::RegistersOf;
using testing::Tiszakecske;
using view::v1::WorkItem;
using view::v1::WorklistView;

constexpr auto kCheck = view::v1::WORK_KIND_SIX_MONTH_CHECK;

std::string Stream(int person) { return "participant/" + Person(person); }
const std::string kFiled(64, 'a');

std::uint64_t GrantFor(Ledger& ledger, int person, const std::string& starts_on,
                       const std::string& ends_on) {
  return AddBody(ledger, Stream(person), starts_on, &Event::mutable_subsidy_granted,
                 [&](auto& body) {
                   body.set_participant_id(Person(person));
                   body.set_grant_id(Person(500 + person));
                   body.set_scheme("S2");
                   body.set_starts_on(starts_on);
                   body.set_ends_on(ends_on);
                 });
}

// A grant of the person at the same employer, besides that of GrantFor.
void GrantFurther(Ledger& ledger, int person, const std::string& starts_on,
                  const std::string& ends_on, const std::string& employer = "",
                  const std::string& scheme = "S3") {
  AddBody(ledger, Stream(person), starts_on, &Event::mutable_subsidy_granted, [&](auto& body) {
    body.set_participant_id(Person(person));
    body.set_grant_id(Person(600 + person));
    body.set_scheme(scheme);
    body.set_employer(employer);
    body.set_starts_on(starts_on);
    body.set_ends_on(ends_on);
  });
}

std::uint64_t StopOf(Ledger& ledger, int person, const std::string& day) {
  return AddBody(ledger, Stream(person), day, &Event::mutable_subsidy_stopped, [&](auto& body) {
    body.set_participant_id(Person(person));
    body.set_grant_id(Person(500 + person));
    body.set_reason(subsidy::v1::STOP_REASON_CONDITIONS_NOT_MET);
  });
}

std::uint64_t HireOf(Ledger& ledger, int person, const std::string& day, bool subsidised) {
  return AddBody(ledger, Stream(person), day, &Event::mutable_hire_recorded, [&](auto& body) {
    body.set_participant_id(Person(person));
    body.set_hire_id(Person(700 + person));
    if (subsidised) body.set_grant_id(Person(500 + person));
    body.set_contract_sha256(kFiled);
  });
}

std::uint64_t Check(Ledger& ledger, int person, const std::string& day,
                    employment::v1::SixMonthStatus status) {
  return AddBody(ledger, Stream(person), day, &Event::mutable_six_month_status_checked,
                 [&](auto& body) {
                   body.set_participant_id(Person(person));
                   body.set_hire_id(Person(700 + person));
                   body.set_status(status);
                   body.set_evidence_sha256(kFiled);
                 });
}

void Exit(Ledger& ledger, int person, const std::string& day,
          participant::v1::ExitReason reason = participant::v1::EXIT_REASON_COMPLETED) {
  AddBody(ledger, Stream(person), day, &Event::mutable_participant_exited, [&](auto& body) {
    body.set_participant_id(Person(person));
    body.set_reason(reason);
  });
}

std::uint64_t Situation(Ledger& ledger, int person, const std::string& day) {
  return AddBody(ledger, Stream(person), day, &Event::mutable_exit_situation_recorded,
                 [&](auto& body) {
                   body.set_participant_id(Person(person));
                   body.set_document_sha256(kFiled);
                 });
}

WorklistView At(const Ledger& ledger, const std::string& day, Parameters parameters = {},
                const plan::Plan& plan = Tiszakecske()) {
  parameters["valid_at"] = day;
  return Ask<WorklistView>(RegistersOf(ledger, plan), "worklist",
                           As("serving", std::move(parameters)));
}

WorkItem Only(const WorklistView& view) {
  EXPECT_EQ(view.items_size(), 1);
  return view.items_size() == 1 ? view.items(0) : WorkItem();
}

// domain.md P-04
TEST(Worklist, ACheckIsDueSixMonthsAfterTheEndOfTheSupport) {
  Ledger ledger;
  GrantFor(ledger, 1, "2019-02-01", "2019-09-30");
  HireOf(ledger, 1, "2019-02-01", true);
  const WorkItem ahead = Only(At(ledger, "2019-06-01"));
  EXPECT_EQ(ahead.kind(), kCheck);
  EXPECT_EQ(ahead.participant_id(), Person(1));
  EXPECT_EQ(ahead.reference_date(), "2019-09-30");
  EXPECT_EQ(ahead.due_from(), "2020-03-30");
  EXPECT_EQ(ahead.state(), view::v1::WORK_STATE_AHEAD);
  EXPECT_EQ(Only(At(ledger, "2020-03-30")).state(), view::v1::WORK_STATE_DUE);
  EXPECT_EQ(Only(At(ledger, "2020-04-27")).state(), view::v1::WORK_STATE_DUE);
  const WorkItem overdue = Only(At(ledger, "2020-04-30"));
  EXPECT_EQ(overdue.state(), view::v1::WORK_STATE_OVERDUE);
  EXPECT_EQ(overdue.overdue_days(), 3u);
}

TEST(Worklist, TheRuleOfThePlanDecidesWhereTheMonthsBegin) {
  Ledger ledger;
  GrantFor(ledger, 1, "2019-02-01", "2019-09-30");
  HireOf(ledger, 1, "2019-02-01", true);
  const auto follow_on =
      Changed("six_month_rule {", "ANCHOR_END_OF_SUBSIDY", "ANCHOR_END_OF_FOLLOW_ON");
  EXPECT_EQ(Only(At(ledger, "2019-06-01", {}, follow_on)).reference_date(), "2020-01-30");
  const auto start = Changed("six_month_rule {", "ANCHOR_END_OF_SUBSIDY", "ANCHOR_START_OF_JOB");
  EXPECT_EQ(Only(At(ledger, "2019-06-01", {}, start)).reference_date(), "2019-02-01");
}

TEST(Worklist, ASupportThatWasStoppedEndsOnThatDayUntilTheStopIsVoided) {
  Ledger ledger;
  GrantFor(ledger, 1, "2019-02-01", "2019-09-30");
  HireOf(ledger, 1, "2019-02-01", true);
  const auto stopped = StopOf(ledger, 1, "2019-05-10");
  EXPECT_EQ(Only(At(ledger, "2019-05-09")).reference_date(), "2019-09-30") << "not stopped yet";
  const WorkItem item = Only(At(ledger, "2019-06-01"));
  EXPECT_EQ(item.reference_date(), "2019-05-10");
  EXPECT_EQ(item.due_from(), "2019-11-10");
  ledger.Void({stopped}, "2019-07-01");
  EXPECT_EQ(Only(At(ledger, "2019-08-01")).due_from(), "2020-03-30");
  StopOf(ledger, 1, "2019-06-15");
  EXPECT_EQ(Only(At(ledger, "2019-08-01")).due_from(), "2019-12-15") << "corrected";
}

TEST(Worklist, TheDutyAfterAStoppedSupportBeginsOnThatDay) {
  Ledger ledger;
  GrantFor(ledger, 1, "2019-02-01", "2019-09-30");
  HireOf(ledger, 1, "2019-02-01", true);
  StopOf(ledger, 1, "2019-05-10");
  const auto follow_on =
      Changed("six_month_rule {", "ANCHOR_END_OF_SUBSIDY", "ANCHOR_END_OF_FOLLOW_ON");
  EXPECT_EQ(Only(At(ledger, "2019-06-01", {}, follow_on)).reference_date(), "2019-09-10");
}

TEST(Worklist, OfSeveralSupportsOfAJobTheOneThatEndsLastCounts) {
  Ledger ledger;
  GrantFor(ledger, 1, "2019-02-01", "2019-09-30");
  HireOf(ledger, 1, "2019-02-01", true);
  StopOf(ledger, 1, "2019-05-10");
  GrantFurther(ledger, 1, "2019-06-01", "2019-11-30");
  EXPECT_EQ(Only(At(ledger, "2019-05-31")).reference_date(), "2019-05-10") << "not granted yet";
  EXPECT_EQ(Only(At(ledger, "2019-06-01")).reference_date(), "2019-11-30");
  GrantFor(ledger, 2, "2019-02-01", "2019-09-30");
  HireOf(ledger, 2, "2019-02-01", true);
  GrantFurther(ledger, 2, "2019-03-01", "2019-06-30");
  EXPECT_EQ(Only(At(ledger, "2019-06-01", {{"participant", Person(2)}})).reference_date(),
            "2019-09-30");
}

TEST(Worklist, ASupportElsewhereOrOfAnotherJobChangesNothing) {
  Ledger ledger;
  GrantFor(ledger, 1, "2019-02-01", "2019-04-30");
  HireOf(ledger, 1, "2019-02-01", true);
  GrantFurther(ledger, 1, "2019-05-01", "2019-11-30", "kalfem");
  GrantFurther(ledger, 2, "2019-05-01", "2019-11-30");
  EXPECT_EQ(Only(At(ledger, "2019-06-01")).reference_date(), "2019-04-30");
}

TEST(Worklist, TheMonthsNeverRunFromADayBeforeTheJob) {
  Ledger ledger;
  GrantFor(ledger, 1, "2019-02-01", "2019-09-30");
  StopOf(ledger, 1, "2019-02-15");
  HireOf(ledger, 1, "2019-03-01", true);
  EXPECT_EQ(Only(At(ledger, "2019-04-01")).reference_date(), "2019-03-01");
}

TEST(Worklist, ASupportThatIsNotForWagesChangesNothing) {
  Ledger ledger;
  GrantFor(ledger, 1, "2019-02-01", "2019-04-30");
  HireOf(ledger, 1, "2019-02-01", true);
  GrantFurther(ledger, 1, "2019-05-01", "2019-11-30", "", "S4");
  EXPECT_EQ(Only(At(ledger, "2019-06-01")).reference_date(), "2019-04-30");
}

TEST(Worklist, ACheckStaysDoneWhenItsDayMoves) {
  Ledger ledger;
  GrantFor(ledger, 1, "2019-02-01", "2019-09-30");
  HireOf(ledger, 1, "2019-02-01", true);
  const auto stopped = StopOf(ledger, 1, "2019-05-10");
  Check(ledger, 1, "2019-11-12", employment::v1::SIX_MONTH_STATUS_EMPLOYED);
  const Parameters done{{"state", "done"}, {"kind", "six_month"}};
  EXPECT_EQ(Only(At(ledger, "2019-12-01", done)).due_from(), "2019-11-10");
  ledger.Void({stopped}, "2019-12-02");
  const WorkItem item = Only(At(ledger, "2020-05-01", done));
  EXPECT_EQ(item.due_from(), "2020-03-30");
  EXPECT_EQ(item.state(), view::v1::WORK_STATE_DONE);
  EXPECT_EQ(item.done_on(), "2019-11-12");
}

TEST(Worklist, NoSupportOutlivesTheJob) {
  Ledger ledger;
  GrantFor(ledger, 1, "2019-02-01", "2019-09-30");
  HireOf(ledger, 1, "2019-02-01", true);
  const auto ended = AddBody(ledger, Stream(1), "2019-05-15", &Event::mutable_employment_ended,
                             [](auto& body) { body.set_hire_id(Person(701)); });
  EXPECT_EQ(Only(At(ledger, "2019-06-01")).due_from(), "2019-11-15");
  ledger.Void({ended}, "2019-07-01");
  EXPECT_EQ(Only(At(ledger, "2019-08-01")).due_from(), "2020-03-30");
}

TEST(Worklist, AnIndependentPlacementRunsFromItsFirstDay) {
  Ledger ledger;
  HireOf(ledger, 1, "2019-02-28", false);
  EXPECT_EQ(Only(At(ledger, "2019-06-01")).due_from(), "2019-08-28");
}

TEST(Worklist, ADefiniteCheckIsDoneAndAnUnknownOneIsRepeated) {
  Ledger ledger;
  HireOf(ledger, 1, "2019-02-01", false);
  Check(ledger, 1, "2019-08-05", employment::v1::SIX_MONTH_STATUS_UNKNOWN);
  const WorkItem repeated = Only(At(ledger, "2019-08-10"));
  EXPECT_EQ(repeated.state(), view::v1::WORK_STATE_DUE);
  EXPECT_TRUE(repeated.to_repeat());
  const auto done = Check(ledger, 1, "2019-08-20", employment::v1::SIX_MONTH_STATUS_EMPLOYED);
  EXPECT_EQ(At(ledger, "2019-08-21").items_size(), 0);
  const WorkItem item = Only(At(ledger, "2019-08-21", {{"state", "done"}}));
  EXPECT_EQ(item.state(), view::v1::WORK_STATE_DONE);
  EXPECT_EQ(item.done_on(), "2019-08-20");
  EXPECT_EQ(item.status(), employment::v1::SIX_MONTH_STATUS_EMPLOYED);
  ledger.Void({done}, "2019-09-01");
  EXPECT_EQ(Only(At(ledger, "2019-09-15")).state(), view::v1::WORK_STATE_OVERDUE);
}

TEST(Worklist, ACheckAfterItsTimeIsDoneLate) {
  Ledger ledger;
  HireOf(ledger, 1, "2019-02-01", false);
  Check(ledger, 1, "2019-10-01", employment::v1::SIX_MONTH_STATUS_NOT_EMPLOYED);
  EXPECT_EQ(Only(At(ledger, "2019-10-02", {{"state", "all"}})).state(),
            view::v1::WORK_STATE_DONE_LATE);
}

// practice.md 3.1
TEST(Worklist, TheSituationAfterLeavingIsDueWithinFourWeeks) {
  Ledger ledger;
  Exit(ledger, 1, "2019-03-01");
  EXPECT_EQ(Only(At(ledger, "2019-03-29")).state(), view::v1::WORK_STATE_DUE);
  EXPECT_EQ(Only(At(ledger, "2019-03-30")).state(), view::v1::WORK_STATE_OVERDUE);
  Situation(ledger, 1, "2019-03-20");
  EXPECT_EQ(At(ledger, "2019-03-30").items_size(), 0);
  EXPECT_EQ(Only(At(ledger, "2019-03-30", {{"state", "done"}})).state(), view::v1::WORK_STATE_DONE);
}

TEST(Worklist, AReentryOrADeathAsksForNothing) {
  Ledger ledger;
  Exit(ledger, 1, "2019-03-01");
  AddBody(ledger, Stream(1), "2019-03-10", &Event::mutable_participant_reentered, [](auto& body) {
    body.set_participant_id(Person(1));
    body.set_document_sha256(kFiled);
  });
  Exit(ledger, 2, "2019-03-01", participant::v1::EXIT_REASON_DIED);
  EXPECT_EQ(At(ledger, "2019-06-01").items_size(), 0);
  Exit(ledger, 1, "2019-05-01");
  EXPECT_EQ(Only(At(ledger, "2019-06-15")).due_until(), "2019-05-29");
}

TEST(Worklist, AMissingProofIsAskedForUntilItIsAttached) {
  Ledger ledger;
  const auto entry = ledger.Enrol(1, "2019-03-01");
  const WorkItem item = Only(At(ledger, "2019-04-01"));
  EXPECT_EQ(item.kind(), view::v1::WORK_KIND_EVIDENCE);
  EXPECT_EQ(item.position(), entry);
  EXPECT_EQ(item.about().hu(), "Programba lépés");
  EXPECT_EQ(item.state(), view::v1::WORK_STATE_OVERDUE);
  AddBody(ledger, Stream(1), "2019-04-02", &Event::mutable_evidence_attached,
          [&](auto& body) { body.set_position(entry); });
  EXPECT_EQ(At(ledger, "2019-04-03").items_size(), 0);
  EXPECT_EQ(Only(At(ledger, "2019-04-03", {{"state", "done"}})).state(),
            view::v1::WORK_STATE_DONE_LATE);
}

TEST(Worklist, ConsentToBeContactedIsToldUntilItIsTakenBack) {
  Ledger ledger;
  Exit(ledger, 1, "2019-03-01");
  AddBody(ledger, Stream(1), "2019-03-01", &Event::mutable_consent_given, [](auto& body) {
    body.set_purpose(participant::v1::CONSENT_PURPOSE_FOLLOW_UP_CONTACT);
    body.set_document_sha256(kFiled);
  });
  EXPECT_TRUE(Only(At(ledger, "2019-03-10")).contact_consent());
  AddBody(ledger, Stream(1), "2019-03-12", &Event::mutable_consent_withdrawn, [](auto& body) {
    body.set_purpose(participant::v1::CONSENT_PURPOSE_FOLLOW_UP_CONTACT);
    body.set_document_sha256(kFiled);
  });
  EXPECT_FALSE(Only(At(ledger, "2019-03-15")).contact_consent());
}

TEST(Worklist, TheListIsPagedAndFilteredAndCounted) {
  Ledger ledger;
  for (int person = 1; person <= 5; ++person) {
    HireOf(ledger, person, "2019-02-0" + std::to_string(person), false);
  }
  Exit(ledger, 1, "2019-03-01");
  const WorklistView first = At(ledger, "2019-08-03", {{"kind", "six_month"}, {"limit", "3"}});
  EXPECT_EQ(first.total(), 5u);
  ASSERT_EQ(first.items_size(), 3);
  EXPECT_EQ(first.items(0).participant_id(), Person(1));
  EXPECT_EQ(first.next_after(), 3u);
  const WorklistView second =
      At(ledger, "2019-08-03", {{"kind", "six_month"}, {"limit", "3"}, {"after", "3"}});
  EXPECT_EQ(second.items_size(), 2);
  EXPECT_EQ(second.next_after(), 0u);
  EXPECT_EQ(At(ledger, "2019-08-03", {{"participant", Person(1)}}).items_size(), 2);
  ASSERT_EQ(first.sums_size(), 3);
  EXPECT_EQ(first.sums(0).due(), 3u);
  EXPECT_EQ(first.sums(0).ahead(), 2u);
  EXPECT_EQ(first.sums(1).overdue(), 1u);
  EXPECT_EQ(first.six_month_rule_version(), 1u);
}

TEST(Worklist, WrongParametersAreRefused) {
  const auto fold = RegistersOf(Ledger());
  for (const auto& [name, value] :
       Parameters{{"kind", "x"}, {"state", "x"}, {"participant", "x"}, {"limit", "0"}}) {
    EXPECT_EQ(Refusal(fold, "worklist", As("serving", {{name, value}})).reason(),
              "view.bad_parameter")
        << name;
  }
}

}  // namespace
}  // namespace paktum::views
