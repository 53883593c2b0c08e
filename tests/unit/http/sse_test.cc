// Server-Sent Events: many readers, slow readers, readers that go.
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>

#include <mutex>
#include <thread>

#include "libs/http/client.h"
#include "libs/http/server.h"
#include "tests/unit/http/raw_socket.h"

namespace paktum::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kAsk = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n";

// A server whose readers are all kept, and can be pushed to.
class Sse : public testing::Test {
 protected:
  void Start(ServerOptions options = {}) {
    Router router;
    router.AddStream("/events",
                     [this](const Request& request,
                            const std::shared_ptr<EventStream>& stream) -> std::optional<Response> {
                       if (request.Query("refuse") == "yes") {
                         return Response{403, "text/plain", "no", {}};
                       }
                       const std::lock_guard lock(mutex_);
                       streams_.push_back(stream);
                       return std::nullopt;
                     });
    options.address = *ParseLoopbackAddress("127.0.0.1:0");
    auto server = Server::Start(std::move(options), std::move(router));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  std::vector<std::shared_ptr<EventStream>> Streams() {
    const std::lock_guard lock(mutex_);
    return streams_;
  }
  void PushToAll(const EventFrame& frame) {
    for (const auto& stream : Streams()) stream->Push(frame);
  }
  template <typename Condition>
  static bool Eventually(Condition condition) {
    const Deadline deadline = DeadlineIn(std::chrono::seconds(20));
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }
  std::unique_ptr<Client> NewClient() {
    return *Client::ForAddress("127.0.0.1:" + std::to_string(server_->port()));
  }

  std::mutex mutex_;
  std::vector<std::shared_ptr<EventStream>> streams_;
  std::unique_ptr<Server> server_;
};

TEST_F(Sse, EventsArriveInOrderWithTheirIds) {
  Start();
  const auto client = NewClient();
  auto reader = client->OpenEvents("/events");
  ASSERT_TRUE(reader.ok()) << reader.status();
  for (int i = 1; i <= 1000; ++i) {
    PushToAll(MakeEventFrame(std::to_string(i), "record", "{\"n\":" + std::to_string(i) + "}"));
  }
  for (int i = 1; i <= 1000; ++i) {
    const auto event = (*reader)->Next(DeadlineIn(std::chrono::seconds(10)));
    ASSERT_TRUE(event.ok() && event->has_value());
    ASSERT_EQ((*event)->id, std::to_string(i));
    ASSERT_EQ((*event)->event, "record");
  }
  const auto none = (*reader)->Next(DeadlineIn(milliseconds(1)));
  EXPECT_TRUE(none.ok() && !none->has_value());
  PushToAll(MakeEventFrame("1001", "record", "x"));
  EXPECT_EQ((**(*reader)->Next(DeadlineIn(std::chrono::seconds(10)))).id, "1001");
}

TEST_F(Sse, ARefusalIsAnOrdinaryAnswer) {
  Start();
  const auto client = NewClient();
  EXPECT_EQ(client->OpenEvents("/events?refuse=yes").status().reason(), "http.not_a_stream");
  EXPECT_EQ(client->Get("/events?refuse=yes")->body, "no");
}

TEST_F(Sse, ASilentStreamHasHeartbeats) {
  ServerOptions options;
  options.heartbeat_interval = milliseconds(20);
  Start(options);
  RawSocket socket(server_->port());
  socket.Send(kAsk);
  EXPECT_THAT(socket.ReadUntil("\n\n:\n\n:\n\n"), HasSubstr("text/event-stream"));
}

TEST_F(Sse, AReaderThatGoesIsNoticedAtOnce) {
  Start();
  {
    RawSocket socket(server_->port());
    socket.Send(kAsk);
    socket.ReadUntil("\r\n\r\n");
    ASSERT_TRUE(Eventually([&] { return server_->stats().streams == 1; }));
  }
  EXPECT_TRUE(Eventually([&] { return server_->stats().streams == 0; }));
  EXPECT_TRUE(Streams().front()->closed());
  EXPECT_EQ(Streams().front()->Push(MakeEventFrame("1", "", "x")),
            EventStream::PushResult::kClosed);
}

TEST_F(Sse, ASlowReaderIsDroppedAndTheOthersGoOn) {
  ServerOptions options;
  options.stream_buffer_bytes = std::size_t{64} * 1024;
  Start(options);
  RawSocket slow(server_->port(), 4096);
  slow.Send(kAsk);
  slow.ReadUntil("\r\n\r\n");
  ASSERT_TRUE(Eventually([&] { return server_->stats().streams == 1; }));
  const auto client = NewClient();
  auto fast = client->OpenEvents("/events");
  ASSERT_TRUE(fast.ok());
  const auto frame = MakeEventFrame("1", "record", std::string(8000, 'x'));
  std::size_t pushed = 0;
  while (server_->stats().streams_dropped == 0 && pushed < 10'000) {
    PushToAll(frame);
    ++pushed;
    const auto event = (*fast)->Next(DeadlineIn(std::chrono::seconds(10)));
    ASSERT_TRUE(event.ok() && event->has_value()) << pushed;
  }
  EXPECT_EQ(server_->stats().streams_dropped, 1U);
  EXPECT_TRUE(Eventually([&] { return server_->stats().streams == 1; }));
  const std::string rest = slow.ReadAll();
  EXPECT_TRUE(slow.ended());
  EXPECT_LT(rest.size(), pushed * frame->size());
}

TEST_F(Sse, TheServersEndClosesTheStreamAfterWhatIsQueued) {
  Start();
  RawSocket socket(server_->port());
  socket.Send(kAsk);
  socket.ReadUntil("\r\n\r\n");
  ASSERT_TRUE(Eventually([&] { return Streams().size() == 1; }));
  Streams().front()->Push(MakeEventFrame("1", "record", "last"));
  server_->Stop();
  EXPECT_THAT(socket.ReadAll(), HasSubstr("data: last\n\n"));
  EXPECT_TRUE(socket.ended());
}

TEST_F(Sse, TwoThousandReadersShareOneThread) {
  constexpr std::size_t kReaders = 2000;
  constexpr int kEvents = 20;
  ASSERT_GT(RaiseDescriptorLimit(), 2 * kReaders + 100) << "the system allows too few descriptors";
  Start();
  std::vector<RawSocket> readers;
  readers.reserve(kReaders);
  for (std::size_t i = 0; i < kReaders; ++i) {
    readers.emplace_back(server_->port());
    readers.back().Send(kAsk);
  }
  ASSERT_TRUE(Eventually([&] { return server_->stats().streams == kReaders; }))
      << server_->stats().streams;
  for (int i = 1; i <= kEvents; ++i) {
    PushToAll(
        MakeEventFrame(std::to_string(i), "record", "{\"position\":" + std::to_string(i) + "}"));
  }
  const std::string last = "id: " + std::to_string(kEvents) + "\n";
  for (RawSocket& reader : readers) {
    const std::string got = reader.ReadUntil(last, std::chrono::seconds(20));
    ASSERT_THAT(got, StartsWith("HTTP/1.1 200 OK"));
    std::size_t at = 0;
    for (int i = 1; i <= kEvents; ++i) {
      at = got.find("id: " + std::to_string(i) + "\n", at);
      ASSERT_NE(at, std::string::npos) << "event " << i << " is missing or out of order";
    }
  }
  EXPECT_EQ(server_->stats().streams_dropped, 0U);
  readers.clear();
  EXPECT_TRUE(Eventually([&] { return server_->stats().connections == 0; }));
}

}  // namespace
}  // namespace paktum::http
