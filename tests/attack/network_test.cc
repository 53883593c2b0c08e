// Bad networks between the real program and its clients: nothing that was acknowledged is lost or
// doubled, nothing refused is there, every subscriber sees every record, and all go on by
// themselves when the network is well again.
#include <gtest/gtest.h>

#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "tests/attack/attack_env.h"
#include "tests/attack/attacked_log.h"
#include "tests/attack/load.h"
#include "tests/attack/message_proxy.h"
#include "tests/attack/tcp_proxy.h"
#include "tests/attack/view_follower.h"

namespace paktum::attack {
namespace {

constexpr char kPact[] = "tiszakecske";
constexpr std::size_t kClients = 4;

// Clients, a follower and a view, each behind a bad network of its own (a proxy of the kind), over
// one log.
template <typename Proxy>
class BadNetwork {
 public:
  BadNetwork(std::mt19937_64& random, Security security) : log(security), random_(random) {
    for (std::size_t i = 0; i < kClients; ++i) {
      clients_.push_back(log.ClientVia(NewProxy().endpoint()));
      watched_.push_back(std::make_unique<WatchedLog>(*clients_.back(), log.oracle));
    }
    follower_ = std::make_unique<Follower>(
        log.ClientVia(NewProxy().endpoint(), hints.endpoint(), 20), log.oracle, kPact);
    view_log_ = log.ClientVia(NewProxy().endpoint());
    view_ = std::make_unique<ViewFollower>(*view_log_, kPact);
  }

  // Runs the load until every client has done its operations.
  void Load(std::uint64_t operations, const std::function<void()>& meanwhile) {
    std::vector<std::unique_ptr<LoadClient>> load;
    for (const auto& watched : watched_) {
      LoadOptions options;
      options.seed = random_();
      options.client = ++load_number_;
      options.attempt = std::chrono::milliseconds(200);
      options.operations_max = operations;
      load.push_back(std::make_unique<LoadClient>(*watched, options));
    }
    meanwhile();
    for (const auto& client : load) client->Finish();
  }
  // With the network well again.
  void ExpectAllWell(bool messages_repeated = false) {
    log.ExpectPromisesKept({.probes_max = 200, .messages_repeated = messages_repeated});
    if (testing::Test::HasFatalFailure()) return;
    const std::uint64_t head = log.last_report.records;
    EXPECT_TRUE(Eventually([&] { return follower_->last() == head; }))
        << follower_->last() << " of " << head;
    const auto direct = log.Client();
    EXPECT_EQ(view_->Compare(*direct), "");
    for (const auto& client : clients_) {
      EXPECT_TRUE(Eventually([&] { return client->connected(); }));
    }
  }

  AttackedLog log;
  TcpProxy hints{log.hints(), 1};
  std::vector<std::unique_ptr<Proxy>> proxies;

 private:
  Proxy& NewProxy() {
    proxies.push_back(std::make_unique<Proxy>(log.listen(), random_()));
    return *proxies.back();
  }

  std::mt19937_64& random_;
  std::uint64_t load_number_ = 0;
  std::vector<std::unique_ptr<ledger_client::RemoteEventLog>> clients_;
  std::vector<std::unique_ptr<WatchedLog>> watched_;
  std::unique_ptr<Follower> follower_;
  std::unique_ptr<ledger_client::RemoteEventLog> view_log_;
  std::unique_ptr<ViewFollower> view_;
};

// What a proxy can do that knows no keys; without keys it can also repeat and exchange messages.
class Network : public testing::TestWithParam<Security> {};
INSTANTIATE_TEST_SUITE_P(Security, Network, testing::Values(Security::kPlain, Security::kKeys),
                         SecurityName);

TEST(NetworkMessages, DroppedRepeatedDelayedReorderedAndCut) {
  std::mt19937_64 random(Seed());
  const std::uint64_t rounds = Rounds(2);
  MessageCounts all;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    BadNetwork<MessageProxy> network(random, Security::kPlain);
    if (HasFatalFailure()) return;
    MessageFaults faults;
    faults.drop = 20;
    faults.repeat = 80;
    faults.delay = 80;
    faults.overtake = 80;
    faults.cut = 3;
    for (const auto& proxy : network.proxies) proxy->Set(faults);
    network.Load(60, [] {});
    for (const auto& proxy : network.proxies) {
      proxy->Set({});
      const MessageCounts counts = proxy->counts();
      all.dropped += counts.dropped;
      all.repeated += counts.repeated;
      all.delayed += counts.delayed;
      all.overtaken += counts.overtaken;
      all.cuts += counts.cuts;
    }
    network.ExpectAllWell(/*messages_repeated=*/true);
    ASSERT_FALSE(HasFailure()) << "in round " << round + 1;
  }
  EXPECT_GT(all.dropped * all.repeated * all.delayed * all.overtaken, 0U);
  std::cout << rounds << " rounds: " << all.dropped << " messages dropped, " << all.repeated
            << " repeated, " << all.delayed << " delayed, " << all.overtaken << " overtaken, "
            << all.cuts << " cuts" << std::endl;
}

TEST_P(Network, ConnectionsCutInTheMiddleOfAFrame) {
  std::mt19937_64 random(Seed());
  const std::uint64_t rounds = Rounds(2);
  std::uint64_t cuts = 0;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    BadNetwork<TcpProxy> network(random, GetParam());
    if (HasFatalFailure()) return;
    for (const auto& proxy : network.proxies) {
      proxy->CutAfterBytes(20'000);
      proxy->CutAll();
    }
    network.Load(80, [] {});
    for (const auto& proxy : network.proxies) {
      cuts += proxy->cuts();
      proxy->CutAfterBytes(0);
      proxy->CutAll();
    }
    network.ExpectAllWell();
    ASSERT_FALSE(HasFailure()) << "in round " << round + 1;
  }
  EXPECT_GT(cuts, 0U);
  std::cout << rounds << " rounds: " << cuts << " connections cut" << std::endl;
}

// All clients vanish with requests under way, again and again.
TEST_P(Network, ClientsThatVanishInTheMiddleOfARequest) {
  std::mt19937_64 random(Seed());
  BadNetwork<TcpProxy> network(random, GetParam());
  if (HasFatalFailure()) return;
  network.Load(60, [&] {
    for (int i = 0; i < 20; ++i) {
      const std::uint64_t sent = network.log.oracle.sent();
      Eventually([&] { return network.log.oracle.sent() > sent + random() % 4; });
      network.proxies[random() % network.proxies.size()]->CutAll();
    }
  });
  network.ExpectAllWell();
}

TEST_P(Network, BytesThatTrickle) {
  std::mt19937_64 random(Seed());
  BadNetwork<TcpProxy> network(random, GetParam());
  if (HasFatalFailure()) return;
  network.Load(30, [&] {
    for (const auto& proxy : network.proxies) proxy->SetFlow(Flow::kTrickle, Flow::kTrickle);
    const std::uint64_t sent = network.log.oracle.sent();
    Eventually([&] { return network.log.oracle.sent() >= sent + 20; });
    for (const auto& proxy : network.proxies) proxy->SetFlow(Flow::kPass, Flow::kPass);
  });
  network.ExpectAllWell();
}

// Late, and so late that answers come when nobody waits for them any more.
TEST_P(Network, BytesThatComeLate) {
  std::mt19937_64 random(Seed());
  BadNetwork<TcpProxy> network(random, GetParam());
  if (HasFatalFailure()) return;
  network.Load(25, [&] {
    for (const auto& proxy : network.proxies) proxy->Delay(200);  // as long as a client's attempts
    const std::uint64_t sent = network.log.oracle.sent();
    Eventually([&] { return network.log.oracle.sent() >= sent + 60; });
    for (const auto& proxy : network.proxies) proxy->Delay(0);
  });
  network.ExpectAllWell();
}

// Somebody on the line flips bits, repeats, leaves out and exchanges segments. With keys that can
// end connections and nothing else.
TEST(NetworkWithKeys, TamperedSegmentsEndConnectionsAndNothingElse) {
  std::mt19937_64 random(Seed());
  const std::uint64_t rounds = Rounds(2);
  std::uint64_t tampered = 0;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    BadNetwork<TcpProxy> network(random, Security::kKeys);
    if (HasFatalFailure()) return;
    for (const auto& proxy : network.proxies) proxy->Tamper(30);
    network.hints.Tamper(200);  // there is little to hear
    network.Load(60, [] {});
    network.hints.Tamper(0);
    for (const auto& proxy : network.proxies) {
      tampered += proxy->tampered();
      proxy->Tamper(0);
      proxy->CutAll();
    }
    network.ExpectAllWell();
    ASSERT_FALSE(HasFailure()) << "in round " << round + 1;
  }
  EXPECT_GT(tampered, 0U);
  std::cout << rounds << " rounds: " << tampered << " segments tampered with" << std::endl;
}

// A connection that stands but carries nothing looks well to TCP: heartbeats must find it. One
// client loses what it hears, the other what it says.
TEST_P(Network, HalfOpenConnectionsAreGivenUpAndMadeAnew) {
  std::mt19937_64 random(Seed());
  AttackedLog log(GetParam());
  std::uint64_t number = 0;
  const auto request = [&] {
    ledger::AppendRequest append{
        kPact, Uuid::V7From(1'560'000'000'000, 1, ++number), "charity", "content", {}, {}};
    append.events.push_back(RandomEvent(random, 5));
    return append;
  };
  TcpProxy deaf(log.listen(), random());
  TcpProxy mute(log.listen(), random());
  struct Client {
    TcpProxy& proxy;
    std::unique_ptr<ledger_client::RemoteEventLog> remote;
    WatchedLog watched;
    ledger::AppendRequest lost;
    Client(TcpProxy& line, AttackedLog& log, ledger::AppendRequest append)
        : proxy(line),
          remote(log.ClientVia(line.endpoint())),
          watched(*remote, log.oracle),
          lost(std::move(append)) {}
  };
  Client first(deaf, log, request());
  Client second(mute, log, request());
  for (const Client* client : {&first, &second}) {
    ASSERT_TRUE(Eventually([&] { return client->remote->connected(); }));
  }
  deaf.SetFlow(Flow::kPass, Flow::kStand);
  mute.SetFlow(Flow::kStand, Flow::kPass);
  for (Client* client : {&first, &second}) {
    const auto answer =
        client->watched.Append(client->lost, DeadlineIn(std::chrono::milliseconds(300)));
    EXPECT_EQ(answer.status().code(), StatusCode::kDeadlineExceeded) << answer.status();
  }
  const auto direct = log.Client();
  WatchedLog watched_direct(*direct, log.oracle);
  EXPECT_TRUE(watched_direct.Append(request(), DeadlineIn(std::chrono::seconds(20))).ok());
  for (const Client* client : {&first, &second}) {
    EXPECT_TRUE(Eventually([&] { return !client->remote->connected(); }));
    client->proxy.SetFlow(Flow::kPass, Flow::kPass);
  }
  for (Client* client : {&first, &second}) {
    EXPECT_TRUE(Eventually([&] {
      return client->watched.Append(client->lost, DeadlineIn(std::chrono::milliseconds(500))).ok();
    }));
  }
  log.ExpectPromisesKept();
}

}  // namespace
}  // namespace paktum::attack
