// The same command id gets the first answer: after restarts, after very many other appends, from
// many clients at once, when the answer was lost on the way. With other content it is refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "tests/attack/attack_env.h"
#include "tests/attack/attacked_log.h"
#include "tests/attack/load.h"
#include "tests/attack/message_proxy.h"

namespace paktum::attack {
namespace {

using ledger::AppendRequest;
using ledger::AppendResult;

constexpr char kPact[] = "tiszakecske";

Deadline Patience() { return DeadlineIn(std::chrono::seconds(30)); }

AppendRequest RequestOf(std::uint64_t number, std::mt19937_64& random, std::size_t events = 1) {
  AppendRequest request;
  request.pact = kPact;
  request.command =
      Uuid::V7From(1'560'000'000'000 + static_cast<std::int64_t>(number), number, ~number);
  request.member = "government_office";
  request.content_digest = "content-" + std::to_string(number);
  for (std::size_t i = 0; i < events; ++i) request.events.push_back(RandomEvent(random, 40));
  return request;
}

void ExpectSame(const AppendResult& first, const Result<AppendResult>& again) {
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->first, first.first);
  EXPECT_EQ(again->count, first.count);
  EXPECT_EQ(again->recorded_at, first.recorded_at);
}

void ExpectReuseRefused(ledger::EventLog& log, AppendRequest request) {
  request.content_digest += "?";
  const auto refused = log.Append(request, Patience());
  EXPECT_EQ(refused.status().code(), StatusCode::kFailedPrecondition) << refused.status();
  EXPECT_EQ(refused.status().reason(), "append.command_reused");
}

// Runs `work(i)` for every i below `count` on as many threads as keep the log busy.
template <typename Work>
void Spread(std::uint64_t count, const Work& work) {
  std::atomic<std::uint64_t> next{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&] {
      for (std::uint64_t mine = next++; mine < count; mine = next++) work(mine);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Idempotency, AnswersStayTheSameAfterVeryManyOtherAppendsAndRestarts) {
  std::mt19937_64 random(Seed());
  constexpr std::uint64_t kFirst = 50;
  // Appends in between: in the default run 50,000 events in few appends, in a long run as many
  // appends of one event as are asked for.
  const std::uint64_t rounds = Rounds(0);
  const std::size_t batch_events = rounds == 0 ? ledger::kAppendEventsMax : 1;
  const std::uint64_t others = rounds == 0 ? 50'000 / batch_events : rounds;
  AttackedLog log;
  std::vector<AppendRequest> requests;
  std::vector<AppendResult> answers;
  {
    const auto client = log.Client();
    WatchedLog watched(*client, log.oracle);
    for (std::uint64_t i = 0; i < kFirst; ++i) {
      requests.push_back(RequestOf(1 + i, random, 1 + random() % 5));
      const auto answer = watched.Append(requests.back(), Patience());
      ASSERT_TRUE(answer.ok()) << answer.status();
      answers.push_back(*answer);
    }
    // Not told to the oracle, whose memory is for what is looked at: only counted.
    const auto batch = RequestOf(0, random, batch_events);
    std::atomic<std::uint64_t> failed{0};
    Spread(others, [&](std::uint64_t i) {
      AppendRequest other = batch;
      other.command = Uuid::V7From(1'570'000'000'000 + static_cast<std::int64_t>(i), i, 7);
      if (!client->Append(other, Patience()).ok()) ++failed;
    });
    ASSERT_EQ(failed, 0U);
  }
  for (int restart = 0; restart < 2; ++restart) {
    log.Kill();
    log.Start();
    const auto client = log.Client();
    ASSERT_TRUE(Eventually([&] { return client->connected(); }));
    const auto head = client->Head(kPact, Patience());
    ASSERT_TRUE(head.ok()) << head.status();
    EXPECT_GE(head->value(), others * batch_events + kFirst);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      ExpectSame(answers[i], client->Append(requests[i], Patience()));
      ExpectReuseRefused(*client, requests[i]);
    }
    EXPECT_EQ(*client->Head(kPact, Patience()), *head);
  }
  std::cout << kFirst << " commands repeated after " << others << " other appends of "
            << batch_events << " events, twice, each time after a kill" << std::endl;
}

TEST(Idempotency, ConcurrentDuplicatesOfSeveralClientsAppendOnce) {
  std::mt19937_64 random(Seed());
  AttackedLog log;
  constexpr std::size_t kClients = 6;
  std::vector<std::unique_ptr<ledger_client::RemoteEventLog>> clients;
  for (std::size_t i = 0; i < kClients; ++i) clients.push_back(log.Client());
  for (std::uint64_t round = 1; round <= 40; ++round) {
    const auto request = RequestOf(round, random, 1 + random() % 3);
    std::vector<Result<AppendResult>> answers(kClients, Status(Internal("none", "")));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kClients; ++i) {
      threads.emplace_back([&, i] {
        WatchedLog watched(*clients[i], log.oracle);
        answers[i] = watched.Append(request, Patience());
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::size_t written = 0;
    for (const auto& answer : answers) {
      ASSERT_TRUE(answer.ok()) << answer.status();
      written += answer->repeated ? 0 : 1;
      EXPECT_EQ(answer->first, answers.front()->first);
      EXPECT_EQ(answer->recorded_at, answers.front()->recorded_at);
    }
    EXPECT_EQ(written, 1U);
  }
  log.ExpectPromisesKept();
}

// Of concurrent appends with one id and different contents one is taken and the others are refused,
// and the log goes on saying which.
TEST(Idempotency, OfConcurrentAppendsWithOneIdAndDifferentContentOneIsTaken) {
  std::mt19937_64 random(Seed());
  AttackedLog log;
  constexpr std::size_t kClients = 4;
  const auto client = log.Client();
  WatchedLog watched(*client, log.oracle);
  for (std::uint64_t round = 1; round <= 40; ++round) {
    std::atomic<int> taken{0};
    std::atomic<int> refused{0};
    const auto request = RequestOf(round, random);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kClients; ++i) {
      threads.emplace_back([&, i] {
        AppendRequest mine = request;
        mine.content_digest += std::to_string(i);
        mine.events.front().submitted += std::string(1, static_cast<char>(i));
        const auto answer = watched.Append(mine, Patience());
        if (answer.ok()) ++taken;
        if (answer.status().reason() == "append.command_reused") ++refused;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(taken, 1);
    EXPECT_EQ(refused, static_cast<int>(kClients) - 1);
  }
  log.Kill();
  log.Start();
  log.ExpectPromisesKept();
}

TEST(Idempotency, AppendsWhoseAnswersWereLostAreAnsweredWhenSentAgain) {
  std::mt19937_64 random(Seed());
  AttackedLog log;
  MessageProxy proxy(log.listen(), random());
  MessageFaults silence;
  silence.drop = 1000;
  silence.requests = false;  // requests arrive, no reply comes back
  proxy.Set(silence);
  std::vector<AppendRequest> requests;
  {
    const auto client = ConnectTo(proxy.endpoint());
    ASSERT_TRUE(Eventually([&] { return client->connected(); }));
    WatchedLog watched(*client, log.oracle);
    std::vector<std::thread> threads;
    for (std::uint64_t i = 1; i <= 20; ++i) {
      requests.push_back(RequestOf(i, random, 2));
      threads.emplace_back([&watched, request = requests.back()] {
        const auto answer = watched.Append(request, DeadlineIn(std::chrono::milliseconds(700)));
        EXPECT_EQ(answer.status().code(), StatusCode::kDeadlineExceeded) << answer.status();
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  // The appends are there; only their senders do not know.
  const auto direct = log.Client();
  ASSERT_TRUE(Eventually([&] {
    const auto head = direct->Head(kPact, Patience());
    return head.ok() && head->value() == 40;
  }));
  proxy.Set({});
  const auto client = ConnectTo(proxy.endpoint());
  WatchedLog watched(*client, log.oracle);
  ASSERT_TRUE(Eventually([&] { return client->connected(); }));
  for (const AppendRequest& request : requests) {
    const auto answer = watched.Append(request, Patience());
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_TRUE(answer->repeated);
  }
  EXPECT_EQ(direct->Head(kPact, Patience())->value(), 40U);
  log.ExpectPromisesKept();
}

}  // namespace
}  // namespace paktum::attack
