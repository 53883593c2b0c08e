#include "libs/base/bounded_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace paktum {
namespace {

using std::chrono::milliseconds;

TEST(BoundedQueue, NeverGrowsPastItsCapacity) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.TryPush(1));
  EXPECT_TRUE(queue.TryPush(2));
  EXPECT_FALSE(queue.TryPush(3));
  EXPECT_EQ(queue.size(), 2U);
}

TEST(BoundedQueue, KeepsTheValueThatFoundNoRoom) {
  BoundedQueue<std::string> queue(1);
  EXPECT_TRUE(queue.TryPush("first"));
  std::string second = "second";
  EXPECT_FALSE(queue.TryPush(second));
  EXPECT_EQ(second, "second");
}

TEST(BoundedQueue, HandsOverInOrder) {
  BoundedQueue<int> queue(100);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(queue.TryPush(int{i}));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(queue.Pop(), i);
}

TEST(BoundedQueue, ClosedDrainsThenEnds) {
  BoundedQueue<int> queue(4);
  EXPECT_TRUE(queue.TryPush(1));
  queue.Close();
  EXPECT_FALSE(queue.TryPush(2));
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.Pop(), std::nullopt);
}

TEST(BoundedQueue, WaitingForRoomEndsAtTheDeadline) {
  BoundedQueue<int> queue(1);
  EXPECT_TRUE(queue.TryPush(1));
  EXPECT_FALSE(queue.PushBefore(2, DeadlineIn(milliseconds(1))));
}

TEST(BoundedQueue, EveryValueOfManyThreadsArrivesOnce) {
  constexpr int kThreads = 4;
  constexpr int kEach = 2'000;
  BoundedQueue<int> queue(16);
  std::vector<std::thread> writers;
  for (int t = 0; t < kThreads; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        ASSERT_TRUE(queue.PushBefore(t * kEach + i, DeadlineIn(milliseconds(60'000))));
      }
    });
  }
  std::vector<int> seen(kThreads * kEach, 0);
  for (int i = 0; i < kThreads * kEach; ++i) {
    const std::optional<int> value = queue.Pop();
    ASSERT_TRUE(value.has_value());
    ++seen[static_cast<std::size_t>(*value)];
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), kThreads * kEach);
}

}  // namespace
}  // namespace paktum
