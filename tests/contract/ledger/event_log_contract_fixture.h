#pragma once
// What the contract suite of EventLog runs on.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "libs/ledger/event_log.h"
#include "tests/contract/ledger/appends.h"

namespace paktum::ledger {

// One log with everything it needs, empty at first.
class EventLogUnderTest {
 public:
  virtual ~EventLogUnderTest() = default;
  virtual EventLog& log() = 0;
  // Ends what serves the log and starts it again on the same data. log() may be another object
  // afterwards; subscriptions are gone.
  virtual void Restart() = 0;
};

struct EventLogParam {
  std::string name;
  std::function<std::unique_ptr<EventLogUnderTest>()> make;
};

inline std::string EventLogParamName(const testing::TestParamInfo<EventLogParam>& info) {
  return info.param.name;
}
inline void PrintTo(const EventLogParam& param, std::ostream* out) { *out << param.name; }

class EventLogContract : public testing::TestWithParam<EventLogParam> {
 protected:
  void SetUp() override { under_test_ = GetParam().make(); }

  EventLog& log() { return under_test_->log(); }
  void Restart() { under_test_->Restart(); }
  static Deadline Soon() { return DeadlineIn(std::chrono::seconds(20)); }

  Result<AppendResult> Append(const AppendRequest& request) {
    return log().Append(request, Soon());
  }
  AppendResult MustAppend(const AppendRequest& request) {
    auto result = Append(request);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *result : AppendResult{};
  }
  Position Head(const std::string& pact = kPact) {
    const auto head = log().Head(pact, Soon());
    EXPECT_TRUE(head.ok()) << head.status();
    return head.ok() ? *head : Position(0);
  }
  std::vector<Record> ReadAll(const std::string& pact = kPact, Position after = Position(0)) {
    std::vector<Record> all;
    for (;;) {
      auto slice = log().Read(pact, after, {}, Soon());
      EXPECT_TRUE(slice.ok()) << slice.status();
      if (!slice.ok() || slice->records.empty()) return all;
      for (Record& record : slice->records) all.push_back(std::move(record));
      after = all.back().position;
    }
  }
  StreamSlice Stream(const std::string& stream, StreamVersion after = StreamVersion(0),
                     ReadLimit limit = {}) {
    auto slice = log().ReadStream(kPact, stream, after, limit, Soon());
    EXPECT_TRUE(slice.ok()) << slice.status();
    return slice.ok() ? *slice : StreamSlice{};
  }
  std::unique_ptr<Subscription> Subscribe(Position after, const std::string& pact = kPact) {
    auto subscription = log().Subscribe(pact, after);
    EXPECT_TRUE(subscription.ok()) << subscription.status();
    return subscription.ok() ? std::move(*subscription) : nullptr;
  }
  // Records until `count` have come or time is up.
  static std::vector<Record> Take(Subscription& subscription, std::size_t count) {
    std::vector<Record> taken;
    const Deadline deadline = Soon();
    while (taken.size() < count && std::chrono::steady_clock::now() < deadline) {
      auto slice = subscription.Next(deadline);
      EXPECT_TRUE(slice.ok()) << slice.status();
      if (!slice.ok()) break;
      for (Record& record : slice->records) taken.push_back(std::move(record));
    }
    return taken;
  }
  static void ExpectDense(const std::vector<Record>& records, std::uint64_t first = 1) {
    std::map<std::string, std::uint64_t> versions;
    for (std::size_t i = 0; i < records.size(); ++i) {
      ASSERT_EQ(records[i].position.value(), first + i);
      std::uint64_t& version = versions[std::string(records[i].stream)];
      if (version != 0) {
        ASSERT_EQ(records[i].version.value(), version + 1) << records[i].stream;
      }
      version = records[i].version.value();
    }
  }
  // Runs `work(thread)` on `count` threads at once.
  static void InParallel(std::uint64_t count, const std::function<void(std::uint64_t)>& work) {
    std::vector<std::thread> threads;
    threads.reserve(count);
    for (std::uint64_t thread = 0; thread < count; ++thread) threads.emplace_back(work, thread);
    for (std::thread& thread : threads) thread.join();
  }

 private:
  std::unique_ptr<EventLogUnderTest> under_test_;
};

}  // namespace paktum::ledger
