#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/unit/wire/wire_testing.h"

namespace paktum::wire {
namespace {

// A server whose stream "test.stream" is played by the test.
class StreamTest : public ::testing::Test {
 protected:
  void StartServer(RequestServerOptions options = {}) {
    server_ = EchoServer(options);
    server_->HandleStream("test.stream", [this](const IncomingRequest&, Responder responder) {
      const std::lock_guard lock(mutex_);
      responders_.push_back(std::move(responder));
    });
    server_->HandleOneWay("test.note", [this](const IncomingRequest& request) {
      const std::lock_guard lock(mutex_);
      notes_.push_back(request.body);
    });
    ASSERT_TRUE(server_->Start().ok());
  }

  Responder Opened(std::size_t index) {
    EXPECT_TRUE(Eventually([&] {
      const std::lock_guard lock(mutex_);
      return responders_.size() > index;
    }));
    const std::lock_guard lock(mutex_);
    return responders_.at(index);
  }

  std::unique_ptr<Stream> Open(RequestClient& client) {
    auto stream = client.OpenStream("test.stream", "", Patience());
    if (!stream.ok()) ADD_FAILURE() << stream.status();
    return std::move(stream).value();
  }

  std::mutex mutex_;
  std::vector<Responder> responders_;
  std::vector<std::string> notes_;
  std::unique_ptr<RequestServer> server_;  // last: its handlers use the rest
};

TEST_F(StreamTest, RepliesArriveInOrderUntilTheServerEndsIt) {
  StartServer();
  const auto client = ClientOf(server_->endpoint());
  const auto stream = Open(*client);
  const Responder responder = Opened(0);
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(responder.More(std::to_string(i)).ok());
  responder.Fail(Unavailable("test.over", "that is all"));
  for (int i = 0; i < 500; ++i) {
    const auto reply = stream->Next(Patience());
    ASSERT_TRUE(reply.ok()) << reply.status();
    ASSERT_TRUE(reply->has_value());
    EXPECT_EQ(**reply, std::to_string(i));
  }
  EXPECT_EQ(stream->Next(Patience()).status().reason(), "test.over");
  EXPECT_EQ(stream->Next(Patience()).status().reason(), "test.over");
  EXPECT_EQ(responder.More("late").code(), StatusCode::kUnavailable);
}

TEST_F(StreamTest, NothingInTimeIsNotAnError) {
  StartServer();
  const auto client = ClientOf(server_->endpoint());
  const auto stream = Open(*client);
  const auto reply = stream->Next(DeadlineIn(1ms));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_FALSE(reply->has_value());
}

TEST_F(StreamTest, OneWayRequestsReachTheirHandler) {
  StartServer();
  const auto client = ClientOf(server_->endpoint());
  const auto stream = Open(*client);
  client->SendOneWay("test.note", "credit");
  EXPECT_TRUE(Eventually([&] {
    const std::lock_guard lock(mutex_);
    return notes_ == std::vector<std::string>{"credit"};
  }));
}

TEST_F(StreamTest, ALostConnectionEndsTheStreamOnBothSides) {
  StartServer();
  auto client = ClientOf(server_->endpoint());
  const auto stream = Open(*client);
  const Responder responder = Opened(0);
  EXPECT_TRUE(responder.open());
  client.reset();
  EXPECT_EQ(stream->Next(Patience()).status().reason(), "wire.connection_lost");
  EXPECT_TRUE(Eventually([&] { return !responder.More("beat").ok(); }));
  EXPECT_FALSE(responder.open());
  EXPECT_EQ(server_->counts().streams, 0U);
}

TEST_F(StreamTest, StoppingTheServerEndsItsStreams) {
  StartServer();
  const auto client = ClientOf(server_->endpoint());
  const auto stream = Open(*client);
  const Responder responder = Opened(0);
  server_->Stop(Patience());
  EXPECT_EQ(stream->Next(Patience()).status().reason(), "wire.stopping");
  EXPECT_FALSE(responder.open());
}

TEST_F(StreamTest, TooManyStreamsOfOnePeerAreRefused) {
  RequestServerOptions options;
  options.streams_per_peer_max = 2;
  StartServer(options);
  const auto client = ClientOf(server_->endpoint());
  const auto first = Open(*client);
  const auto second = Open(*client);
  const auto third = Open(*client);
  EXPECT_EQ(third->Next(Patience()).status().reason(), "wire.too_many_requests");
  EXPECT_TRUE(client->Call("test.echo", "", Patience()).ok());
}

TEST_F(StreamTest, RepliesNobodyTakesAreBounded) {
  StartServer();
  RequestClientOptions options;
  options.stream_replies_max = 10;
  const auto client = ClientOf(server_->endpoint(), options);
  const auto stream = Open(*client);
  const Responder responder = Opened(0);
  for (int i = 0; i < 11; ++i) EXPECT_TRUE(responder.More("x").ok());
  // A call behind them in the same connection: all eleven have arrived when it is answered.
  EXPECT_TRUE(Eventually([&] { return server_->counts().replies == 11; }));
  ASSERT_TRUE(client->Call("test.echo", "", Patience()).ok());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(stream->Next(Patience()).ok());
  EXPECT_EQ(stream->Next(Patience()).status().reason(), "wire.stream_overrun");
}

TEST_F(StreamTest, ADroppedStreamMakesRoomForAnother) {
  StartServer();
  RequestClientOptions options;
  options.streams_max = 1;
  const auto client = ClientOf(server_->endpoint(), options);
  auto stream = Open(*client);
  EXPECT_EQ(client->OpenStream("test.stream", "", Patience()).status().reason(),
            "wire.too_many_streams");
  stream.reset();
  EXPECT_TRUE(client->OpenStream("test.stream", "", Patience()).ok());
}

}  // namespace
}  // namespace paktum::wire
