// Encrypted connections: who is let in, who is not, and what a revoked key still gets: nothing.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <string>
#include <vector>

#include "libs/wire/hints.h"
#include "libs/wire/internal/codec.h"
#include "libs/wire/internal/socket.h"
#include "tests/unit/wire/curve_testing.h"

namespace paktum::wire {
namespace {

RequestServerOptions Secured(const TestKeys& keys) {
  RequestServerOptions options;
  options.curve = keys.Server();
  return options;
}

// "test.who" answers the name of the caller; "test.stream" is fed by Feed.
class CurveTest : public testing::Test {
 protected:
  void Start(RequestServerOptions options) {
    server_ = EchoServer(std::move(options));
    server_->Handle("test.who", [](const IncomingRequest& request, const Responder& responder) {
      responder.Reply(request.peer_name);
    });
    server_->HandleStream("test.stream",
                          [this](const IncomingRequest& request, Responder responder) {
                            EXPECT_TRUE(responder.More(request.peer_name).ok());
                            const std::lock_guard lock(mutex_);
                            streams_.push_back(std::move(responder));
                          });
    const Status started = server_->Start();
    ASSERT_TRUE(started.ok()) << started;
  }
  void TearDown() override {
    const std::lock_guard lock(mutex_);
    streams_.clear();
  }

  void ExpectNothing(const std::unique_ptr<RequestClient>& client) {
    const auto answer = client->Call("test.echo", "x", Patience());
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.status().code(), StatusCode::kUnavailable);
    EXPECT_EQ(answer.status().reason(), "wire.not_connected");
    EXPECT_FALSE(client->connected());
    EXPECT_EQ(server_->counts().requests, 0U);
  }

  std::string Endpoint() const { return server_->endpoint(); }

  const TestKeys keys_{};
  std::unique_ptr<RequestServer> server_;
  std::mutex mutex_;
  std::vector<Responder> streams_;  // guarded by mutex_
};

TEST_F(CurveTest, AListedClientIsServedAndItsHandlersKnowItsName) {
  Start(Secured(keys_));
  const auto charity = ClientOf(Endpoint(), Impatient(keys_.Client(keys_.charity)));
  const auto office = ClientOf(Endpoint(), Impatient(keys_.Client(keys_.office)));
  EXPECT_EQ(charity->Call("test.who", "", Patience()).value(), "charity");
  EXPECT_EQ(office->Call("test.who", "", Patience()).value(), "office");
  const auto stream = charity->OpenStream("test.stream", "", Patience());
  ASSERT_TRUE(stream.ok()) << stream.status();
  EXPECT_EQ((*stream)->Next(Patience()).value(), "charity");
  const std::string large(1'000'000, 'x');
  EXPECT_EQ(charity->Call("test.echo", large, Patience()).value(), large);
}

TEST_F(CurveTest, APlainServerKnowsNoNames) {
  Start({});
  const auto client = ClientOf(Endpoint());
  EXPECT_EQ(client->Call("test.who", "", Patience()).value(), "");
}

TEST_F(CurveTest, AnUnknownKeyGetsNothingAndIsCounted) {
  Start(Secured(keys_));
  ExpectNothing(ClientOf(Endpoint(), Impatient(keys_.Client(keys_.stranger))));
  EXPECT_GE(server_->counts().refused_keys, 2U);  // it came back, and was refused again
}

TEST_F(CurveTest, AKeyOfAnotherDomainGetsNothing) {
  ASSERT_TRUE(keys_.access->Replace(AccessLine("charity", keys_.charity, "test.hints")).ok());
  Start(Secured(keys_));
  ExpectNothing(ClientOf(Endpoint(), Impatient(keys_.Client(keys_.charity))));
  EXPECT_GE(server_->counts().refused_keys, 1U);
}

TEST_F(CurveTest, APlainClientGetsNothingFromACurveServer) {
  Start(Secured(keys_));
  ExpectNothing(ClientOf(Endpoint(), Impatient({})));
  EXPECT_GE(server_->counts().failed_handshakes, 1U);
}

TEST_F(CurveTest, ACurveClientGetsNothingFromAPlainServer) {
  Start({});
  ExpectNothing(ClientOf(Endpoint(), Impatient(keys_.Client(keys_.charity))));
}

TEST_F(CurveTest, AClientThatExpectsAnotherServerTalksToNobody) {
  Start(Secured(keys_));
  const CurveClient wrong{keys_.charity, keys_.stranger.public_key};
  ExpectNothing(ClientOf(Endpoint(), Impatient(FixedKeys(wrong))));
  EXPECT_GE(server_->counts().failed_handshakes, 1U);
  EXPECT_EQ(server_->counts().refused_keys, 0U);
}

TEST_F(CurveTest, ARevokedKeyIsCutOffWhileConnectedAndOthersAreNot) {
  Start(Secured(keys_));
  const auto charity = ClientOf(Endpoint(), Impatient(keys_.Client(keys_.charity)));
  const auto office = ClientOf(Endpoint(), Impatient(keys_.Client(keys_.office)));
  const auto revoked = charity->OpenStream("test.stream", "", Patience());
  ASSERT_TRUE(revoked.ok());
  ASSERT_EQ((*revoked)->Next(Patience()).value(), "charity");
  const auto kept = office->OpenStream("test.stream", "", Patience());
  ASSERT_TRUE(kept.ok());
  ASSERT_EQ((*kept)->Next(Patience()).value(), "office");

  ASSERT_TRUE(keys_.access->Replace(AccessLine("office", keys_.office)).ok());
  const auto end = (*revoked)->Next(Patience());
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.status().reason(), "wire.connection_lost");
  EXPECT_TRUE(Eventually([&] { return server_->counts().refused_keys >= 1; }));
  EXPECT_EQ(charity->Call("test.echo", "x", Patience()).status().code(), StatusCode::kUnavailable);
  {
    const std::lock_guard lock(mutex_);
    EXPECT_FALSE(streams_.at(0).open());
    EXPECT_EQ(streams_.at(0).More("late").code(), StatusCode::kUnavailable);
    EXPECT_TRUE(streams_.at(1).More("still here").ok());
  }
  EXPECT_EQ((*kept)->Next(Patience()).value(), "still here");
  EXPECT_GE(server_->counts().revoked, 1U);
  EXPECT_EQ(server_->counts().streams, 1U);
}

TEST_F(CurveTest, AnIdleConnectionOfARevokedKeyIsCutToo) {
  Start(Secured(keys_));
  const auto idle = ClientOf(Endpoint(), Impatient(keys_.Client(keys_.charity)));
  ASSERT_TRUE(Eventually([&] { return idle->connected(); }));
  const auto once = ClientOf(Endpoint(), Impatient(keys_.Client(keys_.charity)));
  ASSERT_TRUE(once->Call("test.who", "", Patience()).ok());
  ASSERT_TRUE(keys_.access->Replace(AccessLine("office", keys_.office)).ok());
  EXPECT_TRUE(Eventually([&] { return !idle->connected() && !once->connected(); }));
  EXPECT_TRUE(Eventually([&] { return server_->counts().refused_keys >= 2; }));
}

TEST_F(CurveTest, AKeyThatIsListedAgainIsServedWithoutARestart) {
  Start(Secured(keys_));
  const auto charity = ClientOf(Endpoint(), Impatient(keys_.Client(keys_.charity)));
  ASSERT_TRUE(charity->Call("test.who", "", Patience()).ok());
  ASSERT_TRUE(keys_.access->Replace("").ok());
  ASSERT_TRUE(Eventually([&] { return server_->counts().refused_keys >= 3; }));
  ASSERT_TRUE(keys_.access->Replace(AccessLine("renamed", keys_.charity)).ok());
  std::string name;
  EXPECT_TRUE(Eventually([&] {
    const auto answer = charity->Call("test.who", "", Patience());
    if (answer.ok()) name = *answer;
    return answer.ok();
  }));
  EXPECT_EQ(name, "renamed");
}

TEST_F(CurveTest, AKeyThatGetsAnotherOwnerIsNotTakenForTheOldOne) {
  Start(Secured(keys_));
  const auto client = ClientOf(Endpoint(), Impatient(keys_.Client(keys_.charity)));
  ASSERT_EQ(client->Call("test.who", "", Patience()).value(), "charity");
  ASSERT_TRUE(keys_.access->Replace(AccessLine("office", keys_.charity)).ok());
  EXPECT_TRUE(Eventually([&] {
    const auto answer = client->Call("test.who", "", Patience());
    return answer.ok() && *answer == "office";
  }));
}

TEST_F(CurveTest, AClientTakesUpItsExchangedKeyWhenTheOldOneIsRevoked) {
  Start(Secured(keys_));
  std::mutex mutex;
  CurveKeyPair own = keys_.charity;
  const auto client = ClientOf(Endpoint(), Impatient([&]() -> Result<CurveClient> {
                                 const std::lock_guard lock(mutex);
                                 return CurveClient{own, keys_.server.public_key};
                               }));
  ASSERT_EQ(client->Call("test.who", "", Patience()).value(), "charity");
  const CurveKeyPair fresh = CurveKeyPair::Random();
  ASSERT_TRUE(keys_.access->Replace(keys_.Both() + AccessLine("charity", fresh)).ok());
  {
    const std::lock_guard lock(mutex);
    own = fresh;
  }
  ASSERT_EQ(client->Call("test.who", "", Patience()).value(), "charity");
  ASSERT_TRUE(keys_.access->Replace(AccessLine("charity", fresh)).ok());
  ASSERT_TRUE(Eventually([&] { return server_->counts().refused_keys >= 1; }));
  EXPECT_TRUE(Eventually([&] { return client->Call("test.who", "", Patience()).ok(); }));
}

TEST_F(CurveTest, AServerThatComesBackWithAnExchangedKeyIsFound) {
  Start(Secured(keys_));
  std::mutex mutex;
  CurveClient known{keys_.charity, keys_.server.public_key};
  const auto client = ClientOf(Endpoint(), Impatient([&]() -> Result<CurveClient> {
                                 const std::lock_guard lock(mutex);
                                 return known;
                               }));
  ASSERT_TRUE(client->Call("test.who", "", Patience()).ok());
  RequestServerOptions options = Secured(keys_);
  options.endpoint = Endpoint();
  const CurveKeyPair fresh = CurveKeyPair::Random();
  options.curve->own = fresh;
  server_->Stop(Patience());
  server_.reset();
  Start(options);
  EXPECT_TRUE(Eventually([&] { return server_->counts().failed_handshakes >= 2; }));
  {
    const std::lock_guard lock(mutex);
    known.server_key = fresh.public_key;
  }
  EXPECT_TRUE(Eventually([&] { return client->Call("test.who", "", Patience()).ok(); }));
}

TEST_F(CurveTest, TwoHundredConnectionsWithWrongKeysStopNobody) {
  Start(Secured(keys_));
  const auto charity = ClientOf(Endpoint(), Impatient(keys_.Client(keys_.charity)));
  ASSERT_TRUE(charity->Call("test.who", "", Patience()).ok());
  constexpr std::size_t kStrangers = 200;
  const Context context;
  std::vector<Socket> strangers;
  for (std::size_t i = 0; i < kStrangers; ++i) {
    const CurveKeyPair own = CurveKeyPair::Random();
    Socket& socket = strangers.emplace_back(context, ZMQ_DEALER);
    socket.SetInt(ZMQ_LINGER, 0);
    socket.SetText(ZMQ_CURVE_SERVERKEY, keys_.server.public_key);
    socket.SetText(ZMQ_CURVE_PUBLICKEY, own.public_key);
    socket.SetText(ZMQ_CURVE_SECRETKEY, own.secret_key);
    ASSERT_TRUE(socket.Connect(Endpoint()).ok());
    EXPECT_EQ(charity->Call("test.who", "", Patience()).value(), "charity");
  }
  EXPECT_TRUE(Eventually([&] { return server_->counts().refused_keys >= kStrangers; }));
  const auto late = ClientOf(Endpoint(), Impatient(keys_.Client(keys_.office)));
  EXPECT_EQ(late->Call("test.who", "", Patience()).value(), "office");
  EXPECT_TRUE(Eventually([&] { return server_->counts().connections == 2; }));
  EXPECT_EQ(server_->counts().refused_connections, 0U);
}

// Older protocols know no keys: libzmq must not fall back to them.
TEST_F(CurveTest, AnOldProtocolGetsNothing) {
  Start(Secured(keys_));
  std::string ping;
  AddRequest(1, 30000, "wire.ping", "", ping);
  const std::string old_frame = std::string(1, static_cast<char>(ping.size() + 1)) + '\0' + ping;
  const std::string greetings[] = {
      std::string("\x01\x00", 2) + old_frame,                            // ZMTP 1.0
      std::string("\xff\0\0\0\0\0\0\0\x01\x7f\x01\x05\0\0", 14) + ping,  // ZMTP 2.0, DEALER
      "GET / HTTP/1.1\r\n\r\n",
  };
  for (const std::string& greeting : greetings) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const timeval patience{30, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::string port = Endpoint().substr(Endpoint().rfind(':') + 1);
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
    ASSERT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(send(fd, greeting.data(), greeting.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(greeting.size()));
    // Closed by the server, at the latest when its patience with handshakes ends.
    char buffer[256];
    ssize_t got = 1;
    while (got > 0) got = recv(fd, buffer, sizeof buffer, 0);
    EXPECT_TRUE(got == 0 || errno == ECONNRESET) << greeting;
    close(fd);
  }
  EXPECT_TRUE(Eventually([&] { return server_->counts().connections == 0; }));
  EXPECT_EQ(server_->counts().requests, 0U);
}

TEST_F(CurveTest, APeerThatChoosesItsOwnIdIsNotHeard) {
  Start(Secured(keys_));
  const Context context;
  Socket peer(context, ZMQ_DEALER);
  peer.SetInt(ZMQ_LINGER, 0);
  peer.SetText(ZMQ_ROUTING_ID, "office");
  peer.SetText(ZMQ_CURVE_SERVERKEY, keys_.server.public_key);
  peer.SetText(ZMQ_CURVE_PUBLICKEY, keys_.charity.public_key);
  peer.SetText(ZMQ_CURVE_SECRETKEY, keys_.charity.secret_key);
  ASSERT_TRUE(peer.Connect(Endpoint()).ok());
  std::string ping;
  AddRequest(1, 30000, "wire.ping", "", ping);
  ASSERT_EQ(peer.Send(ping), SendResult::kSent);
  EXPECT_TRUE(Eventually([&] { return server_->counts().malformed == 1; }));
  EXPECT_EQ(server_->counts().requests, 0U);
}

TEST_F(CurveTest, WithKeysASocketMayLeaveTheMachine) {
  RequestServerOptions options = Secured(keys_);
  options.endpoint = "tcp://0.0.0.0:*";
  Start(options);
  const std::string port = Endpoint().substr(Endpoint().rfind(':'));
  const auto client = ClientOf("tcp://127.0.0.1" + port, Impatient(keys_.Client(keys_.charity)));
  EXPECT_EQ(client->Call("test.who", "", Patience()).value(), "charity");
}

TEST_F(CurveTest, WrongKeysOfAClientAreToldAtOnce) {
  const auto client = [](CurveClientSource curve) {
    RequestClientOptions options;
    options.endpoint = "tcp://127.0.0.1:1";
    options.curve = std::move(curve);
    return RequestClient::Connect(options).status().reason();
  };
  EXPECT_EQ(client(FixedKeys({keys_.charity, "short"})), "curve.key_malformed");
  EXPECT_EQ(client([]() -> Result<CurveClient> { return Unavailable("test.away", ""); }),
            "test.away");
}

// Hints.

class HintCurveTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(
        keys_.access->Replace(Line("charity", keys_.charity) + Line("office", keys_.office)).ok());
    CurveServer server = keys_.Server("test.hints");
    auto bound = HintPublisher::Bind(kAnyPort, server);
    ASSERT_TRUE(bound.ok()) << bound.status();
    publisher_ = std::move(bound).value();
  }
  static std::string Line(const std::string& name, const CurveKeyPair& keys) {
    return AccessLine(name, keys, "test.hints");
  }

  struct Listener {
    std::atomic<int> heard{0};
    std::unique_ptr<HintSubscriber> subscriber;
  };
  void Listen(Listener& listener, CurveClientSource curve) {
    auto subscriber = HintSubscriber::Connect(
        publisher_->endpoint(), {},
        [&listener](const std::string&, const std::string&) { listener.heard.fetch_add(1); },
        std::move(curve));
    ASSERT_TRUE(subscriber.ok()) << subscriber.status();
    listener.subscriber = std::move(subscriber).value();
  }
  // Publishes until the listener hears something new.
  bool Hears(const Listener& listener) {
    const int before = listener.heard.load();
    return Eventually([&] {
      publisher_->Publish("lenti", "x");
      return listener.heard.load() > before;
    });
  }

  const TestKeys keys_{};
  std::unique_ptr<HintPublisher> publisher_;
};

TEST_F(HintCurveTest, OnlyListedSubscribersHearAnything) {
  Listener charity;
  Listener stranger;
  Listener plain;
  Listen(charity, keys_.Client(keys_.charity));
  Listen(stranger, keys_.Client(keys_.stranger));
  Listen(plain, {});
  EXPECT_TRUE(Hears(charity));
  EXPECT_TRUE(Eventually([&] {
    const auto counts = publisher_->counts();
    return counts.refused_keys >= 2 && counts.failed_handshakes >= 2;
  }));
  EXPECT_TRUE(Hears(charity));
  EXPECT_EQ(stranger.heard.load(), 0);
  EXPECT_EQ(plain.heard.load(), 0);
}

TEST_F(HintCurveTest, ARevokedSubscriberHearsNoMoreAndOthersComeBack) {
  Listener charity;
  Listener office;
  Listen(charity, keys_.Client(keys_.charity));
  Listen(office, keys_.Client(keys_.office));
  ASSERT_TRUE(Hears(charity));
  ASSERT_TRUE(Hears(office));
  ASSERT_TRUE(keys_.access->Replace(Line("office", keys_.office)).ok());
  ASSERT_TRUE(Eventually([&] { return publisher_->counts().refused_keys >= 1; }));
  const int before = charity.heard.load();
  EXPECT_TRUE(Hears(office));
  EXPECT_TRUE(Hears(office));
  EXPECT_EQ(charity.heard.load(), before);
  EXPECT_GE(publisher_->counts().revoked, 1U);

  ASSERT_TRUE(
      keys_.access->Replace(Line("charity", keys_.charity) + Line("office", keys_.office)).ok());
  EXPECT_TRUE(Hears(charity));
}

}  // namespace
}  // namespace paktum::wire
