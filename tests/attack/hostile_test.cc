// Peers that mean ill or do not care, at the port of the real program: its memory stays within the
// bounds of docs/formats/wire.md, and good clients are served as if nobody else were there.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <zmq.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <iostream>
#include <memory>
#include <random>
#include <vector>

#include "libs/ledger_client/messages.h"
#include "libs/wire/curve_directory.h"
#include "libs/wire/internal/codec.h"
#include "libs/wire/internal/socket.h"
#include "paktum/log/v1/log.pb.h"
#include "tests/attack/attack_env.h"
#include "tests/attack/attacked_log.h"
#include "tests/attack/load.h"
#include "tests/attack/process_memory.h"
#include "tests/attack/raw_peer.h"

namespace paktum::attack {
namespace {

constexpr char kPact[] = "tiszakecske";
constexpr std::uint64_t kMib = 1024;  // in KiB, as memory is measured

Deadline Patience() { return DeadlineIn(std::chrono::seconds(30)); }

std::string RequestMessage(std::uint64_t id, const char* method, const std::string& body) {
  std::string message;
  wire::AddRequest(id, 60'000, method, body, message);
  return message;
}

std::string SubscribeMessage(std::uint64_t id, std::uint64_t after, std::uint32_t credit) {
  log::v1::SubscribeRequest request;
  request.set_pact(kPact);
  request.set_after(after);
  request.set_credit_records(credit);
  return RequestMessage(id, ledger_client::kSubscribeMethod, request.SerializeAsString());
}

// A good client at work, told to the oracle.
class GoodClient {
 public:
  explicit GoodClient(AttackedLog& log)
      : log_(log), client_(log.Client()), watched_(*client_, log.oracle) {}

  void Work(std::uint64_t operations) {
    LoadOptions options;
    options.seed = Seed() + ++number_;
    options.client = number_;
    options.operations_max = operations;
    options.attempt = std::chrono::milliseconds(10'000);
    LoadClient load(watched_, options);
    load.Finish();
  }
  // Appends records of so many bytes in all; none may be refused.
  void AppendBytes(std::size_t bytes) {
    constexpr std::size_t kEvents = 16;
    constexpr std::size_t kEventBytes = 50'000;
    for (std::size_t done = 0; done < bytes; done += kEvents * kEventBytes) {
      ledger::AppendRequest request{
          kPact, Uuid::V7From(1'590'000'000'000, 5, ++number_), "charity", "bulk", {}, {}};
      request.events.assign(kEvents, {"bulk", std::string(kEventBytes, 'x')});
      const auto answer = watched_.Append(request, Patience());
      ASSERT_TRUE(answer.ok()) << answer.status();
    }
  }
  ledger::EventLog& log() { return watched_; }

 private:
  AttackedLog& log_;
  std::unique_ptr<ledger_client::RemoteEventLog> client_;
  WatchedLog watched_;
  std::uint64_t number_ = 0;
};

// What somebody may send who has found the port of a log with keys: it goes as far as one comes
// without the server's key, and further, out of turn.
std::string HostileCurveBytes(std::mt19937_64& random, const std::string& noise) {
  const auto command = [&](const std::string& name, std::size_t size) {
    std::string body = std::string{static_cast<char>(name.size())} + name;
    while (body.size() < size) body.push_back(static_cast<char>(random()));
    return std::string{4, static_cast<char>(body.size())} + body;
  };
  std::string hello = command("HELLO", 200);
  hello[8] = 1;  // the version, 1.0
  hello[9] = 0;
  const std::string greeting = RawPeer::Greeting("CURVE");
  switch (random() % 6) {
    case 0:
      return greeting + hello;
    case 1:
      return greeting + hello.substr(0, random() % hello.size());
    case 2:
      return greeting + command("HELLO", 20 + random() % 230) + noise;
    case 3:
      return greeting + command("INITIATE", 20 + random() % 230) + noise;
    case 4:
      return greeting + command("MESSAGE", 20 + random() % 230) + noise;
    default:
      return greeting + noise;
  }
}

// What somebody may send who has found the port.
std::string HostileBytes(std::mt19937_64& random, Security security) {
  std::string noise(random() % 3000, '\0');
  for (char& byte : noise) byte = static_cast<char>(random());
  if (security == Security::kKeys && random() % 2 == 0) return HostileCurveBytes(random, noise);
  const std::string hello = RawPeer::Greeting() + RawPeer::Ready();
  switch (random() % 8) {
    case 0:
      return noise;
    case 1:
      return RawPeer::Greeting().substr(0, random() % 64);
    case 2:
      return RawPeer::Greeting() + noise;
    case 3:
      return hello + noise;
    case 4:  // a frame of 2^60 bytes is announced
      return hello + std::string("\x02\x10\0\0\0\0\0\0\0", 9) + noise;
    case 5:
      return "GET / HTTP/1.1\r\nHost: log\r\n\r\n" + noise;
    case 6:
      return hello + RawPeer::FrameBytes(noise, false) + RawPeer::FrameBytes(noise, true);
    default: {
      std::string message = RequestMessage(random(), ledger_client::kAppendMethod, noise);
      for (int i = 0; i < 3; ++i) message[random() % message.size()] = static_cast<char>(random());
      return hello + RawPeer::FrameBytes(message, false);
    }
  }
}

class HostilePorts : public testing::TestWithParam<Security> {};
INSTANTIATE_TEST_SUITE_P(Security, HostilePorts, testing::Values(Security::kPlain, Security::kKeys),
                         SecurityName);

TEST_P(HostilePorts, BytesAtThePortDisturbNobody) {
  std::mt19937_64 random(Seed());
  AttackedLog log(GetParam());
  GoodClient good(log);
  good.Work(20);
  const std::uint64_t before = ResidentKib(log.process().pid());
  std::thread working([&] { good.Work(150); });
  std::vector<RawPeer> held;  // some stay and say no more
  const std::uint64_t peers = Rounds(1) * 400;
  for (std::uint64_t i = 0; i < peers; ++i) {
    RawPeer peer(random() % 4 == 0 ? log.hints() : log.listen());
    peer.SendBytes(HostileBytes(random, GetParam()));
    if (random() % 4 == 0 && held.size() < 50) held.push_back(std::move(peer));
  }
  working.join();
  log.ExpectPromisesKept({.probes_max = 50});
  const std::uint64_t after = ResidentKib(log.process().pid());
  EXPECT_LT(after, before + 64 * kMib);
  std::cout << peers << " hostile connections: " << before / kMib << " MiB before, " << after / kMib
            << " MiB after" << std::endl;
}

// Frames of one message are passed over one by one, so their number costs nothing.
TEST(Hostile, AMessageOfVeryManyTinyFramesIsDroppedWhole) {
  AttackedLog log;
  GoodClient good(log);
  good.Work(20);
  const std::uint64_t before = ResidentKib(log.process().pid());
  constexpr std::uint64_t kFrames = 500'000;
  const std::string thousand = [] {
    std::string bytes;
    for (int i = 0; i < 1000; ++i) bytes += RawPeer::FrameBytes("", true);
    return bytes;
  }();
  for (int message = 0; message < 3; ++message) {
    RawPeer peer(log.listen());
    ASSERT_TRUE(peer.ShakeHands());
    for (std::uint64_t i = 0; i < kFrames / 1000; ++i) ASSERT_TRUE(peer.SendBytes(thousand));
    ASSERT_TRUE(peer.SendFrame(""));
    // Requests behind it on the same connection are answered: it was read to its end.
    ASSERT_TRUE(peer.SendFrame(RequestMessage(1, "wire.ping", "")));
    EXPECT_TRUE(peer.ReceiveFrame().has_value());
    good.Work(10);
  }
  const std::uint64_t peak = PeakResidentKib(log.process().pid()) - before;
  std::cout << kFrames << " frames in one message: " << peak / kMib << " MiB more at most"
            << std::endl;
  EXPECT_LT(peak, 16 * kMib);
  log.ExpectPromisesKept({.probes_max = 50});
}

// Restores the limit of descriptors when it goes.
class DescriptorLimit {
 public:
  DescriptorLimit() { getrlimit(RLIMIT_NOFILE, &before_); }
  ~DescriptorLimit() { setrlimit(RLIMIT_NOFILE, &before_); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;
  void SetSoft(rlim_t soft) const {
    rlimit limit = before_;
    limit.rlim_cur = std::min(soft, limit.rlim_max);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  [[nodiscard]] rlim_t hard() const { return before_.rlim_max; }

 private:
  rlimit before_{};
};

// Many connections that begin a handshake and say no more: those that are in are served as if they
// were not there, and when their time is over they are closed and there is room again.
TEST_P(HostilePorts, AFloodOfHalfOpenConnectionsIsBoundedAndEndsByItself) {
  constexpr std::size_t kFlood = 3000;
  constexpr std::uint64_t kConnectionsMax = 1024;  // of each port
  constexpr std::uint64_t kOthers = 300;  // files of the storage, and what is on the way out
  const DescriptorLimit descriptors;
  if (descriptors.hard() < 8192) GTEST_SKIP() << "the system allows too few open files";
  descriptors.SetSoft(8192);
  std::mt19937_64 random(Seed());
  AttackedLog log(GetParam());
  if (HasFatalFailure()) return;
  GoodClient good(log);
  good.Work(20);
  const int pid = log.process().pid();
  const std::uint64_t memory = ResidentKib(pid);
  const std::string greeting = RawPeer::Greeting(GetParam() == Security::kKeys ? "CURVE" : "NULL");
  std::atomic<bool> flooded{false};
  std::atomic<std::uint64_t> open{0};
  std::thread working([&] { good.Work(150); });
  std::thread looking([&] {
    for (; !flooded; poll(nullptr, 0, 5)) open = std::max(open.load(), Descriptors(pid));
  });
  std::array<std::vector<RawPeer>, 6> floods;
  std::vector<std::thread> flooding;
  for (auto& flood : floods) {
    const std::string& port = flooding.size() % 2 == 0 ? log.hints() : log.listen();
    const std::string begun = greeting.substr(0, random() % greeting.size());
    flooding.emplace_back([&flood, &port, begun] {
      for (std::size_t i = 0; i < kFlood / 6; ++i) flood.emplace_back(port).SendBytes(begun);
    });
  }
  for (std::thread& thread : flooding) thread.join();
  flooded = true;
  looking.join();
  working.join();
  const std::uint64_t grown = ResidentKib(pid) - memory;
  std::cout << kFlood << " half-open connections: at most " << open << " descriptors, "
            << grown / kMib << " MiB more" << std::endl;
  EXPECT_LT(open, 2 * kConnectionsMax + kOthers);
  EXPECT_LT(grown, 64 * kMib);
  for (auto& flood : floods) {
    for (RawPeer& peer : flood) ASSERT_TRUE(peer.IsClosed());
  }
  log.ExpectPromisesKept({.probes_max = 50});  // a new client comes in
}

TEST(Hostile, SubscribersThatStopReadingHoldBoundedMemoryAndSlowNobody) {
  constexpr std::size_t kStalled = 4;
  constexpr std::size_t kBytes = std::size_t{64} * 1024 * 1024;
  // The backlog, and the message that goes beyond it.
  constexpr std::uint64_t kBoundKib = (24 + 1) * kMib;
  constexpr std::uint64_t kSlackKib = 64 * kMib;  // the storage's write buffers
  AttackedLog log;
  GoodClient good(log);
  const Follower follower(log, kPact, 512);
  good.AppendBytes(kBytes);
  if (HasFatalFailure()) return;
  const auto head = [&] { return good.log().Head(kPact, Patience())->value(); };
  ASSERT_TRUE(Eventually([&] { return follower.last() == head(); }));
  const std::uint64_t before = ResidentKib(log.process().pid());
  std::vector<RawPeer> stalled;
  for (std::size_t i = 0; i < kStalled; ++i) {
    RawPeer& peer = stalled.emplace_back(log.listen(), /*receive_buffer=*/4096);
    ASSERT_TRUE(peer.ShakeHands());
    ASSERT_TRUE(peer.SendFrame(SubscribeMessage(1, head(), ledger_client::kCreditRecordsMax)));
  }
  std::uint64_t most = 0;
  for (int part = 0; part < 8; ++part) {
    good.AppendBytes(kBytes / 8);
    if (HasFatalFailure()) return;
    // Its heartbeats keep a peer that does not read from being taken for dead.
    for (RawPeer& peer : stalled) peer.SendPing();
    ASSERT_TRUE(Eventually([&] { return follower.last() == head(); }));
    most = std::max(most, ResidentKib(log.process().pid()));
  }
  const std::uint64_t grown = most > before ? most - before : 0;
  std::cout << kStalled << " subscribers that do not read, each sent " << kBytes / 1024 / 1024
            << " MiB: memory grew by " << grown / kMib << " MiB (bound "
            << (kStalled * kBoundKib + kSlackKib) / kMib << ")" << std::endl;
  EXPECT_LT(grown, kStalled * kBoundKib + kSlackKib);
  log.ExpectPromisesKept({.probes_max = 20});
}

TEST(Hostile, AThousandConnectionsAreServedWithinBoundedMemory) {
  constexpr std::size_t kConnections = 1000;
  constexpr std::uint64_t kBoundKib = 256;  // each, idle, with a subscription
  const DescriptorLimit descriptors;
  if (descriptors.hard() < 4096) GTEST_SKIP() << "the system allows too few open files";
  descriptors.SetSoft(512);  // what the program gets: it must raise it by itself
  AttackedLog log;
  descriptors.SetSoft(4096);
  if (HasFatalFailure()) return;
  GoodClient good(log);
  good.Work(50);
  const std::uint64_t before = ResidentKib(log.process().pid());
  std::vector<RawPeer> peers;
  for (std::size_t i = 0; i < kConnections; ++i) {
    RawPeer& peer = peers.emplace_back(log.listen());
    ASSERT_TRUE(peer.ShakeHands()) << "connection " << i + 1;
    ASSERT_TRUE(peer.SendFrame(RequestMessage(1, "wire.ping", "")));
    ASSERT_TRUE(peer.ReceiveFrame().has_value()) << "connection " << i + 1;
    ASSERT_TRUE(peer.SendFrame(SubscribeMessage(2, 0, 1)));
  }
  good.Work(50);
  for (std::size_t i = 0; i < kConnections; ++i) {
    const auto frame = peers[i].ReceiveFrame();  // the first batch, or a heartbeat before it
    ASSERT_TRUE(frame.has_value()) << "connection " << i + 1;
    std::vector<wire::ReplyFrame> replies;
    ASSERT_TRUE(wire::DecodeReplies(*frame, replies));
    EXPECT_TRUE(replies.front().status.ok()) << replies.front().status;
  }
  const std::uint64_t grown = ResidentKib(log.process().pid()) - before;
  std::cout << kConnections << " connections with a subscription each: " << grown / kConnections
            << " KiB a connection (bound " << kBoundKib << ")" << std::endl;
  EXPECT_LT(grown, kConnections * kBoundKib);
  // Beyond the limit nobody gets in; who is in stays.
  std::size_t refused = 0;
  for (int i = 0; i < 30 && refused < 2; ++i) {
    RawPeer& peer = peers.emplace_back(log.listen());
    if (!peer.ShakeHands()) ++refused;
  }
  EXPECT_EQ(refused, 2U);
  good.Work(20);
  peers.clear();
  log.ExpectPromisesKept({.probes_max = 50});
}

// The same with keys, and libzmq's own sockets.
TEST(Hostile, AThousandConnectionsWithKeysAreServedWithinBoundedMemory) {
  constexpr std::size_t kConnections = 1000;
  constexpr std::uint64_t kBoundKib = 256;
  const DescriptorLimit descriptors;
  if (descriptors.hard() < 8192) GTEST_SKIP() << "the system allows too few open files";
  descriptors.SetSoft(8192);
  AttackedLog log(Security::kKeys);
  if (HasFatalFailure()) return;
  GoodClient good(log);
  good.Work(50);
  const auto keys =
      wire::CurveDirectory(log.keys().Of("charity")).ClientOf(ledger_client::kEventLogKeys);
  ASSERT_TRUE(keys.ok()) << keys.status();
  const auto client = (*keys)();
  ASSERT_TRUE(client.ok()) << client.status();
  const std::uint64_t before = ResidentKib(log.process().pid());
  wire::Context context;
  ASSERT_EQ(zmq_ctx_set(context.handle(), ZMQ_MAX_SOCKETS, 2 * kConnections), 0);
  std::vector<wire::Socket> peers;
  for (std::size_t i = 0; i < kConnections; ++i) {
    wire::Socket& peer = peers.emplace_back(context, ZMQ_DEALER);
    peer.SetInt(ZMQ_LINGER, 0);
    peer.SetText(ZMQ_CURVE_SERVERKEY, client->server_key);
    peer.SetText(ZMQ_CURVE_PUBLICKEY, client->own.public_key);
    peer.SetText(ZMQ_CURVE_SECRETKEY, client->own.secret_key);
    ASSERT_TRUE(peer.Connect(log.listen()).ok());
    ASSERT_EQ(peer.Send(RequestMessage(1, "wire.ping", "")), wire::SendResult::kSent);
    ASSERT_EQ(peer.Send(SubscribeMessage(2, 0, 1)), wire::SendResult::kSent);
  }
  good.Work(50);
  for (std::size_t i = 0; i < kConnections; ++i) {
    std::size_t replies = 0;  // the ping's, and the first batch
    ASSERT_TRUE(Eventually([&] {
      while (const auto message = peers[i].Receive(1, nullptr)) {
        std::vector<wire::ReplyFrame> frames;
        EXPECT_TRUE(wire::DecodeReplies(message->front(), frames));
        for (const auto& frame : frames) EXPECT_TRUE(frame.status.ok()) << frame.status;
        replies += frames.size();
      }
      return replies >= 2;
    })) << "connection "
        << i + 1;
  }
  const std::uint64_t grown = ResidentKib(log.process().pid()) - before;
  std::cout << kConnections
            << " connections with keys and a subscription each: " << grown / kConnections
            << " KiB a connection (bound " << kBoundKib << ")" << std::endl;
  EXPECT_LT(grown, kConnections * kBoundKib);
  peers.clear();
  log.ExpectPromisesKept({.probes_max = 50});
}

}  // namespace
}  // namespace paktum::attack
