#include "base/bounded_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace millrace {
namespace {

using ::testing::Eq;
using ::testing::Optional;

TEST(BoundedQueueTest, FirstInFirstOut) {
  BoundedQueue<int> queue(3);
  for (const int i : {1, 2, 3}) EXPECT_TRUE(queue.Push(i));
  for (const int i : {1, 2, 3}) EXPECT_THAT(queue.Pop(), Optional(Eq(i)));
}

TEST(BoundedQueueTest, TakesWhatCanOnlyBeMoved) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  EXPECT_TRUE(queue.Push(std::make_unique<int>(7)));
  auto item = queue.Pop();
  ASSERT_TRUE(item.has_value());
  EXPECT_EQ(**item, 7);
}

TEST(BoundedQueueTest, ClosedItGivesWhatIsLeftThenNothing) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.Push(1));
  EXPECT_TRUE(queue.Push(2));
  queue.Close();
  EXPECT_FALSE(queue.Push(3));
  EXPECT_THAT(queue.Pop(), Optional(Eq(1)));
  EXPECT_THAT(queue.Pop(), Optional(Eq(2)));
  EXPECT_EQ(queue.Pop(), std::nullopt);
  EXPECT_EQ(queue.Pop(), std::nullopt);
}

TEST(BoundedQueueTest, AbandonedItDropsWhatIsLeft) {
  BoundedQueue<std::shared_ptr<int>> queue(2);
  const auto item = std::make_shared<int>(1);
  EXPECT_TRUE(queue.Push(item));
  queue.Abandon();
  EXPECT_EQ(item.use_count(), 1);
  EXPECT_EQ(queue.Pop(), std::nullopt);
  EXPECT_FALSE(queue.Push(item));
}

TEST(BoundedQueueTest, ClosingWakesAConsumer) {
  BoundedQueue<int> queue(1);
  std::optional<int> got = 5;
  std::jthread consumer([&] { got = queue.Pop(); });
  queue.Close();
  consumer.join();
  EXPECT_EQ(got, std::nullopt);
}

TEST(BoundedQueueTest, ClosingAndAbandoningWakeAProducer) {
  for (const auto end : {&BoundedQueue<int>::Close, &BoundedQueue<int>::Abandon}) {
    BoundedQueue<int> queue(1);
    EXPECT_TRUE(queue.Push(1));
    bool pushed = true;
    std::jthread producer([&] { pushed = queue.Push(2); });
    (queue.*end)();
    producer.join();
    EXPECT_FALSE(pushed);
  }
}

TEST(BoundedQueueTest, HoldsTheProducerBack) {
  constexpr int kCapacity = 2, kItems = 5000;
  BoundedQueue<int> queue(kCapacity);
  std::atomic<int> pushed = 0;
  std::jthread producer([&] {
    for (int i = 0; i < kItems; ++i, ++pushed) queue.Push(i);
    queue.Close();
  });
  int popped = 0;
  bool bounded = true, ordered = true;
  while (true) {
    bounded &= pushed - popped <= kCapacity;
    const auto item = queue.Pop();
    if (!item.has_value()) break;
    ordered &= *item == popped++;
  }
  EXPECT_TRUE(bounded);
  EXPECT_TRUE(ordered);
  EXPECT_EQ(popped, kItems);
}

TEST(BoundedQueueTest, ManyProducersAndConsumersLoseAndRepeatNothing) {
  constexpr int kThreads = 4, kItems = 2000;
  BoundedQueue<int> queue(3);
  std::vector<std::atomic<int>> seen(kThreads * kItems);
  std::vector<std::jthread> consumers, producers;
  for (int t = 0; t < kThreads; ++t) {
    consumers.emplace_back([&] {
      while (const auto item = queue.Pop()) ++seen[*item];
    });
    producers.emplace_back([&, t] {
      for (int i = 0; i < kItems; ++i) queue.Push(t * kItems + i);
    });
  }
  producers.clear();  // joins
  queue.Close();
  consumers.clear();
  for (const auto& count : seen) ASSERT_EQ(count, 1);
}

TEST(BoundedQueueTest, WithoutACapacityOneItemStillPasses) {
  BoundedQueue<int> queue(0);
  EXPECT_TRUE(queue.Push(1));
  EXPECT_THAT(queue.Pop(), Optional(Eq(1)));
}

}  // namespace
}  // namespace millrace
