// A log whose connections are encrypted: who has no listed key gets nothing and disturbs nobody,
// and a key that is revoked in the middle of everything leaves nothing half.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "tests/attack/attack_env.h"
#include "tests/attack/attacked_log.h"
#include "tests/attack/load.h"
#include "tests/attack/tcp_proxy.h"

namespace paktum::attack {
namespace {

constexpr char kPact[] = "tiszakecske";

// Appends of one event, each with a command id of its own.
class Requests {
 public:
  explicit Requests(std::uint64_t seed) : random_(seed) {}
  ledger::AppendRequest Next() {
    const std::lock_guard lock(mutex_);
    ledger::AppendRequest request{
        kPact, Uuid::V7From(1'560'000'000'000, 11, ++number_), "charity", "content", {}, {}};
    request.events.push_back(RandomEvent(random_, 20));
    return request;
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 random_;
  std::uint64_t number_ = 0;
};

// Many threads over one connection, so that appends are always on the way; each ends with the first
// that is not acknowledged.
class Pipeline {
 public:
  Pipeline(ledger::EventLog& log, Requests& requests, std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) {
      threads_.emplace_back([this, &log, &requests] { Run(log, requests); });
    }
  }
  ~Pipeline() { Join(); }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // What was not acknowledged, when all have ended.
  std::vector<ledger::AppendRequest> Unacknowledged() {
    Join();
    return unacknowledged_;
  }

 private:
  void Run(ledger::EventLog& log, Requests& requests) {
    for (;;) {
      const auto request = requests.Next();
      const auto answer = log.Append(request, DeadlineIn(std::chrono::seconds(20)));
      if (answer.ok()) continue;
      const std::lock_guard lock(mutex_);
      unacknowledged_.push_back(request);
      return;
    }
  }
  void Join() {
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

  std::mutex mutex_;
  std::vector<ledger::AppendRequest> unacknowledged_;
  std::vector<std::thread> threads_;
};

TEST(Keys, AKeyRevokedInTheMiddleOfPipelinedAppendsLeavesNothingHalf) {
  constexpr std::size_t kThreads = 24;
  const std::uint64_t rounds = Rounds(3);
  std::mt19937_64 random(Seed());
  Requests requests(random());
  AttackedLog log(Security::kKeys);
  const auto charity = log.Client();
  WatchedLog direct(*charity, log.oracle);
  const auto office = log.ClientNamed("office");
  WatchedLog watched(*office, log.oracle);
  const Follower follower(log, kPact, 64);
  std::uint64_t written = 0;
  std::uint64_t absent = 0;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    log.keys().List("office");
    ASSERT_TRUE(Eventually([&] { return office->connected(); }));
    std::vector<ledger::AppendRequest> unacknowledged;
    {
      Pipeline pipeline(watched, requests, kThreads);
      const std::uint64_t enough = log.oracle.acknowledged() + 300 + random() % 300;
      EXPECT_TRUE(Eventually([&] { return log.oracle.acknowledged() >= enough; }));
      log.keys().Revoke("office");
      unacknowledged = pipeline.Unacknowledged();
    }
    EXPECT_EQ(unacknowledged.size(), kThreads);
    // Nothing more of it comes in, and others do not notice.
    const auto refused =
        watched.Append(requests.Next(), DeadlineIn(std::chrono::milliseconds(300)));
    EXPECT_EQ(refused.status().code(), StatusCode::kUnavailable) << refused.status();
    EXPECT_TRUE(direct.Append(requests.Next(), DeadlineIn(std::chrono::seconds(30))).ok());
    // What became of the others shows when they are sent again, by whomever.
    for (const auto& request : unacknowledged) {
      const auto answer = direct.Append(request, DeadlineIn(std::chrono::seconds(30)));
      ASSERT_TRUE(answer.ok()) << answer.status();
      ++(answer->repeated ? written : absent);
    }
    if (random() % 2 == 0) log.keys().Exchange("office");
  }
  log.ExpectPromisesKept({.probes_max = 200});
  EXPECT_TRUE(Eventually([&] { return follower.last() == log.last_report.records; }));
  std::cout << rounds << " revocations with " << kThreads << " appends under way: of those, "
            << written << " had been written, " << absent << " had not" << std::endl;
}

TEST(Keys, StrangersAndPlainPeersGetNothingAndDisturbNobody) {
  std::mt19937_64 random(Seed());
  Requests requests(random());
  AttackedLog log(Security::kKeys);
  const auto charity = log.Client();
  WatchedLog good(*charity, log.oracle);
  // Keys that nobody listed, no keys at all, and the keys of another log.
  KeyRing elsewhere(log.data() + ".elsewhere");
  std::vector<std::unique_ptr<ledger_client::RemoteEventLog>> peers;
  for (int i = 0; i < 4; ++i) {
    peers.push_back(log.ClientNamed("stranger-" + std::to_string(i)));
    peers.push_back(ConnectTo(log.listen(), log.hints()));
    peers.push_back(ConnectTo(log.listen(), log.hints(), 512, elsewhere.Of("charity")));
  }
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> got{0};
  std::vector<std::thread> knocking;
  for (const auto& peer : peers) {
    knocking.emplace_back([&] {
      WatchedLog watched(*peer, log.oracle);
      while (!stop) {
        const Deadline soon = DeadlineIn(std::chrono::milliseconds(200));
        if (watched.Append(requests.Next(), soon).ok()) ++got;
        if (peer->Head(kPact, soon).ok() || peer->Read(kPact, Position(0), {}, soon).ok()) ++got;
      }
    });
  }
  for (int i = 0; i < 400; ++i) {
    const auto answer = good.Append(requests.Next(), DeadlineIn(std::chrono::seconds(30)));
    EXPECT_TRUE(answer.ok()) << answer.status();
  }
  stop = true;
  for (std::thread& thread : knocking) thread.join();
  EXPECT_EQ(got, 0U);
  for (const auto& peer : peers) EXPECT_FALSE(peer->connected());
  log.ExpectPromisesKept();
  EXPECT_EQ(log.last_report.records, 400U);
}

// What was sent over a connection that is gone is worth nothing on another one.
TEST(Keys, AppendsWhoseAnswersStandStillAreAnsweredWhenSentAgain) {
  constexpr std::size_t kAppends = 20;
  std::mt19937_64 random(Seed());
  Requests requests(random());
  AttackedLog log(Security::kKeys);
  TcpProxy line(log.listen(), random());
  std::vector<ledger::AppendRequest> lost;
  {
    const auto client = log.ClientVia(line.endpoint());
    ASSERT_TRUE(Eventually([&] { return client->connected(); }));
    WatchedLog watched(*client, log.oracle);
    line.SetFlow(Flow::kPass, Flow::kStand);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kAppends; ++i) {
      lost.push_back(requests.Next());
      threads.emplace_back([&watched, request = lost.back()] {
        const auto answer = watched.Append(request, DeadlineIn(std::chrono::milliseconds(700)));
        EXPECT_EQ(answer.status().code(), StatusCode::kDeadlineExceeded) << answer.status();
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  const auto direct = log.Client();
  ASSERT_TRUE(Eventually([&] {
    const auto head = direct->Head(kPact, DeadlineIn(std::chrono::seconds(30)));
    return head.ok() && head->value() == kAppends;
  }));
  line.SetFlow(Flow::kPass, Flow::kPass);
  line.CutAll();
  const auto client = log.ClientVia(line.endpoint());
  ASSERT_TRUE(Eventually([&] { return client->connected(); }));
  WatchedLog watched(*client, log.oracle);
  for (const auto& request : lost) {
    const auto answer = watched.Append(request, DeadlineIn(std::chrono::seconds(30)));
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_TRUE(answer->repeated);
  }
  log.ExpectPromisesKept();
}

}  // namespace
}  // namespace paktum::attack
