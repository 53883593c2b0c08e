#include "libs/wire/hints.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "tests/unit/wire/wire_testing.h"

namespace paktum::wire {
namespace {

// The newest payload of each topic that arrived.
class Heard {
 public:
  HintSubscriber::Callback Listener() {
    return [this](const std::string& topic, const std::string& payload) {
      const std::lock_guard lock(mutex_);
      newest_[topic] = payload;
    };
  }
  std::string Newest(const std::string& topic) {
    const std::lock_guard lock(mutex_);
    return newest_[topic];
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> newest_;
};

TEST(Hints, ASubscriberHearsItsTopicsAndNoOthers) {
  auto publisher = HintPublisher::Bind(kAnyPort);
  ASSERT_TRUE(publisher.ok()) << publisher.status();
  Heard heard;
  auto subscriber = HintSubscriber::Connect((*publisher)->endpoint(), {"lenti"}, heard.Listener());
  ASSERT_TRUE(subscriber.ok()) << subscriber.status();
  // A hint sent before the subscription has reached the publisher is lost: that is allowed.
  EXPECT_TRUE(Eventually([&] {
    (*publisher)->Publish("lenti2", "other");
    (*publisher)->Publish("tiszakecske", "other");
    (*publisher)->Publish("lenti", "17");
    return heard.Newest("lenti") == "17";
  }));
  EXPECT_EQ(heard.Newest("lenti2"), "");
  EXPECT_EQ(heard.Newest("tiszakecske"), "");
}

TEST(Hints, ASubscriberComesBackToARestartedPublisher) {
  auto publisher = HintPublisher::Bind(kAnyPort);
  ASSERT_TRUE(publisher.ok()) << publisher.status();
  const std::string endpoint = (*publisher)->endpoint();
  Heard heard;
  auto subscriber = HintSubscriber::Connect(endpoint, {"lenti"}, heard.Listener());
  ASSERT_TRUE(subscriber.ok()) << subscriber.status();
  ASSERT_TRUE(Eventually([&] {
    (*publisher)->Publish("lenti", "1");
    return heard.Newest("lenti") == "1";
  }));
  (*publisher).reset();
  ASSERT_TRUE(Eventually([&] {
    publisher = HintPublisher::Bind(endpoint);
    return publisher.ok();
  }));
  EXPECT_TRUE(Eventually([&] {
    (*publisher)->Publish("lenti", "2");
    return heard.Newest("lenti") == "2";
  }));
}

TEST(Hints, HintsThatComeOneAfterTheOtherAreSentWithPausesBetween) {
  auto publisher = HintPublisher::Bind(kAnyPort);
  ASSERT_TRUE(publisher.ok()) << publisher.status();
  Heard heard;
  auto subscriber = HintSubscriber::Connect((*publisher)->endpoint(), {"lenti"}, heard.Listener());
  ASSERT_TRUE(subscriber.ok()) << subscriber.status();
  ASSERT_TRUE(Eventually([&] {
    (*publisher)->Publish("lenti", "0");
    return heard.Newest("lenti") == "0";
  }));
  const auto begun = std::chrono::steady_clock::now();
  for (const std::string payload : {"1", "2", "3", "4"}) {
    (*publisher)->Publish("lenti", payload);
    ASSERT_TRUE(Eventually([&] { return heard.Newest("lenti") == payload; }));
  }
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 3 * kHintPause);
}

TEST(Hints, AnEndpointInUseOrOffThisMachineIsAConfigurationError) {
  auto publisher = HintPublisher::Bind(kAnyPort);
  ASSERT_TRUE(publisher.ok());
  EXPECT_EQ(HintPublisher::Bind((*publisher)->endpoint()).status().reason(),
            "config.endpoint_in_use");
  EXPECT_EQ(HintPublisher::Bind("tcp://0.0.0.0:0").status().reason(), "config.endpoint_not_local");
  EXPECT_EQ(HintSubscriber::Connect("tcp://10.0.0.1:7402", {"lenti"}, {}).status().reason(),
            "config.endpoint_not_local");
}

}  // namespace
}  // namespace paktum::wire
