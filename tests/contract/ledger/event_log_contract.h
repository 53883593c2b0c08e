#pragma once
// The contract of EventLog as tests: every implementation passes all of them.
//
// A test program includes this header once and names its implementations:
//   INSTANTIATE_TEST_SUITE_P(OverWire, EventLogContract,
//                            testing::Values(EventLogParam{"OverWire", [] { return …; }}),
//                            EventLogParamName);
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "libs/events/catalogue.h"
#include "libs/ledger/event_log.h"
#include "libs/ledger/record.h"
#include "tests/contract/ledger/appends.h"
#include "tests/contract/ledger/event_log_contract_fixture.h"

namespace paktum::ledger {

// ---- G1 durable -------------------------------------------------------------------------------

TEST_P(EventLogContract, AcknowledgedAppendsAreThereAfterRestart) {
  for (std::uint64_t i = 1; i <= 20; ++i) MustAppend(AppendOf(i, {EventOn("participant/a")}));
  const std::vector<Record> before = ReadAll();
  Restart();
  const std::vector<Record> after = ReadAll();
  ASSERT_EQ(after.size(), 20U);
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_EQ(after[i].stored, before[i].stored);
  EXPECT_EQ(MustAppend(AppendOf(21, {EventOn("participant/a")})).first, Position(21));
  EXPECT_EQ(Stream("participant/a").head, StreamVersion(21));
}

// ---- G2 atomic --------------------------------------------------------------------------------

TEST_P(EventLogContract, AppendIsAtomicAcrossStreams) {
  const AppendResult result =
      MustAppend(AppendOf(1, {EventOn("participant/a", "1"), EventOn("scheme/S2", "2"),
                              EventOn("participant/a", "3")}));
  EXPECT_EQ(result.first, Position(1));
  EXPECT_EQ(result.count, 3U);
  EXPECT_FALSE(result.repeated);
  const std::vector<Record> records = ReadAll();
  ASSERT_EQ(records.size(), 3U);
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(records[i].append_index, i);
    EXPECT_EQ(records[i].append_count, 3U);
    EXPECT_EQ(records[i].append_first(), Position(1));
    EXPECT_EQ(records[i].command, CommandId(1));
    EXPECT_EQ(records[i].recorded_at, result.recorded_at);
    EXPECT_EQ(records[i].submitted, std::to_string(i + 1));
  }
  EXPECT_EQ(records[2].version, StreamVersion(2));
  EXPECT_EQ(Stream("scheme/S2").head, StreamVersion(1));
}

TEST_P(EventLogContract, RefusedAppendLeavesNoTrace) {
  MustAppend(AppendOf(1, {EventOn("scheme/S2")}));
  const auto refused = Append(AppendOf(2, {EventOn("participant/a"), EventOn("participant/b")},
                                       {{"scheme/S2", StreamVersion(0)}}));
  EXPECT_EQ(refused.status().code(), StatusCode::kAborted);
  EXPECT_EQ(Head(), Position(1));
  EXPECT_EQ(Stream("participant/a").head, StreamVersion(0));
  EXPECT_EQ(log().FindCommand(kPact, CommandId(2), Soon()).status().code(), StatusCode::kNotFound);
  // The id has not been used up: it may be decided again.
  EXPECT_EQ(
      MustAppend(AppendOf(2, {EventOn("participant/a")}, {{"scheme/S2", StreamVersion(1)}})).first,
      Position(2));
}

// ---- G3 ordered -------------------------------------------------------------------------------

TEST_P(EventLogContract, PositionsAndVersionsAreDenseUnderConcurrency) {
  constexpr std::uint64_t kThreads = 8;
  constexpr std::uint64_t kEach = 50;
  InParallel(kThreads, [&](std::uint64_t thread) {
    for (std::uint64_t i = 0; i < kEach; ++i) {
      MustAppend(AppendOf(thread * kEach + i + 1,
                          {EventOn("participant/" + std::to_string(thread)), EventOn("pact")}));
    }
  });
  const std::vector<Record> records = ReadAll();
  ASSERT_EQ(records.size(), 2 * kThreads * kEach);
  ExpectDense(records);
  for (const Record& record : records) {
    if (record.append_index == 0) continue;
    EXPECT_EQ(records[record.position.value() - 2].command, record.command);
  }
  EXPECT_EQ(Stream("pact", StreamVersion(0), {1, kReadBytesMax}).head,
            StreamVersion(kThreads * kEach));
}

TEST_P(EventLogContract, RecordedAtNeverGoesBack) {
  for (std::uint64_t i = 1; i <= 30; ++i) MustAppend(AppendOf(i, {EventOn("pact")}));
  const std::vector<Record> records = ReadAll();
  ASSERT_EQ(records.size(), 30U);
  EXPECT_TRUE(std::is_sorted(records.begin(), records.end(), [](const Record& a, const Record& b) {
    return a.recorded_at < b.recorded_at;
  }));
  EXPECT_GT(records.front().recorded_at.unix_ms(), 0);
}

TEST_P(EventLogContract, SubmittedBytesAreKeptVerbatim) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
  MustAppend(AppendOf(1, {EventOn("participant/a", bytes)}));
  const std::vector<Record> records = ReadAll();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].submitted, bytes);
  EXPECT_EQ(records[0].member, "government_office");
  EXPECT_EQ(records[0].content_digest, "digest-1");
  EXPECT_EQ(EncodeRecord(records[0]), records[0].stored);
}

// ---- G4 conditional ---------------------------------------------------------------------------

TEST_P(EventLogContract, AllFailedConditionsComeBackInOneAnswer) {
  MustAppend(AppendOf(1, {EventOn("scheme/S2"), EventOn("scheme/S2"), EventOn("scheme/S3")}));
  const auto refused = Append(AppendOf(2, {EventOn("participant/a")},
                                       {{"scheme/S2", StreamVersion(1)},
                                        {"scheme/S3", StreamVersion(1)},
                                        {"participant/a", StreamVersion(4)},
                                        {"member/city", StreamVersion(0)}}));
  ASSERT_EQ(refused.status().code(), StatusCode::kAborted);
  EXPECT_EQ(refused.status().reason(), "append.condition_failed");
  const std::vector<Status::Detail> expected{{"scheme/S2", "2"}, {"participant/a", "0"}};
  EXPECT_EQ(refused.status().details(), expected);
}

TEST_P(EventLogContract, ConditionsMayNameStreamsThatAreNotWritten) {
  MustAppend(AppendOf(1, {EventOn("scheme/S2")}));
  EXPECT_TRUE(Append(AppendOf(2, {EventOn("participant/a")},
                              {{"scheme/S2", StreamVersion(1)}, {"pact", StreamVersion(0)}}))
                  .ok());
  EXPECT_EQ(Stream("scheme/S2").head, StreamVersion(1));
}

TEST_P(EventLogContract, OfConcurrentAppendsOnOneVersionExactlyOneWins) {
  constexpr std::uint64_t kThreads = 8;
  for (std::uint64_t round = 0; round < 10; ++round) {
    std::atomic<int> won{0};
    std::atomic<int> aborted{0};
    InParallel(kThreads, [&](std::uint64_t thread) {
      const auto result = Append(AppendOf(round * kThreads + thread + 1, {EventOn("scheme/S2")},
                                          {{"scheme/S2", StreamVersion(round)}}));
      if (result.ok()) ++won;
      if (result.status().code() == StatusCode::kAborted) ++aborted;
    });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(aborted, static_cast<int>(kThreads) - 1);
  }
  EXPECT_EQ(Stream("scheme/S2").head, StreamVersion(10));
}

// ---- G5 idempotent for ever -------------------------------------------------------------------

TEST_P(EventLogContract, RepeatedCommandGetsFirstAnswerEvenIfConditionsFailNow) {
  const AppendRequest request = AppendOf(1, {EventOn("participant/a"), EventOn("pact")},
                                         {{"participant/a", StreamVersion(0)}});
  const AppendResult first = MustAppend(request);
  MustAppend(AppendOf(2, {EventOn("participant/a")}));
  const AppendResult again = MustAppend(request);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.first, first.first);
  EXPECT_EQ(again.count, first.count);
  EXPECT_EQ(again.recorded_at, first.recorded_at);
  EXPECT_EQ(Head(), Position(3));
}

TEST_P(EventLogContract, RepeatAfterReopen) {
  const AppendRequest request = AppendOf(1, {EventOn("participant/a")});
  const AppendResult first = MustAppend(request);
  Restart();
  const AppendResult again = MustAppend(request);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.first, first.first);
  EXPECT_EQ(again.recorded_at, first.recorded_at);
  EXPECT_EQ(Head(), Position(1));
}

TEST_P(EventLogContract, SameCommandOtherDigestIsRefused) {
  AppendRequest request = AppendOf(1, {EventOn("participant/a")});
  MustAppend(request);
  request.content_digest = "something else";
  const auto refused = Append(request);
  EXPECT_EQ(refused.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(refused.status().reason(), "append.command_reused");
  EXPECT_EQ(Head(), Position(1));
}

TEST_P(EventLogContract, ConcurrentDuplicatesAppendOnce) {
  for (std::uint64_t command = 1; command <= 20; ++command) {
    std::atomic<int> first_answers{0};
    std::atomic<std::uint64_t> positions{0};
    InParallel(6, [&](std::uint64_t) {
      const AppendResult result = MustAppend(AppendOf(command, {EventOn("pact")}));
      if (!result.repeated) ++first_answers;
      positions += result.first.value();
    });
    EXPECT_EQ(first_answers, 1);
    EXPECT_EQ(positions, 6 * command);
  }
  EXPECT_EQ(Head(), Position(20));
}

TEST_P(EventLogContract, FindCommandTellsTheFirstAnswerAndTheDigest) {
  MustAppend(AppendOf(1, {EventOn("pact")}));
  const AppendResult second = MustAppend(AppendOf(2, {EventOn("pact"), EventOn("pact")}));
  const auto found = log().FindCommand(kPact, CommandId(2), Soon());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->append.first, second.first);
  EXPECT_EQ(found->append.count, 2U);
  EXPECT_EQ(found->append.recorded_at, second.recorded_at);
  EXPECT_TRUE(found->append.repeated);
  EXPECT_EQ(found->content_digest, "digest-2");
}

TEST_P(EventLogContract, UnknownCommandIsNotFound) {
  MustAppend(AppendOf(1, {EventOn("pact")}));
  const auto found = log().FindCommand(kPact, CommandId(2), Soon());
  EXPECT_EQ(found.status().code(), StatusCode::kNotFound);
  EXPECT_EQ(found.status().reason(), "command.unknown");
}

// ---- G6 complete delivery ---------------------------------------------------------------------

TEST_P(EventLogContract, SubscriptionSeesEveryRecordOnceAcrossCatchUpAndLive) {
  constexpr std::uint64_t kBefore = 300;
  constexpr std::uint64_t kAfter = 300;
  for (std::uint64_t i = 1; i <= kBefore; ++i) MustAppend(AppendOf(i, {EventOn("pact")}));
  const auto subscription = Subscribe(Position(0));
  ASSERT_NE(subscription, nullptr);
  std::thread writer([&] {
    for (std::uint64_t i = 1; i <= kAfter; ++i) {
      MustAppend(AppendOf(kBefore + i, {EventOn("participant/a"), EventOn("pact")}));
    }
  });
  const std::vector<Record> taken = Take(*subscription, kBefore + 2 * kAfter);
  writer.join();
  ASSERT_EQ(taken.size(), kBefore + 2 * kAfter);
  ExpectDense(taken);
  const std::vector<Record> all = ReadAll();
  ASSERT_EQ(all.size(), taken.size());
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i].stored, taken[i].stored);
}

TEST_P(EventLogContract, SubscriptionStartsAfterAnyPosition) {
  for (std::uint64_t i = 1; i <= 10; ++i) MustAppend(AppendOf(i, {EventOn("pact")}));
  const auto subscription = Subscribe(Position(7));
  ASSERT_NE(subscription, nullptr);
  MustAppend(AppendOf(11, {EventOn("pact")}));
  const std::vector<Record> taken = Take(*subscription, 4);
  ASSERT_EQ(taken.size(), 4U);
  ExpectDense(taken, 8);
}

TEST_P(EventLogContract, SubscriptionWithNothingNewIsEmptyAtTheDeadline) {
  MustAppend(AppendOf(1, {EventOn("pact")}));
  const auto subscription = Subscribe(Position(1));
  ASSERT_NE(subscription, nullptr);
  const auto slice = subscription->Next(DeadlineIn(std::chrono::milliseconds(50)));
  ASSERT_TRUE(slice.ok()) << slice.status();
  EXPECT_TRUE(slice->records.empty());
}

TEST_P(EventLogContract, SubscriberThatTakesNothingSlowsNobody) {
  constexpr std::uint64_t kCount = 400;
  const auto lazy = Subscribe(Position(0));
  const auto eager = Subscribe(Position(0));
  ASSERT_NE(lazy, nullptr);
  ASSERT_NE(eager, nullptr);
  for (std::uint64_t i = 1; i <= kCount; ++i) {
    MustAppend(AppendOf(i, {EventOn("pact", std::string(2000, 'x'))}));
  }
  EXPECT_EQ(Take(*eager, kCount).size(), kCount);
  const std::vector<Record> late = Take(*lazy, kCount);
  ASSERT_EQ(late.size(), kCount);
  ExpectDense(late);
}

TEST_P(EventLogContract, SubscriptionSeesItsPactOnly) {
  const auto subscription = Subscribe(Position(0), "lenti");
  ASSERT_NE(subscription, nullptr);
  MustAppend(AppendOf(1, {EventOn("pact", "of tiszakecske")}));
  AppendRequest other = AppendOf(1, {EventOn("pact", "of lenti")});
  other.pact = "lenti";
  MustAppend(other);
  const std::vector<Record> taken = Take(*subscription, 1);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].submitted, "of lenti");
}

// ---- reading ----------------------------------------------------------------------------------

TEST_P(EventLogContract, ReadReturnsAtMostTheLimitAndAtLeastOneRecord) {
  for (std::uint64_t i = 1; i <= 10; ++i) {
    MustAppend(AppendOf(i, {EventOn("pact", std::string(1000, 'x'))}));
  }
  const auto three = log().Read(kPact, Position(4), {3, kReadBytesMax}, Soon());
  ASSERT_TRUE(three.ok()) << three.status();
  ASSERT_EQ(three->records.size(), 3U);
  EXPECT_EQ(three->records[0].position, Position(5));
  EXPECT_EQ(three->head, Position(10));
  const auto by_bytes = log().Read(kPact, Position(0), {100, 2500}, Soon());
  ASSERT_TRUE(by_bytes.ok()) << by_bytes.status();
  EXPECT_EQ(by_bytes->records.size(), 2U);
  const auto one = log().Read(kPact, Position(0), {100, 10}, Soon());
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->records.size(), 1U);
}

TEST_P(EventLogContract, ReadBeyondTheEndIsEmpty) {
  MustAppend(AppendOf(1, {EventOn("pact")}));
  for (const std::uint64_t after : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{1'000'000}}) {
    const auto slice = log().Read(kPact, Position(after), {}, Soon());
    ASSERT_TRUE(slice.ok()) << slice.status();
    EXPECT_TRUE(slice->records.empty());
    EXPECT_EQ(slice->head, Position(1));
  }
}

TEST_P(EventLogContract, WhatDoesNotExistIsEmpty) {
  EXPECT_EQ(Head("nowhere"), Position(0));
  EXPECT_TRUE(ReadAll("nowhere").empty());
  EXPECT_TRUE(Stream("participant/nobody").records.empty());
  EXPECT_EQ(Stream("participant/nobody").head, StreamVersion(0));
}

TEST_P(EventLogContract, StreamIsReadInOrderAndInPages) {
  for (std::uint64_t i = 1; i <= 30; ++i) {
    MustAppend(
        AppendOf(i, {EventOn("participant/a", std::to_string(i)), EventOn("participant/b")}));
  }
  std::vector<Record> records;
  StreamVersion after;
  for (;;) {
    const StreamSlice slice = Stream("participant/a", after, {7, kReadBytesMax});
    EXPECT_EQ(slice.head, StreamVersion(30));
    ASSERT_LE(slice.records.size(), 7U);
    if (slice.records.empty()) break;
    records.insert(records.end(), slice.records.begin(), slice.records.end());
    after = records.back().version;
  }
  ASSERT_EQ(records.size(), 30U);
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].version, StreamVersion(i + 1));
    EXPECT_EQ(records[i].stream, "participant/a");
    EXPECT_EQ(records[i].submitted, std::to_string(i + 1));
  }
}

TEST_P(EventLogContract, NamesThatBeginAlikeStayApart) {
  const std::vector<std::string> names{"a", "a/b", "a/b/c", "ab", "a/", std::string(200, 'a'), "A"};
  std::uint64_t command = 0;
  for (int round = 0; round < 2; ++round) {
    for (const std::string& name : names) MustAppend(AppendOf(++command, {EventOn(name, name)}));
  }
  for (const std::string& name : names) {
    const StreamSlice slice = Stream(name);
    EXPECT_EQ(slice.head, StreamVersion(2)) << name;
    ASSERT_EQ(slice.records.size(), 2U) << name;
    EXPECT_EQ(slice.records[1].submitted, name);
  }
  EXPECT_EQ(Stream("a/b/").head, StreamVersion(0));
}

TEST_P(EventLogContract, PactsAreSeparate) {
  for (const char* pact : {"tiszakecske", "tiszakecske-2", "tisza", "lenti"}) {
    AppendRequest request = AppendOf(1, {EventOn("pact", pact)}, {{"pact", StreamVersion(0)}});
    request.pact = pact;
    const AppendResult result = MustAppend(request);
    EXPECT_EQ(result.first, Position(1));
    EXPECT_FALSE(result.repeated);
  }
  const std::vector<Record> records = ReadAll("tisza");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].submitted, "tisza");
}

// ---- G9 bounded -------------------------------------------------------------------------------

TEST_P(EventLogContract, OverLimitIsAClearError) {
  std::vector<AppendRequest> too_large;
  too_large.push_back(AppendOf(1, std::vector<NewEvent>(kAppendEventsMax + 1, EventOn("pact"))));
  too_large.push_back(AppendOf(2, {EventOn("pact", std::string(events::kEventBytesMax + 1, 'x'))}));
  too_large.push_back(
      AppendOf(3, {EventOn("pact")},
               std::vector<Condition>(kConditionsMax + 1, {"participant/a", StreamVersion(0)})));
  for (const AppendRequest& request : too_large) {
    const auto refused = Append(request);
    EXPECT_EQ(refused.status().code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(refused.status().reason(), "append.too_large");
  }
  EXPECT_EQ(Head(), Position(0));
}

TEST_P(EventLogContract, AppendAtTheLimitIsTaken) {
  const AppendResult result = MustAppend(
      AppendOf(1,
               std::vector<NewEvent>(kAppendEventsMax,
                                     EventOn("pact", std::string(events::kEventBytesMax, 'x'))),
               std::vector<Condition>(kConditionsMax, {"participant/a", StreamVersion(0)})));
  EXPECT_EQ(result.count, kAppendEventsMax);
  EXPECT_EQ(ReadAll().size(), kAppendEventsMax);
}

TEST_P(EventLogContract, EmptyAppendIsRefused) {
  const auto refused = Append(AppendOf(1, {}));
  EXPECT_EQ(refused.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(refused.status().reason(), "append.empty");
}

TEST_P(EventLogContract, MalformedAppendIsAClearError) {
  const auto with = [](const std::function<void(AppendRequest&)>& change) {
    AppendRequest request = AppendOf(1, {EventOn("pact")}, {{"pact", StreamVersion(0)}});
    change(request);
    return request;
  };
  const std::vector<AppendRequest> malformed{
      with([](AppendRequest& r) { r.pact.clear(); }),
      with([](AppendRequest& r) { r.pact = "two words"; }),
      with([](AppendRequest& r) { r.pact = std::string(kPactIdBytesMax + 1, 'p'); }),
      with([](AppendRequest& r) { r.command = Uuid(); }),
      with([](AppendRequest& r) { r.member.clear(); }),
      with([](AppendRequest& r) { r.content_digest.clear(); }),
      with([](AppendRequest& r) { r.content_digest = std::string(33, 'd'); }),
      with([](AppendRequest& r) { r.events[0].stream.clear(); }),
      with([](AppendRequest& r) { r.events[0].stream = std::string("pa\0ct", 5); }),
      with([](AppendRequest& r) { r.events[0].stream = std::string(201, 's'); }),
      with([](AppendRequest& r) { r.events[0].submitted.clear(); }),
      with([](AppendRequest& r) { r.conditions[0].stream = "a stream"; }),
  };
  for (const AppendRequest& request : malformed) {
    const auto refused = Append(request);
    EXPECT_EQ(refused.status().code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(refused.status().reason(), "append.malformed") << refused.status();
  }
  EXPECT_EQ(Head(), Position(0));
}

}  // namespace paktum::ledger
