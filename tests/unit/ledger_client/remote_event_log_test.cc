// RemoteEventLog against a service whose every answer the test writes.
#include "libs/ledger_client/remote_event_log.h"

#include <gtest/gtest.h>

#include <deque>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "libs/ledger_client/messages.h"
#include "libs/wire/hints.h"
#include "paktum/log/v1/log.pb.h"
#include "tests/contract/ledger/appends.h"
#include "tests/unit/wire/wire_testing.h"

namespace paktum::ledger_client {
namespace {

using ledger::AppendOf;
using ledger::EventOn;
using wire::Eventually;
using wire::IncomingRequest;
using wire::Patience;
using wire::Responder;
using namespace std::chrono_literals;

std::vector<ledger::Record> RecordsAt(std::initializer_list<std::uint64_t> positions) {
  std::vector<ledger::Record> records;
  for (const std::uint64_t position : positions) {
    records.push_back(
        ledger::StampedAppend("lenti", position, position, {{"pact", position}}).records[0]);
  }
  return records;
}

class RemoteEventLogTest : public ::testing::Test {
 protected:
  struct Opened {
    Position after;
    std::uint32_t credit;
    Responder responder;
  };

  void SetUp() override { StartServer(wire::kAnyPort); }

  void StartServer(const std::string& endpoint) {
    wire::RequestServerOptions options;
    options.endpoint = endpoint;
    server_ = std::make_unique<wire::RequestServer>(options);
    const auto hold = [this](const IncomingRequest&, Responder responder) {
      const std::lock_guard lock(mutex_);
      held_.push_back(std::move(responder));
    };
    server_->Handle(kAppendMethod, hold);
    server_->Handle(kReadMethod, hold);
    server_->HandleStream(
        kSubscribeMethod, [this](const IncomingRequest& request, Responder responder) {
          log::v1::SubscribeRequest subscribe;
          ASSERT_TRUE(subscribe.ParseFromString(request.body));
          const std::lock_guard lock(mutex_);
          opened_.push_back(
              {Position(subscribe.after()), subscribe.credit_records(), std::move(responder)});
        });
    server_->HandleOneWay(kCreditMethod, [this](const IncomingRequest& request) {
      log::v1::CreditRequest credit;
      ASSERT_TRUE(credit.ParseFromString(request.body));
      const std::lock_guard lock(mutex_);
      credit_ += credit.credit_records();
    });
    server_->HandleOneWay(kUnsubscribeMethod, [](const IncomingRequest&) {});
    ASSERT_TRUE(server_->Start().ok());
  }

  void Connect(RemoteEventLogOptions options = {}) {
    options.endpoint = server_->endpoint();
    auto log = RemoteEventLog::Connect(options);
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = std::move(*log);
    ASSERT_TRUE(Eventually([&] { return log_->connected(); }));
  }

  std::unique_ptr<ledger::Subscription> Subscribe(std::uint64_t after) {
    auto subscription = log_->Subscribe("lenti", Position(after));
    EXPECT_TRUE(subscription.ok());
    return std::move(*subscription);
  }

  // The streams that were opened, once there are `count`.
  Opened Stream(std::size_t count, ledger::Subscription& subscription) {
    EXPECT_TRUE(Eventually([&] {
      (void)subscription.Next(DeadlineIn(20ms));
      const std::lock_guard lock(mutex_);
      return opened_.size() >= count;
    }));
    const std::lock_guard lock(mutex_);
    return opened_.at(count - 1);
  }

  static std::vector<std::uint64_t> PositionsOf(const Result<ledger::Slice>& slice) {
    std::vector<std::uint64_t> positions;
    EXPECT_TRUE(slice.ok()) << slice.status();
    if (!slice.ok()) return positions;
    for (const auto& record : slice->records) positions.push_back(record.position.value());
    return positions;
  }
  using Positions = std::vector<std::uint64_t>;

  std::mutex mutex_;
  std::deque<Opened> opened_;
  std::vector<Responder> held_;
  std::uint64_t credit_ = 0;
  std::unique_ptr<wire::RequestServer> server_;
  std::unique_ptr<RemoteEventLog> log_;
};

TEST_F(RemoteEventLogTest, ABrokenConnectionIsUnknownForAppendsAndUnavailableForReads) {
  Connect();
  auto append = std::async(std::launch::async, [&] {
    return log_->Append(AppendOf(1, {EventOn("pact")}), Patience()).status();
  });
  auto read = std::async(std::launch::async,
                         [&] { return log_->Read("lenti", Position(0), {}, Patience()).status(); });
  ASSERT_TRUE(Eventually([&] {
    const std::lock_guard lock(mutex_);
    return held_.size() == 2;
  }));
  server_.reset();
  EXPECT_EQ(append.get().code(), StatusCode::kDeadlineExceeded);
  EXPECT_EQ(read.get().code(), StatusCode::kUnavailable);
  // Now there is nobody at all: surely not written.
  EXPECT_EQ(log_->Append(AppendOf(2, {EventOn("pact")}), Patience()).status().code(),
            StatusCode::kUnavailable);
}

TEST_F(RemoteEventLogTest, AnUnreadableAppendAnswerIsAnUnknownOutcome) {
  Connect();
  auto append = std::async(std::launch::async, [&] {
    return log_->Append(AppendOf(1, {EventOn("pact")}), Patience()).status();
  });
  ASSERT_TRUE(Eventually([&] {
    const std::lock_guard lock(mutex_);
    return held_.size() == 1;
  }));
  held_[0].Reply("\xff\xff");
  EXPECT_EQ(append.get().code(), StatusCode::kDeadlineExceeded);
}

TEST_F(RemoteEventLogTest, ASubscriptionDeliversInOrderAndGivesCreditForWhatWasTaken) {
  RemoteEventLogOptions options;
  options.credit_records = 4;
  Connect(options);
  const auto subscription = Subscribe(10);
  const Opened stream = Stream(1, *subscription);
  EXPECT_EQ(stream.after, Position(10));
  EXPECT_EQ(stream.credit, 4U);
  ASSERT_TRUE(stream.responder.More(EncodeBatch(RecordsAt({11, 12, 13}), Position(20))).ok());
  const auto slice = subscription->Next(Patience());
  EXPECT_EQ(PositionsOf(slice), (Positions{11, 12, 13}));
  EXPECT_EQ(slice->head, Position(20));
  EXPECT_TRUE(Eventually([&] {
    const std::lock_guard lock(mutex_);
    return credit_ == 3;
  }));
}

TEST_F(RemoteEventLogTest, ARecordLeftOutEndsTheStreamAndNothingBehindItIsDelivered) {
  Connect();
  const auto subscription = Subscribe(0);
  const Opened first = Stream(1, *subscription);
  ASSERT_TRUE(first.responder.More(EncodeBatch(RecordsAt({1, 2, 4, 5}), Position(5))).ok());
  EXPECT_EQ(PositionsOf(subscription->Next(Patience())), (Positions{1, 2}));
  const Opened second = Stream(2, *subscription);
  EXPECT_EQ(second.after, Position(2));
  ASSERT_TRUE(second.responder.More(EncodeBatch(RecordsAt({3, 4, 5}), Position(5))).ok());
  EXPECT_EQ(PositionsOf(subscription->Next(Patience())), (Positions{3, 4, 5}));
}

TEST_F(RemoteEventLogTest, ARepeatedRecordIsNotDeliveredTwice) {
  Connect();
  const auto subscription = Subscribe(0);
  const Opened first = Stream(1, *subscription);
  ASSERT_TRUE(first.responder.More(EncodeBatch(RecordsAt({1, 2}), Position(2))).ok());
  EXPECT_EQ(PositionsOf(subscription->Next(Patience())), (Positions{1, 2}));
  ASSERT_TRUE(first.responder.More(EncodeBatch(RecordsAt({2, 3}), Position(3))).ok());
  const Opened second = Stream(2, *subscription);
  EXPECT_EQ(second.after, Position(2));
}

TEST_F(RemoteEventLogTest, ASilentStreamIsOpenedAnew) {
  RemoteEventLogOptions options;
  options.stream_silence_ms = 50;
  Connect(options);
  const auto subscription = Subscribe(3);
  Stream(1, *subscription);
  const Opened second = Stream(2, *subscription);
  EXPECT_EQ(second.after, Position(3));
}

TEST_F(RemoteEventLogTest, ALedgerThatIsFurtherThanWhatComesMakesANewStream) {
  Connect();
  const auto subscription = Subscribe(3);
  const Opened first = Stream(1, *subscription);
  // Heartbeats keep coming, yet never the records they tell of.
  EXPECT_TRUE(Eventually([&] {
    (void)first.responder.More(EncodeBatch({}, Position(9)));
    (void)subscription->Next(DeadlineIn(20ms));
    const std::lock_guard lock(mutex_);
    return opened_.size() == 2;
  }));
  EXPECT_EQ(opened_[1].after, Position(3));
}

TEST_F(RemoteEventLogTest, AHintAheadOfWhatComesMakesANewStream) {
  auto hints = wire::HintPublisher::Bind(wire::kAnyPort);
  ASSERT_TRUE(hints.ok()) << hints.status();
  RemoteEventLogOptions options;
  options.hints_endpoint = (*hints)->endpoint();
  Connect(options);
  const auto subscription = Subscribe(3);
  const Opened first = Stream(1, *subscription);
  EXPECT_TRUE(Eventually([&] {
    (*hints)->Publish("lenti", EncodeHint(Position(9)));
    (void)first.responder.More(EncodeBatch({}, Position(3)));
    (void)subscription->Next(DeadlineIn(20ms));
    const std::lock_guard lock(mutex_);
    return opened_.size() == 2;
  }));
}

TEST_F(RemoteEventLogTest, ADamagedRecordIsDataLossAndNeverSkipped) {
  Connect();
  const auto subscription = Subscribe(0);
  const Opened first = Stream(1, *subscription);
  first.responder.Fail(DataLoss("record.damaged", "position 1"));
  EXPECT_EQ(subscription->Next(Patience()).status().code(), StatusCode::kDataLoss);
  const Opened second = Stream(2, *subscription);
  EXPECT_EQ(second.after, Position(0));
}

TEST_F(RemoteEventLogTest, ALedgerThatEndsBeforeWhatWasDeliveredIsAnotherLedger) {
  Connect();
  const auto subscription = Subscribe(0);
  const Opened first = Stream(1, *subscription);
  ASSERT_TRUE(first.responder.More(EncodeBatch(RecordsAt({1, 2, 3}), Position(3))).ok());
  EXPECT_EQ(PositionsOf(subscription->Next(Patience())), (Positions{1, 2, 3}));
  const std::string endpoint = server_->endpoint();
  server_.reset();
  StartServer(endpoint);
  const Opened second = Stream(2, *subscription);
  EXPECT_EQ(second.after, Position(3));
  ASSERT_TRUE(second.responder.More(EncodeBatch({}, Position(2))).ok());
  const Status status = subscription->Next(Patience()).status();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_EQ(status.reason(), "log.other_ledger");
}

// Messages of one stream that came in another order are no other ledger.
TEST_F(RemoteEventLogTest, AnOlderHeadWithinOneStreamMakesANewStream) {
  Connect();
  const auto subscription = Subscribe(0);
  const Opened first = Stream(1, *subscription);
  ASSERT_TRUE(first.responder.More(EncodeBatch(RecordsAt({1, 2, 3}), Position(3))).ok());
  EXPECT_EQ(PositionsOf(subscription->Next(Patience())), (Positions{1, 2, 3}));
  ASSERT_TRUE(first.responder.More(EncodeBatch({}, Position(2))).ok());
  const Opened second = Stream(2, *subscription);
  EXPECT_EQ(second.after, Position(3));
  ASSERT_TRUE(second.responder.More(EncodeBatch(RecordsAt({4}), Position(4))).ok());
  EXPECT_EQ(PositionsOf(subscription->Next(Patience())), (Positions{4}));
}

TEST_F(RemoteEventLogTest, ASubscriptionGoesOnAfterTheServiceWasAway) {
  Connect();
  const auto subscription = Subscribe(0);
  const Opened first = Stream(1, *subscription);
  ASSERT_TRUE(first.responder.More(EncodeBatch(RecordsAt({1}), Position(1))).ok());
  EXPECT_EQ(PositionsOf(subscription->Next(Patience())), (Positions{1}));
  const std::string endpoint = server_->endpoint();
  server_.reset();
  EXPECT_TRUE(Eventually([&] {
    return subscription->Next(DeadlineIn(20ms)).status().code() == StatusCode::kUnavailable;
  }));
  StartServer(endpoint);
  const Opened second = Stream(2, *subscription);
  EXPECT_EQ(second.after, Position(1));
  ASSERT_TRUE(second.responder.More(EncodeBatch(RecordsAt({2}), Position(2))).ok());
  EXPECT_EQ(PositionsOf(subscription->Next(Patience())), (Positions{2}));
}

TEST(RemoteEventLog, WrongOptionsAreConfigurationErrors) {
  RemoteEventLogOptions options;
  options.endpoint = "tcp://10.0.0.1:7401";
  EXPECT_EQ(RemoteEventLog::Connect(options).status().reason(), "config.endpoint_not_local");
  options.endpoint = "tcp://127.0.0.1:7401";
  options.credit_records = 0;
  EXPECT_EQ(RemoteEventLog::Connect(options).status().reason(), "config.credit");
}

}  // namespace
}  // namespace paktum::ledger_client
