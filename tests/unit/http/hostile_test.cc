// What a client may send that no honest one would, and how the server stands it.
#include <gmock/gmock.h>

#include <random>
#include <thread>

#include "libs/http/client.h"
#include "libs/http/server.h"
#include "tests/unit/http/raw_socket.h"

namespace paktum::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::StartsWith;

class Hostile : public testing::Test {
 protected:
  void SetUp() override {
    Router router;
    router.Add("GET", "/x", [](const Request&) { return TextResponse("alive"); });
    router.Add("POST", "/x", [](const Request& request) {
      return TextResponse("length " + std::to_string(request.body.size()));
    });
    RouteOptions small;
    small.body_bytes_max = 10;
    router.Add(
        "POST", "/small", [](const Request&) { return TextResponse("small"); }, small);
    ServerOptions options;
    options.address = *ParseLoopbackAddress("127.0.0.1:0");
    options.header_timeout = milliseconds(300);
    options.body_timeout = milliseconds(300);
    options.idle_timeout = milliseconds(2000);
    auto server = Server::Start(options, std::move(router));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  // The server still answers an honest client.
  void TearDown() override {
    const auto client = *Client::ForAddress("127.0.0.1:" + std::to_string(server_->port()));
    const auto answer = client->Get("/x");
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->body, "alive");
  }
  std::string Ask(const std::string& bytes) {
    RawSocket socket(server_->port());
    socket.Send(bytes);
    return socket.ReadAll();
  }

  std::unique_ptr<Server> server_;
};

TEST_F(Hostile, RandomBytesGetAnErrorOrNothing) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int i = 0; i < 200; ++i) {
    std::string bytes(1 + random() % 2000, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    RawSocket socket(server_->port());
    socket.Send(bytes);
    socket.FinishSending();
    const std::string answer = socket.ReadAll();
    EXPECT_TRUE(socket.ended());
    if (!answer.empty()) {
      EXPECT_THAT(answer, StartsWith("HTTP/1.1 4"));
    }
  }
}

TEST_F(Hostile, AHonestRequestWithOneChangedByteNeverStopsTheServer) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string honest =
      "POST /x?a=%20 HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody";
  for (int i = 0; i < 300; ++i) {
    std::string bytes = honest;
    bytes[random() % bytes.size()] = static_cast<char>(random());
    RawSocket socket(server_->port());
    socket.Send(bytes);
    socket.FinishSending();
    socket.ReadAll();
    ASSERT_TRUE(socket.ended());
  }
}

TEST_F(Hostile, HugeHeadersAreRefused) {
  const std::string answer =
      Ask("GET /x HTTP/1.1\r\nHost: x\r\nBig: " + std::string(200'000, 'a') + "\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(answer, HasSubstr("http.headers_too_large"));
  std::string many = "GET /x HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 5000; ++i) many += "A" + std::to_string(i) + ": b\r\n";
  EXPECT_THAT(Ask(many + "\r\n"), StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(Ask("GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n"),
              StartsWith("HTTP/1.1 431"));
}

TEST_F(Hostile, AFiveMegabyteBodyIsRefusedAndTheAnswerIsReadable) {
  const std::string body(5 * 1024 * 1024, 'b');
  const std::string head = "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: ";
  const std::string answer = Ask(head + std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(answer, HasSubstr("http.body_too_large"));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  const auto client = *Client::ForAddress("127.0.0.1:" + std::to_string(server_->port()));
  const auto polite = client->Post("/x", body, "text/plain");
  ASSERT_TRUE(polite.ok()) << polite.status();
  EXPECT_EQ(polite->status, 413U);
}

TEST_F(Hostile, AChunkedBodyHasTheSameLimit) {
  std::string request = "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 80; ++i) request += "10000\r\n" + std::string(0x10000, 'c') + "\r\n";
  EXPECT_THAT(Ask(request + "0\r\n\r\n"), StartsWith("HTTP/1.1 413"));
}

TEST_F(Hostile, WhoAsksBeforeSendingIsToldBeforeSending) {
  const std::string big =
      Ask("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_THAT(big, StartsWith("HTTP/1.1 413"));
  RawSocket socket(server_->port());
  socket.Send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_THAT(socket.ReadUntil("\r\n\r\n"), StartsWith("HTTP/1.1 100"));
  socket.Send("body");
  EXPECT_THAT(socket.ReadUntil("length 4"), StartsWith("HTTP/1.1 200"));
}

TEST_F(Hostile, ARouteMayHaveALimitOfItsOwn) {
  EXPECT_THAT(Ask("POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n12345678901"),
              StartsWith("HTTP/1.1 413"));
}

TEST_F(Hostile, ASlowHeaderIsCutOff) {
  RawSocket socket(server_->port());
  const auto begin = std::chrono::steady_clock::now();
  // Each byte comes in time, the header as a whole does not.
  bool open = socket.Send("GET /x HTTP/1.1\r\n");
  while (open && std::chrono::steady_clock::now() - begin < std::chrono::seconds(20)) {
    open =
        socket.Send("A") && socket.ReadUntil("never", milliseconds(20)).empty() && !socket.ended();
  }
  EXPECT_FALSE(open);
}

TEST_F(Hostile, ASlowBodyIsCutOff) {
  RawSocket socket(server_->port());
  socket.Send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
  EXPECT_EQ(socket.ReadAll(), "");
  EXPECT_TRUE(socket.ended());
}

TEST_F(Hostile, ASilentConnectionIsCutOff) {
  RawSocket socket(server_->port());
  EXPECT_EQ(socket.ReadAll(), "");
  EXPECT_TRUE(socket.ended());
}

TEST_F(Hostile, PipelinedRequestsAreAnsweredInOrder) {
  std::string requests;
  for (int i = 0; i < 50; ++i) {
    const std::string body(static_cast<std::size_t>(i), 'x');
    requests += "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(i) + "\r\n" +
                (i == 49 ? "Connection: close\r\n" : "") + "\r\n" + body;
  }
  const std::string answers = Ask(requests);
  std::size_t at = 0;
  for (int i = 0; i < 50; ++i) {
    at = answers.find("\r\n\r\nlength " + std::to_string(i), at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST_F(Hostile, AnErrorInAPipelineKeepsTheOthers) {
  const std::string answers =
      Ask("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
          "GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(answers, HasSubstr("alive"));
}

TEST_F(Hostile, AmbiguousLengthsAreRefused) {
  for (const char* lengths :
       {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n", "Content-Length: -1\r\n",
        "Content-Length: 99999999999999999999999\r\n"}) {
    const std::string answer =
        Ask(std::string("POST /x HTTP/1.1\r\nHost: x\r\n") + lengths + "\r\nbody");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400")) << lengths;
  }
}

TEST_F(Hostile, TargetsThatAreNoPathAreRefused) {
  for (const char* target : {"http://127.0.0.1/x", "*", "x", "/%", "/%00", "/\xff\xfe"}) {
    EXPECT_THAT(Ask(std::string("GET ") + target +
                    " HTTP/1.1\r\nHost: x\r\n\r\n"
                    "GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 4"))
        << target;
  }
}

TEST_F(Hostile, ARequestWithoutHostIsRefused) {
  EXPECT_THAT(Ask("GET /x HTTP/1.1\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(Ask("GET /x HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST_F(Hostile, HeaderValuesOfAnswersCannotBeSplit) {
  Router router;
  router.Add("GET", "/{name}", [](const Request& request) {
    Response response = TextResponse("x");
    response.headers.Add("Location", "/" + request.Parameter("name"));
    return response;
  });
  ServerOptions options;
  options.address = *ParseLoopbackAddress("127.0.0.1:0");
  const auto server = *Server::Start(options, std::move(router));
  const auto client = *Client::ForAddress("127.0.0.1:" + std::to_string(server->port()));
  const auto answer = client->Get("/a%0d%0aEvil:%201");
  ASSERT_TRUE(answer.ok());
  EXPECT_FALSE(answer->headers.Has("Evil"));
}

TEST_F(Hostile, ClientsThatGoAwayInTheMiddleLeaveNothing) {
  for (int i = 0; i < 200; ++i) {
    RawSocket socket(server_->port());
    socket.Send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
  }
  const Deadline deadline = DeadlineIn(std::chrono::seconds(10));
  while (server_->stats().connections > 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_EQ(server_->stats().connections, 0U);
}

}  // namespace
}  // namespace paktum::http
