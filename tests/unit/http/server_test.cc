#include "libs/http/server.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

#include "libs/http/client.h"
#include "libs/http/standard_routes.h"
#include "tests/unit/http/raw_socket.h"

namespace paktum::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::unique_ptr<Server> MustStart(Router router, ServerOptions options = {}) {
  options.address = *ParseLoopbackAddress("127.0.0.1:0");
  auto server = Server::Start(std::move(options), std::move(router));
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

std::unique_ptr<Client> ClientOf(const Server& server) {
  return *Client::ForAddress("http://127.0.0.1:" + std::to_string(server.port()));
}

Router Echo() {
  Router router;
  router.Add("POST", "/echo/{name}", [](const Request& request) {
    return TextResponse(request.Parameter("name") + "|" + std::string(request.Query("q")) + "|" +
                        request.body);
  });
  router.Add("GET", "/echo/{name}",
             [](const Request& request) { return TextResponse(request.Parameter("name")); });
  return router;
}

TEST(Server, AnswersWithWhatTheHandlerReturns) {
  const auto server = MustStart(Echo());
  const auto client = ClientOf(*server);
  const auto answer = client->Post("/echo/a%20b?q=x+y", "body", "text/plain");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->status, 200U);
  EXPECT_EQ(answer->body, "a b|x y|body");
}

TEST(Server, EveryAnswerCarriesTheSecurityHeaders) {
  const auto server = MustStart(Echo());
  const auto client = ClientOf(*server);
  for (const char* target : {"/echo/x", "/nothing", "/%zz"}) {
    const auto answer = client->Get(target);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_THAT(answer->headers.Find("Content-Security-Policy"), HasSubstr("default-src 'self'"));
    EXPECT_THAT(answer->headers.Find("Content-Security-Policy"),
                HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(answer->headers.Find("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer->headers.Find("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(answer->headers.Find("Cache-Control"), "no-store");
  }
}

TEST(Server, UnknownAddressesAndMethodsAreProblems) {
  const auto server = MustStart(Echo());
  const auto client = ClientOf(*server);
  const auto missing = client->Get("/nothing");
  EXPECT_EQ(missing->status, 404U);
  EXPECT_EQ(missing->headers.Find("Content-Type"), "application/problem+json");
  EXPECT_THAT(missing->body, HasSubstr(R"("code":"http.no_such_route")"));
  const auto wrong = client->Send("DELETE", "/echo/x", "", {});
  EXPECT_EQ(wrong->status, 405U);
  EXPECT_EQ(wrong->headers.Find("Allow"), "GET, HEAD, POST");
  EXPECT_THAT(wrong->body, HasSubstr(R"("code":"http.method_not_allowed")"));
  EXPECT_EQ(client->Get("/echo/x?a=1&a=2")->status, 400U);
}

TEST(Server, HeadHasTheLengthAndNoBody) {
  const auto server = MustStart(Echo());
  const auto client = ClientOf(*server);
  for (int i = 0; i < 2; ++i) {
    const auto answer = client->Send("HEAD", "/echo/four", "", {});
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->headers.Find("Content-Length"), "4");
    EXPECT_EQ(answer->body, "");
  }
}

TEST(Server, OneConnectionCarriesManyRequests) {
  const auto server = MustStart(Echo());
  const auto client = ClientOf(*server);
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(client->Get("/echo/" + std::to_string(i))->body, std::to_string(i));
  }
  EXPECT_EQ(server->stats().connections, 1U);
  server->Stop();  // an answer is counted after it has left
  EXPECT_EQ(server->stats().requests, 100U);
}

TEST(Server, AClientFindsItsWayBackAfterARestart) {
  auto server = MustStart(Echo());
  const std::uint16_t port = server->port();
  const auto client = ClientOf(*server);
  ASSERT_TRUE(client->Get("/echo/1").ok());
  server.reset();
  EXPECT_EQ(client->Get("/echo/2").status().reason(), "http.unreachable");
  ServerOptions options;
  options.address = {"127.0.0.1", port};
  const auto again = Server::Start(options, Echo());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(client->Get("/echo/3")->body, "3");
}

TEST(Server, AnExceptionOfAHandlerIsAProblemWithoutDetails) {
  Router router;
  router.Add("GET", "/", [](const Request&) -> Response { throw std::runtime_error("secret"); });
  const auto server = MustStart(std::move(router));
  const auto answer = ClientOf(*server)->Get("/");
  EXPECT_EQ(answer->status, 500U);
  EXPECT_THAT(answer->body, Not(HasSubstr("secret")));
}

// Holds handlers until it is opened.
class Gate {
 public:
  void Open() { promise_.set_value(); }
  void Pass() {
    entered_.fetch_add(1);
    future_.wait();
  }
  void AwaitEntered(int count) const {
    const Deadline deadline = DeadlineIn(std::chrono::seconds(10));
    while (entered_ < count && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    ASSERT_GE(entered_.load(), count);
  }

 private:
  std::promise<void> promise_;
  std::shared_future<void> future_ = promise_.get_future().share();
  std::atomic<int> entered_{0};
};

TEST(Server, WhenAllWorkersAreBusyTheAnswerIs503AndQuickRoutesGoOn) {
  Gate gate;
  Router router;
  router.Add("GET", "/slow", [&](const Request&) {
    gate.Pass();
    return TextResponse("done");
  });
  AddStandardRoutes(router, {});
  ServerOptions options;
  options.worker_threads = 1;
  options.worker_queue_max = 1;
  const auto server = MustStart(std::move(router), options);
  RawSocket running(server->port());
  running.Send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  gate.AwaitEntered(1);
  RawSocket queued(server->port());
  queued.Send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto client = ClientOf(*server);
  // The queued request may still be on its way: refusals begin once it is there.
  const Deadline deadline = DeadlineIn(std::chrono::seconds(10));
  bool refused = false;
  std::vector<RawSocket> others;
  while (!refused && std::chrono::steady_clock::now() < deadline) {
    RawSocket other(server->port());
    other.Send("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string answer = other.ReadUntil("\r\n\r\n", std::chrono::milliseconds(200));
    refused = answer.find("503 Service Unavailable") != std::string::npos;
    if (refused) {
      EXPECT_THAT(answer, HasSubstr("Retry-After: 1"));
    }
    others.push_back(std::move(other));
  }
  EXPECT_TRUE(refused);
  EXPECT_EQ(client->Get("/healthz")->status, 200U);
  EXPECT_GE(server->stats().requests_refused, 1U);
  gate.Open();
  EXPECT_THAT(running.ReadUntil("done"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(queued.ReadUntil("done"), StartsWith("HTTP/1.1 200"));
}

TEST(Server, StopLetsTheRunningRequestEnd) {
  Gate gate;
  Router router;
  router.Add("GET", "/slow", [&](const Request&) {
    gate.Pass();
    return TextResponse("done");
  });
  const auto server = MustStart(std::move(router));
  RawSocket running(server->port());
  running.Send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  RawSocket idle(server->port());
  gate.AwaitEntered(1);
  std::thread stopping([&] { server->Stop(); });
  EXPECT_EQ(idle.ReadAll(), "");
  EXPECT_TRUE(idle.ended()) << "an idle connection ends at once";
  gate.Open();
  const std::string answer = running.ReadAll();
  stopping.join();
  EXPECT_THAT(answer, HasSubstr("done"));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  server->Stop();  // again: nothing
}

TEST(Server, ConnectionsOverTheLimitAreToldSo) {
  ServerOptions options;
  options.connections_max = 2;
  const auto server = MustStart(Echo(), options);
  RawSocket first(server->port());
  RawSocket second(server->port());
  first.Send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n");
  second.Send("GET /echo/2 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(first.ReadUntil("\r\n\r\n1"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(second.ReadUntil("\r\n\r\n2"), StartsWith("HTTP/1.1 200"));
  RawSocket third(server->port());
  const std::string answer = third.ReadAll();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(answer, HasSubstr("http.too_many_connections"));
  EXPECT_EQ(server->stats().connections_refused, 1U);
}

TEST(Server, OnlyLoopbackIsServed) {
  ServerOptions options;
  options.address = {"0.0.0.0", 0};
  const auto server = Server::Start(options, Echo());
  ASSERT_FALSE(server.ok());
  EXPECT_EQ(server.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(server.status().reason(), "http.address_not_loopback");
}

TEST(Server, ATakenPortIsReported) {
  const auto server = MustStart(Echo());
  ServerOptions options;
  options.address = {"127.0.0.1", server->port()};
  EXPECT_EQ(Server::Start(options, Echo()).status().reason(), "http.cannot_listen");
}

TEST(Server, ReportsThePatternAndNeverThePath) {
  std::mutex mutex;
  std::vector<std::string> lines;
  ServerOptions options;
  options.report = [&](const RequestReport& report) {
    const std::lock_guard lock(mutex);
    lines.push_back(std::string(report.method) + " " + std::string(report.pattern) + " " +
                    std::to_string(report.status));
  };
  const auto server = MustStart(Echo(), options);
  const auto client = ClientOf(*server);
  ASSERT_TRUE(client->Get("/echo/somebody?q=1").ok());
  ASSERT_TRUE(client->Get("/nothing/somebody").ok());
  server->Stop();
  EXPECT_THAT(lines, testing::ElementsAre("GET /echo/{name} 200", "GET  404"));
}

TEST(StandardRoutes, SayHowTheServiceIs) {
  std::atomic<bool> ready{false};
  Router router;
  AddStandardRoutes(router,
                    {[&] { return ready ? OkStatus() : Unavailable("log.unreachable", "no log"); },
                     [] { return "paktum_up 1\n"; }, [] { return R"({"openapi":"3.1.0"})"; },
                     [] { return R"({"witness":"well"})"; }});
  const auto server = MustStart(std::move(router));
  const auto client = ClientOf(*server);
  EXPECT_THAT(client->Get("/healthz")->body,
              testing::AllOf(HasSubstr(R"("status":"ok")"), HasSubstr(R"({"witness":"well"})")));
  const auto waiting = client->Get("/readyz");
  EXPECT_EQ(waiting->status, 503U);
  EXPECT_THAT(waiting->body, HasSubstr("log.unreachable"));
  ready = true;
  EXPECT_EQ(client->Get("/readyz")->status, 200U);
  EXPECT_THAT(client->Get("/metrics")->headers.Find("Content-Type"),
              StartsWith("text/plain; version=0.0.4"));
  EXPECT_EQ(client->Get("/openapi.json")->body, R"({"openapi":"3.1.0"})");
}

TEST(StandardRoutes, HaveAServerOfTheirOwnWhereThereIsNoOther) {
  StandardRoutes routes;
  routes.ready = [] { return OkStatus(); };
  const auto none = ServeStandardRoutes("", routes);
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(*none, nullptr);
  EXPECT_EQ(ServeStandardRoutes("10.0.0.1:7403", routes).status().reason(),
            "http.address_not_loopback");
  const auto server = ServeStandardRoutes("127.0.0.1:0", routes);
  ASSERT_TRUE(server.ok()) << server.status();
  const auto client = ClientOf(**server);
  EXPECT_EQ(client->Get("/readyz")->status, 200U);
  EXPECT_EQ(client->Get("/metrics")->status, 404U);
}

TEST(Client, SaysWhenNobodyAnswers) {
  const auto client = Client::ForAddress("127.0.0.1:1");
  ASSERT_TRUE(client.ok());
  EXPECT_EQ((*client)->Get("/").status().reason(), "http.unreachable");
  EXPECT_EQ(Client::ForAddress("nowhere").status().reason(), "http.address_malformed");
  EXPECT_EQ(Client::ForAddress("http://example.org:80").status().reason(),
            "http.address_malformed");
}

TEST(Client, GivesUpAtItsTimeout) {
  Gate gate;
  Router router;
  router.Add("GET", "/slow", [&](const Request&) {
    gate.Pass();
    return TextResponse("done");
  });
  const auto server = MustStart(std::move(router));
  ClientOptions options;
  options.request_timeout = std::chrono::milliseconds(50);
  const auto client =
      *Client::ForAddress("http://127.0.0.1:" + std::to_string(server->port()), options);
  EXPECT_EQ(client->Get("/slow").status().reason(), "http.timeout");
  gate.Open();
}

TEST(Client, CannotBeTalkedIntoASecondRequest) {
  const auto client = *Client::ForAddress("127.0.0.1:1");
  EXPECT_EQ(client->Get("/x\r\nEvil: 1").status().reason(), "http.malformed_request");
  EXPECT_EQ(client->Get("/x", {{"A", "b\r\nEvil: 1"}}).status().reason(), "http.malformed_request");
}

}  // namespace
}  // namespace paktum::http
