// The oracle against logs that lie: every kind of violation, planted and named.
#include "tests/attack/oracle.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger/sequencer.h"
#include "tests/attack/planted_log.h"
#include "tests/attack/watched_log.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::attack {
namespace {

using ledger::AppendOf;
using ledger::AppendRequest;
using ledger::AppendResult;
using ledger::CommandId;
using ledger::EventOn;
using ledger::kPact;

Deadline Soon() { return DeadlineIn(std::chrono::seconds(20)); }

// A small history on an honest log, told to an oracle:
//   1 a          command 1
//   2 a, 3 b     command 2
//   4 b          command 3, on the condition that b is at version 1
//   5 c          command 5; command 4 was aborted before it
//   6 c          command 6, whose answer was lost
class OracleTest : public testing::Test {
 protected:
  OracleTest() : sequencer_(storage_, clock_), honest_(storage_, sequencer_) {
    WatchedLog log(honest_, oracle_);
    EXPECT_TRUE(log.Append(AppendOf(1, {EventOn("a", "first")}), Soon()).ok());
    EXPECT_TRUE(log.Append(AppendOf(2, {EventOn("a"), EventOn("b")}), Soon()).ok());
    EXPECT_TRUE(log.Append(AppendOf(3, {EventOn("b")}, {{"b", StreamVersion(1)}}), Soon()).ok());
    EXPECT_EQ(log.Append(Aborting(), Soon()).status().code(), StatusCode::kAborted);
    EXPECT_TRUE(log.Append(AppendOf(5, {EventOn("c", "fifth")}), Soon()).ok());
    EXPECT_TRUE(log.Append(AppendOf(5, {EventOn("c", "fifth")}), Soon()).ok());
    EXPECT_TRUE(log.Read(kPact, Position(0), {}, Soon()).ok());
    oracle_.Sending(AppendOf(6, {EventOn("c", "sixth")}));
    EXPECT_TRUE(honest_.Append(AppendOf(6, {EventOn("c", "sixth")}), Soon()).ok());
  }

  static AppendRequest Aborting() { return AppendOf(4, {EventOn("c")}, {{"a", StreamVersion(1)}}); }
  PlantedLog Copy() { return {honest_, kPact}; }
  // Exactly this is found, or this among others that follow from it.
  static void ExpectFound(const Report& report, Violation violation) {
    EXPECT_TRUE(report.Has(violation)) << ViolationName(violation) << " in\n" << report;
  }
  static void ExpectOnly(const Report& report, Violation violation) {
    ExpectFound(report, violation);
    EXPECT_EQ(report.findings.size(), 1U) << report;
  }
  // What an answer to an append that was already acknowledged brings up.
  Report AfterAnswer(const AppendRequest& request, const Result<AppendResult>& answer) {
    oracle_.Answered(oracle_.Sending(request), answer);
    return oracle_.Check(honest_);
  }
  static AppendRequest First() { return AppendOf(1, {EventOn("a", "first")}); }

  SystemClock clock_;
  ledger::MemoryStorage storage_;
  ledger::Sequencer sequencer_;
  ledger::LocalEventLog honest_;
  Oracle oracle_;
};

TEST_F(OracleTest, AnHonestLogIsFoundHonest) {
  const Report report = oracle_.Check(honest_);
  EXPECT_TRUE(report.ok()) << report;
  EXPECT_EQ(report.records, 6U);
  EXPECT_EQ(report.must, 4U);
  EXPECT_EQ(report.may_present, 1U);
  EXPECT_EQ(report.must_not, 1U);
  EXPECT_EQ(report.probes, 6U);
  auto copy = Copy();
  EXPECT_TRUE(oracle_.Check(copy).ok()) << oracle_.Check(copy);
}

TEST_F(OracleTest, AnUnansweredAppendMayBeAbsent) {
  auto log = Copy();
  log.rows.pop_back();
  log.commands.erase(CommandId(6));
  log.Renumber();
  const Report report = oracle_.Check(log);
  EXPECT_TRUE(report.ok()) << report;
  EXPECT_EQ(report.may_absent, 1U);
}

TEST_F(OracleTest, ALostAppendIsNamed) {
  auto log = Copy();
  log.rows.resize(4);
  log.commands.erase(CommandId(5));
  log.commands.erase(CommandId(6));
  log.Renumber();
  ExpectFound(oracle_.Check(log), Violation::kLost);
}

TEST_F(OracleTest, ADoubledAppendIsNamed) {
  auto log = Copy();
  log.rows.push_back(log.rows.front());
  log.rows.back().recorded_at = log.rows[5].recorded_at;
  log.Renumber();
  log.commands[CommandId(1)].append.first = Position(1);
  ExpectOnly(oracle_.Check(log), Violation::kDoubled);
}

TEST_F(OracleTest, ExchangedAppendsAreNamed) {
  auto log = Copy();
  std::swap(log.rows[0], log.rows[4]);
  std::swap(log.rows[0].recorded_at, log.rows[4].recorded_at);
  log.Renumber();
  ExpectFound(oracle_.Check(log), Violation::kReordered);
}

TEST_F(OracleTest, AlteredBytesStreamMemberAndDigestAreNamed) {
  for (int what = 0; what < 4; ++what) {
    auto log = Copy();
    if (what == 0) log.rows[5].submitted = "sixtg";
    if (what == 1) log.rows[5].stream = "d";
    if (what == 2) log.rows[5].member = "charity";
    if (what == 3) log.rows[5].content_digest = "digest-7";
    log.Renumber();
    ExpectFound(oracle_.Check(log), Violation::kAltered);
  }
}

TEST_F(OracleTest, AnUnknownEventIsNamed) {
  auto log = Copy();
  log.rows.push_back(log.rows.back());
  log.rows.back().command = CommandId(99);
  log.Renumber();
  ExpectOnly(oracle_.Check(log), Violation::kUnknown);
}

TEST_F(OracleTest, ARefusedAppendThatIsThereIsNamed) {
  auto log = Copy();
  log.rows.push_back(log.rows.back());
  log.rows.back().command = CommandId(4);
  log.rows.back().content_digest = "digest-4";
  log.rows.back().submitted = "submitted";
  log.commands[CommandId(4)] = {{Position(7), 1, log.rows.back().recorded_at, true}, "digest-4"};
  log.Renumber();
  ExpectFound(oracle_.Check(log), Violation::kRefusedPresent);
  ExpectFound(oracle_.Check(log), Violation::kConditionIgnored);
}

TEST_F(OracleTest, AnAppendAgainstItsConditionsIsNamed) {
  auto ticket = oracle_.Sending(AppendOf(7, {EventOn("d")}, {{"a", StreamVersion(1)}}));
  auto log = Copy();
  log.rows.push_back(log.rows.back());
  log.rows.back().command = CommandId(7);
  log.rows.back().stream = "d";
  log.rows.back().content_digest = "digest-7";
  log.rows.back().submitted = "submitted";
  log.commands[CommandId(7)] = {{Position(7), 1, log.rows.back().recorded_at, true}, "digest-7"};
  log.Renumber();
  ExpectOnly(oracle_.Check(log), Violation::kConditionIgnored);
}

TEST_F(OracleTest, GapsAreNamed) {
  auto positions = Copy();
  positions.rows[5].position = Position(7);
  positions.head = Position(7);
  ExpectFound(oracle_.Check(positions), Violation::kGap);
  auto versions = Copy();
  versions.rows[5].version = StreamVersion(3);
  ExpectFound(oracle_.Check(versions), Violation::kGap);
  auto head = Copy();
  head.head = Position(7);
  ExpectFound(oracle_.Check(head), Violation::kGap);
}

TEST_F(OracleTest, TimeThatGoesBackIsNamed) {
  auto log = Copy();
  log.rows[5].recorded_at = Instant(log.rows[4].recorded_at.unix_ms() - 1);
  log.commands[CommandId(6)].append.recorded_at = log.rows[5].recorded_at;
  ExpectOnly(oracle_.Check(log), Violation::kTimeWentBack);
}

TEST_F(OracleTest, ATornAppendIsNamed) {
  auto half = Copy();
  half.rows.erase(half.rows.begin() + 2);
  half.Renumber();
  ExpectFound(oracle_.Check(half), Violation::kTorn);
  auto apart = Copy();
  std::swap(apart.rows[2], apart.rows[3]);
  apart.Renumber();
  ExpectFound(oracle_.Check(apart), Violation::kTorn);
  auto unfinished = Copy();
  unfinished.rows[5].append_count = 2;
  ExpectFound(oracle_.Check(unfinished), Violation::kTorn);
}

TEST_F(OracleTest, ADamagedRecordIsNamed) {
  auto log = Copy();
  log.unreadable = Position(4);
  ExpectFound(oracle_.Check(log), Violation::kUnreadable);
}

TEST_F(OracleTest, WrongAnswersOfTheLookUpAreNamed) {
  auto lost = Copy();
  lost.commands.erase(CommandId(2));
  ExpectOnly(oracle_.Check(lost), Violation::kWrongAnswer);
  auto moved = Copy();
  moved.commands[CommandId(2)].append.first = Position(1);
  ExpectOnly(oracle_.Check(moved), Violation::kWrongAnswer);
  auto digest = Copy();
  digest.commands[CommandId(2)].content_digest = "digest-3";
  ExpectOnly(oracle_.Check(digest), Violation::kWrongAnswer);
  auto refused = Copy();
  refused.commands[CommandId(4)] = refused.commands[CommandId(1)];
  ExpectOnly(oracle_.Check(refused), Violation::kWrongAnswer);
}

TEST_F(OracleTest, WrongAnswersToARepeatedAppendAreNamed) {
  auto forgets = Copy();
  forgets.append = [&](const AppendRequest&) { return AppendResult{Position(7), 1, {}, false}; };
  ExpectFound(oracle_.Check(forgets), Violation::kWrongAnswer);
  auto careless = Copy();
  careless.append = [&](const AppendRequest& request) {
    return careless.commands.at(request.command).append;  // whatever the content is
  };
  ExpectFound(oracle_.Check(careless), Violation::kWrongAnswer);
}

TEST_F(OracleTest, AnswersThatContradictEachOtherAreNamed) {
  const AppendResult first = honest_.FindCommand(kPact, CommandId(1), Soon())->append;
  {
    AppendResult twice = first;
    twice.repeated = false;
    ExpectFound(AfterAnswer(First(), twice), Violation::kDoubled);
  }
  AppendResult elsewhere = first;
  elsewhere.first = Position(5);
  ExpectFound(AfterAnswer(First(), elsewhere), Violation::kWrongAnswer);
}

TEST_F(OracleTest, ARefusalOfWhatWasAcknowledgedIsNamed) {
  ExpectOnly(AfterAnswer(First(), Status(InvalidArgument("append.empty", ""))),
             Violation::kWrongAnswer);
}

TEST_F(OracleTest, ReuseThatIsNoneIsNamed) {
  ExpectOnly(AfterAnswer(First(), Status(Refused("append.command_reused", ""))),
             Violation::kWrongAnswer);
}

TEST_F(OracleTest, OtherContentThatIsAcknowledgedIsNamed) {
  AppendRequest other = First();
  other.content_digest = "another";
  ExpectFound(AfterAnswer(other, honest_.FindCommand(kPact, CommandId(1), Soon())->append),
              Violation::kWrongAnswer);
}

TEST_F(OracleTest, AnAbortThatNamesTheWrongVersionsIsNamed) {
  const auto request = AppendOf(8, {EventOn("a")}, {{"a", StreamVersion(1)}});
  using Details = std::vector<Status::Detail>;
  for (const Details& details :
       {Details{}, Details{{"a", "1"}}, Details{{"b", "2"}}, Details{{"a", "9"}}}) {
    Oracle oracle;
    oracle.Answered(oracle.Sending(request),
                    Status(Aborted("append.condition_failed", "", details)));
    const Report report = oracle.Check(honest_);
    ExpectFound(report, Violation::kWrongAnswer);
  }
}

TEST_F(OracleTest, AnObserverThatWasGivenSomethingElseIsNamed) {
  auto log = Copy();
  log.rows[5].submitted = "another";
  const auto other = log.Read(kPact, Position(0), {}, Soon());
  Observer observer(oracle_, kPact, Position(0));
  observer.Took(*other);
  EXPECT_EQ(observer.last(), Position(6));
  ExpectOnly(oracle_.Check(honest_), Violation::kObserverDiffers);
}

TEST_F(OracleTest, AnObserverWithAGapOrARepeatIsNamed) {
  const auto slice = honest_.Read(kPact, Position(2), {}, Soon());
  oracle_.Observed(kPact, Position(1), Position(0), *slice);
  ExpectOnly(oracle_.Check(honest_), Violation::kObserverDiffers);
}

TEST_F(OracleTest, ADeliveredRecordThatIsGoneIsNamed) {
  oracle_.Observed(kPact, Position(5), Position(0), *honest_.Read(kPact, Position(5), {}, Soon()));
  auto log = Copy();
  log.rows.pop_back();
  log.commands.erase(CommandId(6));
  log.Renumber();
  ExpectOnly(oracle_.Check(log), Violation::kObserverDiffers);
}

TEST_F(OracleTest, AReadThatDoesNotReachWhatWasAcknowledgedIsNamed) {
  auto log = Copy();
  log.rows.resize(4);
  log.Renumber();
  WatchedLog watched(log, oracle_);
  EXPECT_TRUE(watched.Read(kPact, Position(0), {}, Soon()).ok());
  ExpectOnly(oracle_.Check(honest_), Violation::kWrongAnswer);
}

TEST_F(OracleTest, AStreamThatReadsDifferentlyIsNamed) {
  auto log = Copy();
  log.stream_rows = log.rows;
  log.stream_rows->at(5).submitted = "another";
  ExpectOnly(oracle_.Check(log), Violation::kObserverDiffers);
}

}  // namespace
}  // namespace paktum::attack
