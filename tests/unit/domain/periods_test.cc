// The close of a period, and what it means for every later fact.
#include "tests/unit/domain/scenario.h"

namespace paktum::domain {
namespace {

using event::v1::LATE_REASON_DOCUMENT_CAME_LATE;
using event::v1::LATE_REASON_UNSPECIFIED;

command::v1::ClosePeriod Close(const std::string& closed_on = "2019-07-31") {
  command::v1::ClosePeriod command;
  command.set_period("2019-H1");
  command.set_closed_on(closed_on);
  return command;
}

command::v1::ReopenPeriod Reopen(const std::string& reopened_on = "2019-09-02") {
  command::v1::ReopenPeriod command;
  command.set_period("2019-H1");
  command.set_reopened_on(reopened_on);
  command.set_reason(pact::v1::REOPEN_REASON_INSPECTION_FINDING);
  return command;
}

TEST(ClosePeriod, ClosesAPeriodWhoseEvaluationIsApproved) {
  Scenario pact = EvaluatedPact();
  const auto decided = pact.When(Close());
  ASSERT_TRUE(Records(decided, {"PeriodClosed"}));
  EXPECT_EQ(decided->events[0].stream, "periods");
  EXPECT_EQ(decided->result, (ResultFields{{"period", "2019-H1"}}));
}

TEST(ClosePeriod, NeedsAnApprovedEvaluation) {
  Scenario pact;
  EXPECT_TRUE(RefusedFor(pact.When(Close()), "period.evaluation_not_approved"));
  Scenario evaluated = EvaluatedPact();
  EXPECT_TRUE(RefusedFor(evaluated.When(Close("2019-07-17")), "period.closed_before_approval"));
  auto other = Close();
  other.set_period("2018-H1");
  EXPECT_TRUE(RefusedFor(evaluated.When(other), "period.outside_programme"));
  other.set_period("2019-H3");
  EXPECT_TRUE(RefusedFor(evaluated.When(other), "period.unreadable"));
}

TEST(ClosePeriod, ClosingTwiceAppendsNothing) {
  Scenario pact = ClosedPact();
  EXPECT_TRUE(NothingToDo(pact.When(Close())));
  EXPECT_TRUE(RefusedFor(pact.When(Close("2019-08-01")), "period.already_closed"));
}

TEST(ReopenPeriod, OpensAClosedPeriodForAReason) {
  Scenario pact = ClosedPact();
  ASSERT_TRUE(Records(pact.When(Reopen()), {"PeriodReopened"}));
  pact.Given(Reopen());
  EXPECT_TRUE(Records(pact.When(Close("2019-09-30")), {"PeriodClosed"}))
      << "and may be closed again";
  EXPECT_TRUE(RefusedFor(pact.When(Close("2019-09-01")), "period.closed_before_reopening"));
}

TEST(ReopenPeriod, NeedsAClosedPeriod) {
  Scenario open = EvaluatedPact();
  EXPECT_TRUE(RefusedFor(open.When(Reopen()), "period.not_closed"));
  Scenario pact = ClosedPact();
  EXPECT_TRUE(RefusedFor(pact.When(Reopen("2019-07-30")), "period.reopened_before_closing"));
}

TEST(ReopenPeriod, ReopeningTwiceAppendsNothing) {
  Scenario pact = ClosedPact();
  pact.Given(Reopen());
  EXPECT_TRUE(NothingToDo(pact.When(Reopen())));
}

// Of each office one command, each with a day in the closed half-year.
TEST(LateFacts, OfAClosedPeriodNeedAReasonAtEveryOffice) {
  Scenario pact = EvaluatedPact();
  const std::string id = pact.GivenPerson();
  pact.Given(Close());
  for (const bool with_reason : {false, true}) {
    pact.SetLateReason(with_reason ? LATE_REASON_DOCUMENT_CAME_LATE : LATE_REASON_UNSPECIFIED);
    const auto forum = pact.When(Forum());
    const auto enrolled = pact.When(Enrol(id));
    const auto interview = pact.When(Interview(id));
    for (const auto& decided : {forum, enrolled, interview}) {
      if (!with_reason) {
        EXPECT_TRUE(RefusedFor(decided, "period.closed"));
        EXPECT_EQ(DetailOf(decided, "period"), "2019-H1");
        continue;
      }
      ASSERT_TRUE(decided.ok()) << decided.status();
      EXPECT_EQ(decided->events[0].event.late_reason(), LATE_REASON_DOCUMENT_CAME_LATE);
    }
  }
}

TEST(LateFacts, OfAnOpenPeriodCarryNoReason) {
  Scenario pact = ClosedPact();
  pact.SetLateReason(LATE_REASON_DOCUMENT_CAME_LATE);
  auto forum = Forum();
  forum.set_held_on("2019-07-01");
  const auto after = pact.When(forum);
  ASSERT_TRUE(Records(after, {"ForumHeld"}));
  EXPECT_EQ(after->events[0].event.late_reason(), LATE_REASON_UNSPECIFIED);
  forum.set_held_on("2018-12-31");
  const auto before = pact.When(forum);
  ASSERT_TRUE(before.ok());
  EXPECT_EQ(before->events[0].event.late_reason(), LATE_REASON_UNSPECIFIED);
}

TEST(LateFacts, RepeatedAfterTheCloseAreStillAlreadySo) {
  Scenario pact = EvaluatedPact();
  pact.Given(Forum());
  pact.Given(Close());
  EXPECT_TRUE(NothingToDo(pact.When(Forum())));
}

TEST(LateFacts, NeedNoReasonOnceThePeriodIsOpenAgainOrItsCloseIsVoided) {
  Scenario reopened = ClosedPact();
  reopened.Given(Reopen());
  EXPECT_TRUE(reopened.When(Forum()).ok());
  Scenario voided = ClosedPact();
  voided.Given(Void(voided.last()), "pact_office");
  EXPECT_TRUE(voided.When(Forum()).ok());
}

TEST(LateFacts, ACorrectionCarriesItsOwnReason) {
  Scenario pact = EvaluatedPact();
  pact.Given(Forum());
  const Position forum = pact.last();
  pact.Given(Close());
  EXPECT_TRUE(Records(pact.When(Void(forum), "pact_office"), {"EventVoided"}));
}

TEST(LateFacts, EveryCommandThatRecordsFactsReadsTheCloses) {
  Scenario pact;
  Context context;
  context.identity_hash_hex = std::string(64, 'a');
  for (const google::protobuf::Message* command :
       std::initializer_list<const google::protobuf::Message*>{
           new command::v1::HoldForum(), new command::v1::EnrolParticipant(),
           new command::v1::HoldFirstInterview(), new command::v1::ReturnInterimEvaluation()}) {
    const auto streams = FindCommand(command->GetDescriptor()->name())->streams(*command, context);
    EXPECT_EQ(std::count(streams.begin(), streams.end(), "periods"), 1)
        << command->GetDescriptor()->name();
    delete command;
  }
}

}  // namespace
}  // namespace paktum::domain
