// kill -9 at random moments, under load from several clients: the log keeps its promises.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <random>
#include <vector>

#include "libs/base/runtime.h"
#include "tests/attack/attack_env.h"
#include "tests/attack/attacked_log.h"
#include "tests/attack/load.h"
#include "tests/attack/view_follower.h"

namespace paktum::attack {
namespace {

constexpr char kPact[] = "tiszakecske";
constexpr std::size_t kClients = 4;
constexpr std::uint64_t kRoundsOfALife = 8;  // then a new directory: a check reads everything

// One directory, its clients and what follows it, over several kills.
class Life {
 public:
  Life(std::uint64_t seed, Security security) : random_(seed), log_(security) {
    for (std::size_t i = 0; i < kClients; ++i) {
      clients_.push_back(log_.Client());
      watched_.push_back(std::make_unique<WatchedLog>(*clients_.back(), log_.oracle));
    }
    followers_.push_back(std::make_unique<Follower>(log_, kPact, 512));
    followers_.push_back(std::make_unique<Follower>(log_, kPact, 7));
    view_log_ = log_.Client();
    view_ = std::make_unique<ViewFollower>(*view_log_, kPact);
  }

  void Round() {
    const auto load = StartLoad();
    AwaitProgress(Die(200));
    SleepUntil(SteadyNow() + std::chrono::microseconds(Die(3000)));
    log_.Kill();
    for (; Die(4) == 0; ++kills_) log_.StartAndKill(std::chrono::microseconds(Die(150'000)));
    ++kills_;
    log_.Start();
    if (testing::Test::HasFatalFailure()) return;
    AwaitProgress(20 + Die(50));
    for (const auto& client : load) client->Stop();
    if (Die(4) == 0) view_->Restart();
    log_.ExpectPromisesKept({.probes_max = 150});
    if (testing::Test::HasFatalFailure()) return;
    ExpectFollowersComplete();
  }

  [[nodiscard]] std::uint64_t kills() const { return kills_; }
  [[nodiscard]] const Report& report() const { return log_.last_report; }

 private:
  std::vector<std::unique_ptr<LoadClient>> StartLoad() {
    std::vector<std::unique_ptr<LoadClient>> load;
    for (const auto& watched : watched_) {
      LoadOptions options;
      options.seed = random_();
      options.client = ++load_number_;
      load.push_back(std::make_unique<LoadClient>(*watched, options));
    }
    return load;
  }
  void AwaitProgress(std::uint64_t commands) {
    const std::uint64_t target = log_.oracle.acknowledged() + commands;
    ASSERT_TRUE(Eventually([&] { return log_.oracle.acknowledged() >= target; }));
  }
  void ExpectFollowersComplete() {
    const std::uint64_t head = log_.last_report.records;
    for (const auto& follower : followers_) {
      EXPECT_TRUE(Eventually([&] { return follower->last() == head; }))
          << follower->last() << " of " << head;
    }
    EXPECT_EQ(view_->Compare(*view_log_), "");
  }
  std::uint64_t Die(std::uint64_t sides) { return random_() % sides; }

  std::mt19937_64 random_;
  std::uint64_t load_number_ = 0;
  std::uint64_t kills_ = 0;
  AttackedLog log_;
  std::vector<std::unique_ptr<ledger_client::RemoteEventLog>> clients_;
  std::vector<std::unique_ptr<WatchedLog>> watched_;
  std::vector<std::unique_ptr<Follower>> followers_;
  std::unique_ptr<ledger_client::RemoteEventLog> view_log_;
  std::unique_ptr<ViewFollower> view_;
};

class Crash : public testing::TestWithParam<Security> {};
INSTANTIATE_TEST_SUITE_P(Security, Crash, testing::Values(Security::kPlain, Security::kKeys),
                         SecurityName);

TEST_P(Crash, KilledAtAnyMomentTheLogKeepsItsPromises) {
  std::mt19937_64 seeds(Seed());
  const std::uint64_t rounds = Rounds(12) / 2;  // the other half is the other kind of connection
  std::uint64_t kills = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t unknown = 0;
  for (std::uint64_t done = 0; done < rounds;) {
    Life life(seeds(), GetParam());
    for (std::uint64_t i = 0; i < kRoundsOfALife && done < rounds; ++i, ++done) {
      life.Round();
      ASSERT_FALSE(HasFailure()) << "in round " << done + 1;
    }
    kills += life.kills();
    acknowledged += life.report().must;
    unknown += life.report().may_absent + life.report().may_present;
    if (rounds > kRoundsOfALife) std::cout << done << " rounds" << std::endl;
  }
  std::cout << rounds << " rounds, " << kills << " kills, " << acknowledged
            << " acknowledged appends kept, " << unknown << " of unknown outcome" << std::endl;
}

// The canary: a log that comes back with an older state must not pass.
TEST(CrashCanary, ALogThatForgotItsLastAppendsIsCaught) {
  AttackedLog log;
  const auto client = log.Client();
  WatchedLog watched(*client, log.oracle);
  const auto work = [&](std::uint64_t number) {
    LoadOptions options;
    options.seed = Seed() + number;
    options.client = number;
    options.operations_max = 40;
    LoadClient(watched, options).Finish();
  };
  const std::string copy = log.data() + ".copy";
  work(1);
  log.Kill();
  std::filesystem::copy(log.data(), copy, std::filesystem::copy_options::recursive);
  log.Start();
  ASSERT_TRUE(Eventually([&] { return client->connected(); }));
  work(2);
  EXPECT_TRUE(log.oracle.Check(*client).ok()) << log.oracle.Check(*client);
  log.Kill();
  std::filesystem::remove_all(log.data());
  std::filesystem::rename(copy, log.data());
  log.Start();
  const auto direct = log.Client();
  ASSERT_TRUE(Eventually([&] { return direct->connected(); }));
  const Report report = log.oracle.Check(*direct, {.probes_max = 0});
  EXPECT_TRUE(report.Has(Violation::kLost)) << report;
}

}  // namespace
}  // namespace paktum::attack
