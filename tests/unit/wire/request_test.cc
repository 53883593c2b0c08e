#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/wire/wire_testing.h"

namespace paktum::wire {
namespace {

// Keeps Responders, so that requests stay open until the test answers or drops them.
class Shelf {
 public:
  RequestServer::Handler Handler() {
    return [this](const IncomingRequest& request, Responder responder) {
      const std::lock_guard lock(mutex_);
      bodies_.push_back(request.body);
      responders_.push_back(std::move(responder));
    };
  }
  std::size_t size() {
    const std::lock_guard lock(mutex_);
    return responders_.size();
  }
  void AnswerInReverse() {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = responders_.size(); i-- > 0;) responders_[i].Reply(bodies_[i]);
  }
  void Drop() {
    const std::lock_guard lock(mutex_);
    responders_.clear();
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> bodies_;
  std::vector<Responder> responders_;
};

std::future<Result<std::string>> CallInBackground(RequestClient& client, const std::string& method,
                                                  const std::string& body, Deadline deadline) {
  auto promise = std::make_shared<std::promise<Result<std::string>>>();
  auto answer = promise->get_future();
  client.CallAsync(method, body, deadline,
                   [promise](Result<std::string> result) { promise->set_value(result); });
  return answer;
}

TEST(Request, ACallGetsItsReply) {
  const auto server = EchoServer();
  ASSERT_TRUE(server->Start().ok());
  const auto client = ClientOf(server->endpoint());
  const auto answer = client->Call("test.echo", "hello", Patience());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(*answer, "hello");
  EXPECT_TRUE(client->Call("wire.ping", "", Patience()).ok());
}

TEST(Request, RepliesMayComeLaterFromAnyThreadAndInAnyOrder) {
  Shelf shelf;
  const auto server = EchoServer();
  server->Handle("test.later", shelf.Handler());
  ASSERT_TRUE(server->Start().ok());
  const auto client = ClientOf(server->endpoint());
  std::vector<std::future<Result<std::string>>> answers;
  for (int i = 0; i < 100; ++i) {
    answers.push_back(CallInBackground(*client, "test.later", std::to_string(i), Patience()));
  }
  ASSERT_TRUE(Eventually([&] { return shelf.size() == 100; }));
  std::thread answering([&] { shelf.AnswerInReverse(); });
  for (int i = 0; i < 100; ++i) {
    const auto answer = answers[static_cast<std::size_t>(i)].get();
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(*answer, std::to_string(i));
  }
  answering.join();
}

TEST(Request, ErrorsTravelWithReasonAndDetails) {
  const Status refusal = Refused("scheme.exhausted", "no money left", {{"scheme", "S2"}});
  const auto server = EchoServer();
  server->Handle("test.refuse", [&](const IncomingRequest&, const Responder& responder) {
    responder.Fail(refusal);
  });
  ASSERT_TRUE(server->Start().ok());
  const auto client = ClientOf(server->endpoint());
  EXPECT_EQ(client->Call("test.refuse", "", Patience()).status(), refusal);
}

TEST(Request, AnUnknownMethodIsRefused) {
  const auto server = EchoServer();
  ASSERT_TRUE(server->Start().ok());
  const auto client = ClientOf(server->endpoint());
  const auto answer = client->Call("test.unheard_of", "", Patience());
  EXPECT_EQ(answer.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(answer.status().reason(), "wire.unknown_method");
}

TEST(Request, NoAnswerInTimeIsAnUnknownOutcome) {
  Shelf shelf;
  const auto server = EchoServer();
  server->Handle("test.later", shelf.Handler());
  ASSERT_TRUE(server->Start().ok());
  const auto client = ClientOf(server->endpoint());
  ASSERT_TRUE(client->Call("wire.ping", "", Patience()).ok());
  const auto answer = client->Call("test.later", "", DeadlineIn(50ms));
  EXPECT_EQ(answer.status().code(), StatusCode::kDeadlineExceeded);
  EXPECT_EQ(answer.status().reason(), "wire.deadline");
  // A late reply does not disturb the next call.
  ASSERT_TRUE(Eventually([&] { return shelf.size() == 1; }));
  shelf.AnswerInReverse();
  EXPECT_TRUE(client->Call("test.echo", "x", Patience()).ok());
}

TEST(Request, ARequestThatItsHandlerDropsIsAnsweredInternal) {
  Shelf shelf;
  const auto server = EchoServer();
  server->Handle("test.later", shelf.Handler());
  ASSERT_TRUE(server->Start().ok());
  const auto client = ClientOf(server->endpoint());
  auto answer = CallInBackground(*client, "test.later", "", Patience());
  ASSERT_TRUE(Eventually([&] { return shelf.size() == 1; }));
  shelf.Drop();
  EXPECT_EQ(answer.get().status().reason(), "wire.unanswered");
}

TEST(Request, WithoutAServerACallSurelyWasNotSent) {
  std::string endpoint;
  {
    const auto server = EchoServer();
    ASSERT_TRUE(server->Start().ok());
    endpoint = server->endpoint();
  }
  RequestClientOptions options;
  options.connect_wait_ms = 20;
  const auto client = ClientOf(endpoint, options);
  const Deadline deadline = Patience();
  const auto answer = client->Call("test.echo", "", deadline);
  EXPECT_EQ(answer.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(answer.status().reason(), "wire.not_connected");
  EXPECT_LT(std::chrono::steady_clock::now(), deadline);
}

TEST(Request, ABrokenConnectionEndsOpenCallsAsUnknownAndNothingIsSentAgain) {
  Shelf shelf;
  auto first = EchoServer();
  first->Handle("test.later", shelf.Handler());
  ASSERT_TRUE(first->Start().ok());
  const std::string endpoint = first->endpoint();
  const auto client = ClientOf(endpoint);
  auto lost = CallInBackground(*client, "test.later", "", Patience());
  ASSERT_TRUE(Eventually([&] { return shelf.size() == 1; }));
  first.reset();
  const auto answer = lost.get();
  EXPECT_EQ(answer.status().code(), StatusCode::kDeadlineExceeded);
  EXPECT_EQ(answer.status().reason(), "wire.connection_lost");

  std::atomic<int> repeated{0};
  std::unique_ptr<RequestServer> second;
  ASSERT_TRUE(Eventually([&] {
    RequestServerOptions options;
    options.endpoint = endpoint;
    second = EchoServer(options);
    second->Handle("test.later", [&](const IncomingRequest&, const Responder& responder) {
      ++repeated;
      responder.Reply({});
    });
    return second->Start().ok();
  }));
  EXPECT_TRUE(Eventually([&] { return client->Call("test.echo", "x", Patience()).ok(); }));
  EXPECT_EQ(repeated.load(), 0);
  EXPECT_TRUE(client->connected());
}

TEST(Request, TooManyOpenCallsAreRefusedByTheClient) {
  Shelf shelf;
  const auto server = EchoServer();
  server->Handle("test.later", shelf.Handler());
  ASSERT_TRUE(server->Start().ok());
  RequestClientOptions options;
  options.open_calls_max = 3;
  const auto client = ClientOf(server->endpoint(), options);
  std::vector<std::future<Result<std::string>>> open;
  for (int i = 0; i < 3; ++i)
    open.push_back(CallInBackground(*client, "test.later", "", Patience()));
  EXPECT_EQ(client->Call("test.echo", "", Patience()).status().reason(), "wire.too_many_calls");
  ASSERT_TRUE(Eventually([&] { return shelf.size() == 3; }));
  shelf.AnswerInReverse();
  for (auto& answer : open) EXPECT_TRUE(answer.get().ok());
  EXPECT_TRUE(client->Call("test.echo", "", Patience()).ok());
}

TEST(Request, TooManyOpenRequestsOfOnePeerAreRefusedByTheServer) {
  Shelf shelf;
  RequestServerOptions options;
  options.open_requests_per_peer_max = 2;
  const auto server = EchoServer(options);
  server->Handle("test.later", shelf.Handler());
  ASSERT_TRUE(server->Start().ok());
  const auto client = ClientOf(server->endpoint());
  auto first = CallInBackground(*client, "test.later", "", Patience());
  auto second = CallInBackground(*client, "test.later", "", Patience());
  ASSERT_TRUE(Eventually([&] { return shelf.size() == 2; }));
  const auto third = client->Call("test.echo", "", Patience());
  EXPECT_EQ(third.status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(third.status().reason(), "wire.too_many_requests");
  const auto other = ClientOf(server->endpoint());
  EXPECT_TRUE(other->Call("test.echo", "", Patience()).ok());
  shelf.AnswerInReverse();
  EXPECT_TRUE(first.get().ok());
  EXPECT_TRUE(second.get().ok());
}

TEST(Request, AFloodIsBoundedAndEveryCallIsAnswered) {
  RequestServerOptions options;
  options.open_requests_max = 64;
  const auto server = EchoServer(options);
  ASSERT_TRUE(server->Start().ok());
  const auto client = ClientOf(server->endpoint());
  ASSERT_TRUE(client->Call("wire.ping", "", Patience()).ok());
  constexpr int kCalls = 20000;
  std::atomic<int> good{0};
  std::atomic<int> refused{0};
  std::atomic<int> other{0};
  for (int i = 0; i < kCalls; ++i) {
    client->CallAsync("test.echo", std::string(100, 'x'), Patience(),
                      [&](const Result<std::string>& answer) {
                        if (answer.ok()) {
                          ++good;
                        } else if (answer.status().code() == StatusCode::kResourceExhausted) {
                          ++refused;
                        } else {
                          ++other;
                        }
                      });
  }
  EXPECT_TRUE(Eventually([&] { return good + refused + other == kCalls; }));
  EXPECT_GT(good.load(), 0);
  EXPECT_EQ(other.load(), 0);
  EXPECT_TRUE(client->Call("test.echo", "", Patience()).ok());
  EXPECT_EQ(server->counts().open_requests, 0U);
}

TEST(Request, ARequestOverTheLimitIsRefusedBeforeItIsSent) {
  const auto server = EchoServer();
  ASSERT_TRUE(server->Start().ok());
  RequestClientOptions options;
  options.message_bytes_max = 10000;
  const auto client = ClientOf(server->endpoint(), options);
  EXPECT_EQ(client->Call("test.echo", std::string(10000, 'x'), Patience()).status().reason(),
            "wire.too_large");
  EXPECT_TRUE(client->Call("test.echo", std::string(5000, 'x'), Patience()).ok());
}

TEST(Request, TwoHundredClientsAreServed) {
  const auto server = EchoServer();
  ASSERT_TRUE(server->Start().ok());
  std::vector<std::unique_ptr<RequestClient>> clients;
  for (int i = 0; i < 200; ++i) {
    RequestClientOptions options;
    options.connect_wait_ms = 30000;
    clients.push_back(ClientOf(server->endpoint(), options));
  }
  std::vector<std::future<Result<std::string>>> answers;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    answers.push_back(CallInBackground(*clients[i], "test.echo", std::to_string(i), Patience()));
  }
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const auto answer = answers[i].get();
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(*answer, std::to_string(i));
  }
  EXPECT_EQ(server->counts().connections, 200U);
  clients.clear();
  EXPECT_TRUE(Eventually([&] { return server->counts().connections == 0; }));
}

TEST(Request, ConnectionsOverTheLimitWaitUntilOneLeaves) {
  RequestServerOptions options;
  options.connections_max = 2;
  const auto server = EchoServer(options);
  ASSERT_TRUE(server->Start().ok());
  auto first = ClientOf(server->endpoint());
  const auto second = ClientOf(server->endpoint());
  ASSERT_TRUE(first->Call("wire.ping", "", Patience()).ok());
  ASSERT_TRUE(second->Call("wire.ping", "", Patience()).ok());
  RequestClientOptions impatient;
  impatient.connect_wait_ms = 100;
  const auto third = ClientOf(server->endpoint(), impatient);
  EXPECT_EQ(third->Call("wire.ping", "", Patience()).status().reason(), "wire.not_connected");
  EXPECT_GE(server->counts().refused_connections, 1U);
  EXPECT_TRUE(second->Call("wire.ping", "", Patience()).ok());
  first.reset();
  EXPECT_TRUE(Eventually([&] { return third->Call("wire.ping", "", Patience()).ok(); }));
}

TEST(Request, StopAnswersWhatWasTakenAndRefusesTheRest) {
  Shelf shelf;
  const auto server = EchoServer();
  server->Handle("test.later", shelf.Handler());
  ASSERT_TRUE(server->Start().ok());
  const auto client = ClientOf(server->endpoint());
  auto taken = CallInBackground(*client, "test.later", "kept", Patience());
  ASSERT_TRUE(Eventually([&] { return shelf.size() == 1; }));
  std::thread stopping([&] { server->Stop(Patience()); });
  EXPECT_TRUE(Eventually([&] {
    return client->Call("test.echo", "", Patience()).status().reason() == "wire.stopping";
  }));
  shelf.AnswerInReverse();
  const auto answer = taken.get();
  EXPECT_TRUE(answer.ok()) << answer.status();
  stopping.join();
}

TEST(Request, TwoServersCannotShareAnEndpoint) {
  const auto server = EchoServer();
  ASSERT_TRUE(server->Start().ok());
  RequestServerOptions options;
  options.endpoint = server->endpoint();
  const Status status = EchoServer(options)->Start();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.reason(), "config.endpoint_in_use");
}

TEST(Request, ClosingAClientEndsItsCalls) {
  Shelf shelf;
  const auto server = EchoServer();
  server->Handle("test.later", shelf.Handler());
  ASSERT_TRUE(server->Start().ok());
  auto client = ClientOf(server->endpoint());
  auto sent = CallInBackground(*client, "test.later", "", Patience());
  ASSERT_TRUE(Eventually([&] { return shelf.size() == 1; }));
  client.reset();
  EXPECT_EQ(sent.get().status().code(), StatusCode::kDeadlineExceeded);
  // The server notices at the latest when it answers.
  shelf.AnswerInReverse();
  EXPECT_TRUE(Eventually([&] { return server->counts().open_requests == 0; }));
}

}  // namespace
}  // namespace paktum::wire
