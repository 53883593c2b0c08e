#include "libs/ledger/transact.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "libs/ledger/sequencer.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::ledger {
namespace {

constexpr std::chrono::seconds kPatience{20};

// A real log in memory; a test steps in before or instead of an append.
class ScriptedLog final : public EventLog {
 public:
  // Gets the number of the append (from 1) and the request. What it returns is the answer; nothing
  // lets the append through to the log.
  using Script = std::function<std::optional<Result<AppendResult>>(int, const AppendRequest&)>;

  Script script;
  Status read_failure;                    // what every read answers, unless OK
  std::vector<AppendRequest> appends;     // as they came
  std::vector<StreamVersion> read_after;  // of every ReadStream

  Result<AppendResult> Through(const AppendRequest& request) {
    return log_.Append(request, DeadlineIn(kPatience));
  }

  Result<AppendResult> Append(const AppendRequest& request, Deadline deadline) override {
    appends.push_back(request);
    if (script) {
      auto answer = script(static_cast<int>(appends.size()), request);
      if (answer.has_value()) return std::move(*answer);
    }
    return log_.Append(request, deadline);
  }
  Result<Slice> Read(const std::string& pact, Position after, ReadLimit limit,
                     Deadline deadline) override {
    if (!read_failure.ok()) return read_failure;
    return log_.Read(pact, after, limit, deadline);
  }
  Result<StreamSlice> ReadStream(const std::string& pact, const std::string& stream,
                                 StreamVersion after, ReadLimit limit, Deadline deadline) override {
    if (!read_failure.ok()) return read_failure;
    read_after.push_back(after);
    return log_.ReadStream(pact, stream, after,
                           {std::min<std::size_t>(limit.records, 3), limit.bytes}, deadline);
  }
  Result<FoundCommand> FindCommand(const std::string& pact, Uuid command,
                                   Deadline deadline) override {
    if (!read_failure.ok()) return read_failure;
    return log_.FindCommand(pact, command, deadline);
  }
  Result<Position> Head(const std::string& pact, Deadline deadline) override {
    return log_.Head(pact, deadline);
  }
  Result<std::unique_ptr<Subscription>> Subscribe(const std::string& pact,
                                                  Position after) override {
    return log_.Subscribe(pact, after);
  }

 private:
  SystemClock clock_;
  MemoryStorage storage_;
  Sequencer sequencer_{storage_, clock_};
  LocalEventLog log_{storage_, sequencer_};
};

class TransactTest : public testing::Test {
 protected:
  static TransactRequest Request(std::uint64_t command) {
    TransactRequest request;
    request.pact = kPact;
    request.command = CommandId(command);
    request.member = "government_office";
    request.content_digest = "digest-" + std::to_string(command);
    request.streams = {"scheme/S2"};
    request.deadline = DeadlineIn(kPatience);
    request.retry_pause = std::chrono::milliseconds(1);
    return request;
  }
  // Takes the next place of the scheme, up to `places`; the result is its number.
  static std::function<Result<Proposal<int>>(const std::vector<LoadedStream>&)> TakePlace(
      int places) {
    return [places](const std::vector<LoadedStream>& streams) -> Result<Proposal<int>> {
      const int taken = static_cast<int>(streams[0].records.size());
      if (taken >= places) return Refused("scheme.full", "no place left");
      return Proposal<int>{{EventOn("scheme/S2", "place")}, {}, taken + 1};
    };
  }
  void AppendToScheme(std::uint64_t command) {
    EXPECT_TRUE(log_.Through(AppendOf(command, {EventOn("scheme/S2")})).ok());
  }
  std::uint64_t Head() { return log_.Head(kPact, DeadlineIn(kPatience))->value(); }

  ScriptedLog log_;
};

TEST_F(TransactTest, AppendsUnderTheVersionsItLoaded) {
  for (std::uint64_t i = 101; i <= 107; ++i) AppendToScheme(i);  // more than one page
  TransactRequest request = Request(1);
  request.streams = {"scheme/S2", "participant/a"};
  const auto done = Transact<int>(
      log_, request, [](const std::vector<LoadedStream>& streams) -> Result<Proposal<int>> {
        EXPECT_EQ(streams[0].name, "scheme/S2");
        EXPECT_EQ(streams[0].records.size(), 7U);
        EXPECT_EQ(streams[0].version, StreamVersion(7));
        EXPECT_EQ(streams[1].name, "participant/a");
        EXPECT_EQ(streams[1].version, StreamVersion(0));
        return Proposal<int>{{EventOn("participant/a")}, {{"pact", StreamVersion(0)}}, 42};
      });
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->result, 42);
  EXPECT_EQ(done->append->first, Position(8));
  EXPECT_FALSE(done->repeated());
  ASSERT_EQ(log_.appends.size(), 1U);
  const AppendRequest& sent = log_.appends[0];
  EXPECT_EQ(sent.command, CommandId(1));
  EXPECT_EQ(sent.member, "government_office");
  EXPECT_EQ(sent.content_digest, "digest-1");
  ASSERT_EQ(sent.conditions.size(), 3U);
  EXPECT_EQ(sent.conditions[0].stream, "pact");
  EXPECT_EQ(sent.conditions[1].stream, "scheme/S2");
  EXPECT_EQ(sent.conditions[1].version, StreamVersion(7));
  EXPECT_EQ(sent.conditions[2].version, StreamVersion(0));
}

TEST_F(TransactTest, RefusalAppendsNothing) {
  const auto refused = Transact<int>(log_, Request(1), TakePlace(0));
  EXPECT_EQ(refused.status().reason(), "scheme.full");
  EXPECT_TRUE(log_.appends.empty());
}

TEST_F(TransactTest, NothingToDoAppendsNothingAndHasAResult) {
  const auto done = Transact<int>(log_, Request(1),
                                  [](const std::vector<LoadedStream>&) -> Result<Proposal<int>> {
                                    return Proposal<int>{{}, {}, 7};
                                  });
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->result, 7);
  EXPECT_FALSE(done->append.has_value());
  EXPECT_FALSE(done->repeated());
  EXPECT_EQ(Head(), 0U);
}

TEST_F(TransactTest, ConflictDecidesAgainWithTheNewerEventsOnly) {
  for (std::uint64_t i = 101; i <= 104; ++i) AppendToScheme(i);
  log_.script = [&](int number, const AppendRequest&) -> std::optional<Result<AppendResult>> {
    if (number <= 2) AppendToScheme(200 + static_cast<std::uint64_t>(number));
    return std::nullopt;
  };
  const auto done = Transact<int>(log_, Request(1), TakePlace(100));
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->result, 7);
  EXPECT_EQ(log_.appends.size(), 3U);
  const std::vector<StreamVersion> expected{StreamVersion(0), StreamVersion(3), StreamVersion(4),
                                            StreamVersion(5)};
  EXPECT_EQ(log_.read_after, expected);
}

TEST_F(TransactTest, NeverDecidesOnAStateThatWasOvertaken) {
  AppendToScheme(101);
  log_.script = [&](int number, const AppendRequest&) -> std::optional<Result<AppendResult>> {
    if (number == 1) AppendToScheme(102);  // takes the last place
    return std::nullopt;
  };
  const auto refused = Transact<int>(log_, Request(1), TakePlace(2));
  EXPECT_EQ(refused.status().reason(), "scheme.full");
  EXPECT_EQ(Head(), 2U);
}

TEST_F(TransactTest, GivesUpAfterItsTries) {
  log_.script = [&](int number, const AppendRequest&) -> std::optional<Result<AppendResult>> {
    AppendToScheme(200 + static_cast<std::uint64_t>(number));
    return std::nullopt;
  };
  TransactRequest request = Request(1);
  request.tries_max = 3;
  const auto done = Transact<int>(log_, request, TakePlace(100));
  EXPECT_EQ(done.status().code(), StatusCode::kAborted);
  EXPECT_EQ(done.status().reason(), "transact.contended");
  EXPECT_EQ(log_.appends.size(), 3U);
}

TEST_F(TransactTest, RepeatedCommandReturnsTheFirstAnswerAndItsRecordsWithoutDeciding) {
  const auto first = Transact<int>(log_, Request(1), TakePlace(1));
  ASSERT_TRUE(first.ok()) << first.status();
  const auto again = Transact<int>(log_, Request(1),
                                   [](const std::vector<LoadedStream>&) -> Result<Proposal<int>> {
                                     ADD_FAILURE() << "a repeat decides nothing";
                                     return Refused("test", "");
                                   });
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->repeated());
  EXPECT_EQ(again->append->first, first->append->first);
  EXPECT_FALSE(again->result.has_value());
  ASSERT_EQ(again->records.size(), 1U);
  EXPECT_EQ(again->records[0].submitted, "place");
  EXPECT_EQ(log_.appends.size(), 1U);
}

TEST_F(TransactTest, ReusedCommandIdIsRefused) {
  ASSERT_TRUE(Transact<int>(log_, Request(1), TakePlace(5)).ok());
  TransactRequest other = Request(1);
  other.content_digest = "another request";
  EXPECT_EQ(Transact<int>(log_, other, TakePlace(5)).status().reason(), "append.command_reused");
  EXPECT_EQ(Head(), 1U);
}

TEST_F(TransactTest, UnknownOutcomeIsRetriedWithTheSameCommandAndAppendsOnce) {
  log_.script = [&](int number,
                    const AppendRequest& request) -> std::optional<Result<AppendResult>> {
    if (number > 1) return std::nullopt;
    EXPECT_TRUE(log_.Through(request).ok());  // written, but the answer is lost
    return Result<AppendResult>(DeadlineExceeded("append.outcome_unknown", ""));
  };
  const auto done = Transact<int>(log_, Request(1), TakePlace(5));
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->append->first, Position(1));
  ASSERT_EQ(done->records.size(), 1U);
  ASSERT_EQ(log_.appends.size(), 2U);
  EXPECT_EQ(log_.appends[0].command, log_.appends[1].command);
  EXPECT_EQ(Head(), 1U);
}

TEST_F(TransactTest, UnavailableAndFullLogsAreTriedAgain) {
  log_.script = [&](int number, const AppendRequest&) -> std::optional<Result<AppendResult>> {
    if (number == 1) return Result<AppendResult>(Unavailable("storage.disk_full", ""));
    if (number == 2) return Result<AppendResult>(ResourceExhausted("append.queue_full", ""));
    return std::nullopt;
  };
  const auto done = Transact<int>(log_, Request(1), TakePlace(5));
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->result, 1);
  EXPECT_EQ(log_.appends.size(), 3U);
}

TEST_F(TransactTest, OutcomeStaysUnknownWhenTheDeadlinePasses) {
  log_.script = [](int number, const AppendRequest&) -> std::optional<Result<AppendResult>> {
    if (number == 1) return Result<AppendResult>(DeadlineExceeded("append.outcome_unknown", ""));
    return Result<AppendResult>(Unavailable("wire.closed", ""));
  };
  TransactRequest request = Request(1);
  request.deadline = DeadlineIn(std::chrono::milliseconds(60));
  EXPECT_EQ(Transact<int>(log_, request, TakePlace(5)).status().code(),
            StatusCode::kDeadlineExceeded);
  EXPECT_GE(log_.appends.size(), 2U);
}

TEST_F(TransactTest, UnavailableUntilTheDeadlineWroteNothing) {
  log_.script = [](int, const AppendRequest&) -> std::optional<Result<AppendResult>> {
    return Result<AppendResult>(Unavailable("wire.closed", ""));
  };
  TransactRequest request = Request(1);
  request.deadline = DeadlineIn(std::chrono::milliseconds(60));
  EXPECT_EQ(Transact<int>(log_, request, TakePlace(5)).status().reason(), "wire.closed");
}

TEST_F(TransactTest, ReadThatRunsOutOfTimeWroteNothing) {
  log_.read_failure = DeadlineExceeded("wire.timeout", "");
  EXPECT_EQ(Transact<int>(log_, Request(1), TakePlace(5)).status().code(),
            StatusCode::kUnavailable);
  log_.read_failure = Unavailable("wire.closed", "");
  EXPECT_EQ(Transact<int>(log_, Request(1), TakePlace(5)).status().reason(), "wire.closed");
  EXPECT_TRUE(log_.appends.empty());
}

TEST_F(TransactTest, RefusalOverOnesOwnAppendIsItsFirstAnswer) {
  // The same command is appended by another connection between the look-up and the load.
  const auto done = Transact<int>(
      log_, Request(1), [&](const std::vector<LoadedStream>&) -> Result<Proposal<int>> {
        EXPECT_TRUE(log_.Through(AppendOf(1, {EventOn("scheme/S2", "first")})).ok());
        return Refused("scheme.full", "");
      });
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_TRUE(done->repeated());
  ASSERT_EQ(done->records.size(), 1U);
  EXPECT_EQ(done->records[0].submitted, "first");
}

TEST_F(TransactTest, StreamsLongerThanTheLimitAreAClearError) {
  for (std::uint64_t i = 101; i <= 110; ++i) AppendToScheme(i);
  TransactRequest request = Request(1);
  request.records_max = 9;
  EXPECT_EQ(Transact<int>(log_, request, TakePlace(100)).status().reason(),
            "transact.too_many_records");
}

TEST(TransactConcurrently, LimitAcrossCommandsIsNeverExceeded) {
  constexpr int kPlaces = 26;
  SystemClock clock;
  MemoryStorage storage;
  Sequencer sequencer(storage, clock);
  LocalEventLog log(storage, sequencer);
  std::atomic<int> won{0};
  std::atomic<int> full{0};
  std::vector<std::thread> offices;
  for (std::uint64_t office = 0; office < 6; ++office) {
    offices.emplace_back([&, office] {
      for (std::uint64_t i = 0; i < 10; ++i) {
        TransactRequest request{.pact = kPact,
                                .command = CommandId(office * 10 + i + 1),
                                .member = "charity",
                                .content_digest = "d",
                                .streams = {"scheme/S3"},
                                .deadline = DeadlineIn(kPatience),
                                .tries_max = 1000};
        const auto done = Transact<bool>(
            log, request, [](const std::vector<LoadedStream>& streams) -> Result<Proposal<bool>> {
              if (streams[0].records.size() >= kPlaces) return Refused("scheme.full", "");
              return Proposal<bool>{{EventOn("scheme/S3")}, {}, true};
            });
        if (done.ok()) ++won;
        if (done.status().reason() == "scheme.full") ++full;
      }
    });
  }
  for (std::thread& office : offices) office.join();
  EXPECT_EQ(won, kPlaces);
  EXPECT_EQ(full, 60 - kPlaces);
  EXPECT_EQ(*storage.StreamHead(kPact, "scheme/S3"), StreamVersion(kPlaces));
}

}  // namespace
}  // namespace paktum::ledger
