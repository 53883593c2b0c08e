// The service and its clients in one process, over loopback.
#include "services/event_log/event_log_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "libs/ledger/memory_storage.h"
#include "libs/ledger_client/messages.h"
#include "libs/wire/hints.h"
#include "paktum/log/v1/log.pb.h"
#include "tests/contract/ledger/appends.h"
#include "tests/integration/event_log/served_log.h"
#include "tests/unit/wire/wire_testing.h"

namespace paktum::event_log {
namespace {

using ledger::AppendOf;
using ledger::EventOn;
using ledger::kPact;
using ::testing::HasSubstr;
using wire::Eventually;
using wire::Patience;
using namespace std::chrono_literals;

void AppendMany(ledger::EventLog& log, std::uint64_t from, std::uint64_t to,
                const std::string& submitted = "x") {
  for (std::uint64_t i = from; i <= to; ++i) {
    const auto result = log.Append(AppendOf(i, {EventOn("pact", submitted)}), Patience());
    ASSERT_TRUE(result.ok()) << result.status();
  }
}

// Takes records until position `to`; each must be the one after the last.
void TakeThrough(ledger::Subscription& subscription, std::uint64_t& last, std::uint64_t to) {
  const Deadline deadline = Patience();
  while (last < to && std::chrono::steady_clock::now() < deadline) {
    const auto slice = subscription.Next(DeadlineIn(200ms));
    if (!slice.ok()) {
      ASSERT_EQ(slice.status().code(), StatusCode::kUnavailable) << slice.status();
      continue;
    }
    for (const auto& record : slice->records) ASSERT_EQ(record.position.value(), ++last);
  }
  EXPECT_EQ(last, to);
}

TEST(EventLogService, ASubscriptionResumesAfterARestartWithoutGapOrRepeat) {
  ledger::MemoryStorage storage;
  ServedLog served(storage);
  const auto log = served.Client();
  AppendMany(*log, 1, 300);
  auto subscription = log->Subscribe(kPact, Position(0));
  ASSERT_TRUE(subscription.ok());
  std::uint64_t last = 0;
  const auto first = (*subscription)->Next(Patience());
  ASSERT_TRUE(first.ok()) << first.status();
  for (const auto& record : first->records) ASSERT_EQ(record.position.value(), ++last);
  EXPECT_GT(last, 0U);
  for (std::uint64_t round = 0; round < 3; ++round) {
    served.Stop();
    served.Start();
    ASSERT_TRUE(Eventually([&] { return log->Head(kPact, Patience()).ok(); }));
    AppendMany(*log, 301 + round * 10, 310 + round * 10);
    TakeThrough(**subscription, last, 310 + round * 10);
  }
}

TEST(EventLogService, ASubscriberThatTakesNothingHoldsOnlyItsCredit) {
  ledger::MemoryStorage storage;
  EventLogServiceOptions options;
  options.subscriptions.heartbeat = 50ms;
  ServedLog served(storage, options);
  ledger_client::RemoteEventLogOptions small;
  small.credit_records = 10;
  const auto slow_log = served.Client(small);
  const auto log = served.Client();
  auto slow = slow_log->Subscribe(kPact, Position(0));
  auto fast = log->Subscribe(kPact, Position(0));
  ASSERT_TRUE(slow.ok() && fast.ok());
  ASSERT_TRUE((*slow)->Next(DeadlineIn(50ms)).ok());
  AppendMany(*log, 1, 500, std::string(1000, 'x'));
  std::uint64_t taken = 0;
  TakeThrough(**fast, taken, 500);
  EXPECT_EQ(served.service().subscription_counts().records, 510U);
  std::uint64_t late = 0;
  TakeThrough(**slow, late, 500);
}

TEST(EventLogService, ASubscriberThatTakesNothingHoldsItsCreditInBytesAndOneRecordMore) {
  ledger::MemoryStorage storage;
  EventLogServiceOptions options;
  options.subscriptions.heartbeat = 50ms;
  ServedLog served(storage, options);
  ledger_client::RemoteEventLogOptions small;
  small.credit_bytes = 10'000;
  const auto slow_log = served.Client(small);
  const auto log = served.Client();
  auto slow = slow_log->Subscribe(kPact, Position(0));
  auto fast = log->Subscribe(kPact, Position(0));
  ASSERT_TRUE(slow.ok() && fast.ok());
  ASSERT_TRUE((*slow)->Next(DeadlineIn(50ms)).ok());
  AppendMany(*log, 1, 500, std::string(3000, 'x'));
  std::uint64_t taken = 0;
  TakeThrough(**fast, taken, 500);
  // Three records of somewhat more than 3,000 bytes leave some credit, which a fourth goes beyond.
  EXPECT_EQ(served.service().subscription_counts().records, 504U);
  std::uint64_t late = 0;
  TakeThrough(**slow, late, 500);
}

TEST(EventLogService, ManySubscribersAndWritersSeeOneOrder) {
  ledger::MemoryStorage storage;
  ServedLog served(storage);
  constexpr std::uint64_t kWriters = 4;
  constexpr std::uint64_t kEach = 200;
  constexpr std::size_t kSubscribers = 20;
  std::vector<std::thread> threads;
  for (std::uint64_t writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      const auto log = served.Client();
      AppendMany(*log, writer * kEach + 1, (writer + 1) * kEach);
    });
  }
  for (std::size_t i = 0; i < kSubscribers; ++i) {
    threads.emplace_back([&, i] {
      ledger_client::RemoteEventLogOptions options;
      options.credit_records = static_cast<std::uint32_t>(1 + i * 7);
      options.credit_bytes = static_cast<std::uint32_t>(1 + i * 500);
      const auto log = served.Client(options);
      auto subscription = log->Subscribe(kPact, Position(0));
      ASSERT_TRUE(subscription.ok());
      std::uint64_t last = 0;
      TakeThrough(**subscription, last, kWriters * kEach);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(EventLogService, AHintFollowsEveryCommit) {
  ledger::MemoryStorage storage;
  ServedLog served(storage);
  std::mutex mutex;
  std::map<std::string, Position> heads;
  const auto subscriber = wire::HintSubscriber::Connect(
      served.service().hints_endpoint(), {kPact},
      [&](const std::string& pact, const std::string& payload) {
        const std::lock_guard lock(mutex);
        heads[pact] = ledger_client::DecodeHint(payload).value_or(Position(0));
      });
  ASSERT_TRUE(subscriber.ok()) << subscriber.status();
  const auto log = served.Client();
  std::uint64_t last = 0;
  // The first hints may be sent before the subscription is known.
  EXPECT_TRUE(Eventually([&] {
    ++last;
    AppendMany(*log, last, last);
    const std::lock_guard lock(mutex);
    return heads[kPact] > Position(0);
  }));
  AppendMany(*log, last + 1, last + 5);
  EXPECT_TRUE(Eventually([&] {
    const std::lock_guard lock(mutex);
    return heads[kPact] == Position(last + 5);
  }));
}

TEST(EventLogService, TooManySubscriptionsAreRefusedAndServedWhenOneEnds) {
  ledger::MemoryStorage storage;
  EventLogServiceOptions options;
  options.subscriptions.subscriptions_max = 2;
  ServedLog served(storage, options);
  const auto log = served.Client();
  AppendMany(*log, 1, 1);
  auto first = log->Subscribe(kPact, Position(0));
  auto second = log->Subscribe(kPact, Position(0));
  auto third = log->Subscribe(kPact, Position(0));
  ASSERT_EQ((*first)->Next(Patience())->records.size(), 1U);
  ASSERT_EQ((*second)->Next(Patience())->records.size(), 1U);
  const auto refused = (*third)->Next(DeadlineIn(100ms));
  EXPECT_EQ(refused.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(served.service().subscription_counts().open, 2U);
  first->reset();
  std::uint64_t last = 0;
  TakeThrough(**third, last, 1);
}

TEST(EventLogService, SubscriptionsOfAClientThatHasGoneAreForgotten) {
  ledger::MemoryStorage storage;
  EventLogServiceOptions options;
  options.subscriptions.heartbeat = 20ms;
  ServedLog served(storage, options);
  auto client = wire::ClientOf(served.service().endpoint());
  log::v1::SubscribeRequest request;
  request.set_pact(kPact);
  request.set_credit_records(10);
  auto stream =
      client->OpenStream(ledger_client::kSubscribeMethod, request.SerializeAsString(), Patience());
  ASSERT_TRUE(stream.ok()) << stream.status();
  ASSERT_TRUE((*stream)->Next(Patience()).ok());
  EXPECT_EQ(served.service().subscription_counts().open, 1U);
  client.reset();
  EXPECT_TRUE(Eventually([&] { return served.service().subscription_counts().open == 0; }));
}

TEST(EventLogService, MalformedBodiesGetAClearErrorAndNothingIsWritten) {
  ledger::MemoryStorage storage;
  ServedLog served(storage);
  const auto client = wire::ClientOf(served.service().endpoint());
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (const char* method :
       {"log.append", "log.read", "log.read_stream", "log.find_command", "log.head"}) {
    for (int i = 0; i < 200; ++i) {
      std::string body(1 + random() % 60, '\0');
      for (char& byte : body) byte = static_cast<char>(random());
      const auto answer = client->Call(method, body, Patience());
      EXPECT_EQ(answer.status().code(), StatusCode::kInvalidArgument) << method;
    }
  }
  EXPECT_TRUE(storage.Pacts()->empty());
  const auto stream = client->OpenStream("log.subscribe", "\xff", Patience());
  ASSERT_TRUE(stream.ok());
  EXPECT_EQ((*stream)->Next(Patience()).status().reason(), "log.malformed");
}

TEST(EventLogService, ReadsWithOverlongBodiesAreRefused) {
  ledger::MemoryStorage storage;
  ServedLog served(storage);
  const auto client = wire::ClientOf(served.service().endpoint());
  log::v1::HeadRequest request;  // as a message it is good, but for what nobody knows
  request.set_pact(kPact);
  request.GetReflection()->MutableUnknownFields(&request)->AddLengthDelimited(
      1000, std::string(5000, 'x'));
  const std::string body = request.SerializeAsString();
  for (const char* method : {"log.head", "log.read"}) {
    EXPECT_EQ(client->Call(method, body, Patience()).status().reason(), "log.malformed") << method;
  }
  const auto stream = client->OpenStream("log.subscribe", body, Patience());
  ASSERT_TRUE(stream.ok());
  EXPECT_EQ((*stream)->Next(Patience()).status().reason(), "log.malformed");
}

TEST(EventLogService, AReadGetsNoMoreThanTheServiceGives) {
  ledger::MemoryStorage storage;
  EventLogServiceOptions options;
  options.read_records_max = 5;
  ServedLog served(storage, options);
  const auto log = served.Client();
  AppendMany(*log, 1, 10);
  const auto slice = log->Read(kPact, Position(0), {.records = 100}, Patience());
  ASSERT_TRUE(slice.ok()) << slice.status();
  EXPECT_EQ(slice->records.size(), 5U);
  EXPECT_EQ(slice->head, Position(10));
}

TEST(EventLogService, MetricsTellWhatWasDone) {
  ledger::MemoryStorage storage;
  ServedLog served(storage);
  const auto log = served.Client();
  AppendMany(*log, 1, 3);
  AppendMany(*log, 3, 3);  // a repeat
  const auto client = wire::ClientOf(served.service().endpoint());
  EXPECT_EQ(client->Call("log.append", "\xff", Patience()).status().reason(), "append.malformed");
  const auto text = client->Call("service.metrics", "", Patience());
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_THAT(*text, HasSubstr("paktum_log_appends_total{code=\"ok\"} 4"));
  EXPECT_THAT(*text, HasSubstr("paktum_log_appends_total{code=\"invalid_argument\"} 1"));
  EXPECT_THAT(*text, HasSubstr("paktum_log_refusals_total{code=\"invalid_argument\","
                               "reason=\"append.malformed\"} 1"));
  EXPECT_THAT(*text, HasSubstr("paktum_log_events_total 3"));
  EXPECT_THAT(*text, HasSubstr("paktum_log_healthy 1"));
}

// A storage whose Write waits until the test lets it go on, and whose records may be damaged.
class HeldStorage final : public ledger::Storage {
 public:
  Status Write(const std::vector<ledger::StoredAppend>& batch) override {
    waiting = true;
    std::unique_lock lock(mutex_);
    go_.wait(lock, [this] { return open_; });
    return inner_.Write(batch);
  }
  void Release() {
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
    }
    go_.notify_all();
  }
  Result<Position> Head(const std::string& pact) const override { return inner_.Head(pact); }
  Result<Instant> LastRecordedAt(const std::string& pact) const override {
    return inner_.LastRecordedAt(pact);
  }
  Result<StreamVersion> StreamHead(const std::string& pact,
                                   const std::string& stream) const override {
    return inner_.StreamHead(pact, stream);
  }
  Result<std::optional<ledger::FoundCommand>> FindCommand(const std::string& pact,
                                                          Uuid command) const override {
    return inner_.FindCommand(pact, command);
  }
  Result<transparency::Frontier> Tree(const std::string& pact) const override {
    return inner_.Tree(pact);
  }
  Result<std::string> ReadTile(const std::string& pact,
                               const transparency::TileId& tile) const override {
    return inner_.ReadTile(pact, tile);
  }
  Result<std::vector<ledger::Record>> Read(const std::string& pact, Position after,
                                           ledger::ReadLimit limit) const override {
    if (const std::uint64_t first = damaged; first > 0) {
      if (after.value() + 1 >= first) return DataLoss("record.damaged", "as the test wants it");
      limit.records = std::min<std::size_t>(limit.records, first - 1 - after.value());
    }
    return inner_.Read(pact, after, limit);
  }
  Result<std::vector<ledger::Record>> ReadStream(const std::string& pact, const std::string& stream,
                                                 StreamVersion after,
                                                 ledger::ReadLimit limit) const override {
    return inner_.ReadStream(pact, stream, after, limit);
  }
  Result<std::vector<std::string>> Pacts() const override { return inner_.Pacts(); }

  std::atomic<bool> waiting{false};
  std::atomic<std::uint64_t> damaged{0};  // position from which reads fail; 0 = none

 private:
  ledger::MemoryStorage inner_;
  std::mutex mutex_;
  std::condition_variable go_;
  bool open_ = false;
};

TEST(EventLogService, ASubscriptionEndsBeforeADamagedRecord) {
  HeldStorage storage;
  storage.Release();
  ServedLog served(storage);
  const auto log = served.Client();
  AppendMany(*log, 1, 5);
  storage.damaged = 4;
  const auto subscription = log->Subscribe(kPact, Position(0));
  ASSERT_TRUE(subscription.ok());
  std::uint64_t last = 0;
  TakeThrough(**subscription, last, 3);
  const auto next = (*subscription)->Next(DeadlineIn(10s));
  EXPECT_EQ(next.status().code(), StatusCode::kDataLoss) << next.status();
  EXPECT_EQ(next.status().reason(), "record.damaged");
}

TEST(EventLogService, StopAnswersTheAppendsItTook) {
  HeldStorage storage;
  ServedLog served(storage);
  const auto log = served.Client();
  std::atomic<bool> good{false};
  std::thread appending(
      [&] { good = log->Append(AppendOf(1, {EventOn("pact")}), Patience()).ok(); });
  ASSERT_TRUE(Eventually([&] { return storage.waiting.load(); }));
  std::thread stopping([&] { served.Stop(); });
  ASSERT_TRUE(Eventually(
      [&] { return log->Head(kPact, Patience()).status().code() == StatusCode::kUnavailable; }));
  storage.Release();
  appending.join();
  stopping.join();
  EXPECT_TRUE(good.load());
  EXPECT_EQ(*storage.Head(kPact), Position(1));
}

TEST(EventLogService, ReadsGoOnWhileTheDiskKeepsAppendsWaiting) {
  HeldStorage storage;
  ServedLog served(storage);
  const auto log = served.Client();
  std::thread appending(
      [&] { EXPECT_TRUE(log->Append(AppendOf(1, {EventOn("pact")}), Patience()).ok()); });
  ASSERT_TRUE(Eventually([&] { return storage.waiting.load(); }));
  EXPECT_EQ(*log->Head(kPact, Patience()), Position(0));
  storage.Release();
  appending.join();
}

}  // namespace
}  // namespace paktum::event_log
