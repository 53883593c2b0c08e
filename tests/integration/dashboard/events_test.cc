// The dashboard's live events: from now on, from a position, without gap or repeat.
#include <gmock/gmock.h>

#include <thread>

#include "tests/integration/dashboard/dashboard_fixture.h"

namespace paktum::dashboard {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kEvents = "/api/pacts/tiszakecske/events";

// The next `count` ids.
std::vector<std::uint64_t> Ids(http::EventReader& reader, std::size_t count) {
  std::vector<std::uint64_t> ids;
  while (ids.size() < count) {
    const auto event = reader.Next(DeadlineIn(std::chrono::seconds(20)));
    if (!event.ok() || !event->has_value()) break;
    ids.push_back(std::stoull((*event)->id));
  }
  return ids;
}

std::vector<std::uint64_t> Range(std::uint64_t first, std::uint64_t last) {
  std::vector<std::uint64_t> range;
  for (std::uint64_t i = first; i <= last; ++i) range.push_back(i);
  return range;
}

TEST_F(DashboardTest, WithoutAPositionTheStreamBeginsNow) {
  Append(5);
  StartDashboard();
  AwaitFeed();
  const auto reader = *NewClient()->OpenEvents(kEvents);
  Append(3);
  EXPECT_EQ(Ids(*reader, 3), Range(6, 8));
}

TEST_F(DashboardTest, EventsAreCloudEventsWithTheirPositionAsId) {
  StartDashboard();
  AwaitFeed();
  const auto reader = *NewClient()->OpenEvents(kEvents);
  Append(1);
  const auto event = reader->Next(DeadlineIn(std::chrono::seconds(20)));
  ASSERT_TRUE(event.ok() && event->has_value());
  EXPECT_EQ((*event)->id, "1");
  EXPECT_EQ((*event)->event, "message");
  EXPECT_THAT((*event)->data, HasSubstr(R"("specversion":"1.0")"));
  EXPECT_THAT((*event)->data, HasSubstr(R"("type":"paktum.governance.v1.ForumHeld")"));
  EXPECT_THAT((*event)->data, HasSubstr(R"("sequence":"1")"));
}

TEST_F(DashboardTest, NeitherLiveNorOldEventsPointToAPerson) {
  const std::string person = "0197c1f0-8a2b-7c3d-9e4f-0123456789ab";
  const std::string hash(64, 'e');
  const auto append = [&] {
    event::v1::Event event;
    event.mutable_participant_registered()->set_participant_id(person);
    event.mutable_participant_registered()->set_gender(participant::v1::GENDER_FEMALE);
    Append("participant/" + person, event);
    event.mutable_identity_claimed()->set_participant_id(person);
    Append("identity/" + hash, event);
    event.mutable_hire_recorded()->set_participant_id(person);
    event.mutable_hire_recorded()->set_employer("kalfem");
    Append("participant/" + person, event);
  };
  append();
  StartDashboard();
  AwaitFeed();
  const auto client = NewClient();
  const auto old = *client->OpenEvents(std::string(kEvents) + "?after=0");
  const auto live = *client->OpenEvents(kEvents);
  append();
  for (const auto& [reader, count] : {std::pair{old.get(), 6}, {live.get(), 3}}) {
    for (int i = 0; i < count; ++i) {
      const auto event = reader->Next(DeadlineIn(std::chrono::seconds(20)));
      ASSERT_TRUE(event.ok() && event->has_value());
      EXPECT_THAT((*event)->data, HasSubstr(R"("type":"paktum.)"));
      for (const std::string& hidden : {person, hash, std::string("kalfem"), std::string("GENDER"),
                                        std::string(R"("data":)")}) {
        EXPECT_THAT((*event)->data, Not(HasSubstr(hidden)));
      }
    }
  }
}

TEST_F(DashboardTest, AReaderResumesWhileEventsKeepComing) {
  Append(700);  // several pages
  StartDashboard();
  AwaitFeed();
  std::thread writer([&] { Append(300); });
  const auto client = NewClient();
  const auto resumed = *client->OpenEvents(kEvents, {{"Last-Event-ID", "2"}});
  const auto by_query = *client->OpenEvents(std::string(kEvents) + "?after=0");
  EXPECT_EQ(Ids(*resumed, 998), Range(3, 1000));
  EXPECT_EQ(Ids(*by_query, 1000), Range(1, 1000));
  writer.join();
  Append(1);
  EXPECT_EQ(Ids(*resumed, 1), Range(1001, 1001));
  EXPECT_EQ(Ids(*by_query, 1), Range(1001, 1001));
}

TEST_F(DashboardTest, OneSubscriptionServesAllReaders) {
  StartDashboard();
  AwaitFeed();
  const auto client = NewClient();
  std::vector<std::unique_ptr<http::EventReader>> readers;
  for (int i = 0; i < 100; ++i) readers.push_back(*client->OpenEvents(kEvents));
  Append(20);
  for (const auto& reader : readers) EXPECT_EQ(Ids(*reader, 20), Range(1, 20));
  EXPECT_EQ(log_->subscriptions, 1);
}

TEST_F(DashboardTest, AReaderThatCatchesUpWaitsForTheLog) {
  Append(300);
  StartDashboard();
  AwaitFeed();
  log_->away = true;
  const auto reader = *NewClient()->OpenEvents(kEvents, {{"Last-Event-ID", "10"}});
  const auto nothing = reader->Next(DeadlineIn(std::chrono::milliseconds(50)));
  EXPECT_TRUE(nothing.ok() && !nothing->has_value());
  log_->away = false;
  EXPECT_EQ(Ids(*reader, 290), Range(11, 300));
}

TEST_F(DashboardTest, APositionThatDoesNotExistIsRefused) {
  Append(3);
  StartDashboard();
  AwaitFeed();
  const auto client = NewClient();
  const auto ahead = client->Get(kEvents, {{"Last-Event-ID", "4"}});
  EXPECT_EQ(ahead->status, 400U);
  EXPECT_THAT(ahead->body, HasSubstr(R"("code":"events.ahead")"));
  EXPECT_EQ(client->Get(kEvents, {{"Last-Event-ID", "-1"}})->status, 400U);
  EXPECT_EQ(client->Get(std::string(kEvents) + "?after=x")->status, 400U);
  EXPECT_EQ(client->Get("/api/pacts/nowhere/events")->status, 404U);
}

}  // namespace
}  // namespace paktum::dashboard
