// Peers that do not keep to the protocol, and peers that do not read.
#include <gtest/gtest.h>
#include <zmq.h>

#include <array>
#include <deque>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "libs/wire/internal/codec.h"
#include "libs/wire/internal/socket.h"
#include "tests/unit/wire/wire_testing.h"

namespace paktum::wire {
namespace {

std::string EncodeRequest(const RequestFrame& frame) {
  std::string message;
  AddRequest(frame.id, frame.deadline_ms, frame.method, frame.body, message);
  return message;
}

// A bare DEALER socket.
class RawPeer {
 public:
  explicit RawPeer(const std::string& endpoint, int receive_queue = 1000)
      : socket_(context_, ZMQ_DEALER) {
    socket_.SetInt(ZMQ_LINGER, 0);
    socket_.SetInt(ZMQ_SNDHWM, 0);
    socket_.SetInt(ZMQ_RCVHWM, receive_queue);
    if (receive_queue == 1) socket_.SetInt(ZMQ_RCVBUF, 4096);
    EXPECT_TRUE(socket_.Connect(endpoint).ok());
  }
  void Send(const std::string& frame) { EXPECT_EQ(socket_.Send(frame), SendResult::kSent); }
  template <std::size_t kFrames>
  void SendFrames(const std::array<std::string_view, kFrames>& frames) {
    EXPECT_EQ(socket_.Send(frames), SendResult::kSent);
  }
  std::optional<ReplyFrame> Receive() {
    if (received_.empty()) {
      std::optional<std::vector<std::string>> frames;
      EXPECT_TRUE(Eventually([&] { return (frames = socket_.Receive(1, nullptr)).has_value(); }));
      std::vector<ReplyFrame> replies;
      if (!frames || !DecodeReplies(frames->front(), replies)) return std::nullopt;
      received_.assign(replies.begin(), replies.end());
    }
    ReplyFrame reply = std::move(received_.front());
    received_.pop_front();
    return reply;
  }

 private:
  std::deque<ReplyFrame> received_;
  Context context_;
  Socket socket_;
};

TEST(HostilePeer, RandomBytesAreDroppedAndCountedAndOthersServed) {
  const auto server = EchoServer();
  ASSERT_TRUE(server->Start().ok());
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  RawPeer peer(server->endpoint());
  for (int i = 0; i < 3000; ++i) {
    std::string bytes(random() % 200, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    peer.Send(bytes);
    peer.SendFrames(std::array<std::string_view, 3>{bytes, "", bytes});
  }
  const std::string good = EncodeRequest({1, 30000, "wire.ping", ""});
  peer.Send(good);
  const auto client = ClientOf(server->endpoint());
  EXPECT_TRUE(client->Call("test.echo", "x", Patience()).ok());
  EXPECT_TRUE(Eventually([&] { return server->counts().malformed >= 3000; }));
}

TEST(HostilePeer, TheRequestsOfOneMessageAreAnsweredTogether) {
  const auto server = EchoServer();
  ASSERT_TRUE(server->Start().ok());
  RawPeer peer(server->endpoint());
  std::string message;
  for (std::uint64_t id = 1; id <= 100; ++id) {
    message += EncodeRequest(
        {id, 30000, id % 10 == 0 ? "test.unheard_of" : "test.echo", std::to_string(id)});
  }
  peer.Send(message);
  std::set<std::uint64_t> answered;
  for (int i = 0; i < 100; ++i) {
    const auto reply = peer.Receive();
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->status.ok(), reply->id % 10 != 0);
    EXPECT_EQ(reply->body, reply->status.ok() ? std::to_string(reply->id) : "");
    answered.insert(reply->id);
  }
  EXPECT_EQ(answered.size(), 100U);
  EXPECT_EQ(server->counts().requests, 100U);
}

TEST(HostilePeer, AMessageWithOneUnsoundRequestIsDroppedWhole) {
  const auto server = EchoServer();
  ASSERT_TRUE(server->Start().ok());
  RawPeer peer(server->endpoint());
  peer.Send(EncodeRequest({1, 30000, "test.echo", "a"}) +
            EncodeRequest({0, 30000, "test.echo", "b"}));
  peer.Send(EncodeRequest({2, 30000, "test.echo", "c"}));
  const auto reply = peer.Receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->id, 2U);
  EXPECT_EQ(server->counts().malformed, 1U);
}

TEST(HostilePeer, ARequestWithoutTimeLeftIsDropped) {
  const auto server = EchoServer();
  ASSERT_TRUE(server->Start().ok());
  RawPeer peer(server->endpoint());
  peer.Send(EncodeRequest({1, 0, "test.echo", "late"}));
  peer.Send(EncodeRequest({2, 30000, "test.echo", "in time"}));
  const auto reply = peer.Receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->id, 2U);
  EXPECT_EQ(server->counts().expired, 1U);
}

TEST(HostilePeer, AnIdInUseIsNotAnsweredTwice) {
  std::mutex mutex;
  std::vector<Responder> held;
  const auto server = EchoServer();
  server->Handle("test.later", [&](const IncomingRequest&, Responder responder) {
    const std::lock_guard lock(mutex);
    held.push_back(std::move(responder));
  });
  ASSERT_TRUE(server->Start().ok());
  RawPeer peer(server->endpoint());
  peer.Send(EncodeRequest({9, 30000, "test.later", ""}));
  peer.Send(EncodeRequest({9, 30000, "test.echo", "second"}));
  ASSERT_TRUE(Eventually([&] { return server->counts().malformed == 1; }));
  {
    const std::lock_guard lock(mutex);
    held.at(0).Reply("first");
  }
  const auto reply = peer.Receive();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->body, "first");
}

TEST(HostilePeer, AMessageOverTheLimitEndsOnlyItsConnection) {
  RequestServerOptions options;
  options.message_bytes_max = 100000;
  const auto server = EchoServer(options);
  ASSERT_TRUE(server->Start().ok());
  RawPeer peer(server->endpoint());
  peer.Send(EncodeRequest({1, 30000, "wire.ping", ""}));
  ASSERT_TRUE(peer.Receive().has_value());
  peer.Send(EncodeRequest({2, 30000, "test.echo", std::string(200000, 'x')}));
  const auto client = ClientOf(server->endpoint());
  EXPECT_TRUE(client->Call("test.echo", "x", Patience()).ok());
  EXPECT_EQ(server->counts().requests, 2U);
}

TEST(HostilePeer, APeerThatTakesNothingIsCutOffAndSlowsNobody) {
  std::mutex mutex;
  std::vector<Responder> streams;
  RequestServerOptions options;
  options.backlog_bytes_per_peer_max = 1000000;
  const auto server = EchoServer(options);
  server->HandleStream("test.stream", [&](const IncomingRequest&, Responder responder) {
    const std::lock_guard lock(mutex);
    streams.push_back(std::move(responder));
  });
  ASSERT_TRUE(server->Start().ok());
  RawPeer slow(server->endpoint(), 1);
  slow.Send(EncodeRequest({1, 30000, "test.stream", ""}));
  ASSERT_TRUE(Eventually([&] {
    const std::lock_guard lock(mutex);
    return streams.size() == 1;
  }));
  const Responder stream = streams.at(0);
  const auto client = ClientOf(server->endpoint());
  EXPECT_TRUE(Eventually([&] {
    const Status sent = stream.More(std::string(200000, 'x'));
    EXPECT_TRUE(client->Call("test.echo", "x", Patience()).ok());
    return sent.code() == StatusCode::kUnavailable;
  }));
  EXPECT_EQ(server->counts().cut_off, 1U);
  EXPECT_EQ(server->counts().streams, 0U);
}

}  // namespace
}  // namespace paktum::wire
