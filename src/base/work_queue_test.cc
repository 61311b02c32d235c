#include "base/work_queue.h"

#include <gtest/gtest.h>

#include <future>

namespace millrace {
namespace {

TEST(WorkQueueTest, WorkRunsSideBySideAndInOrder) {
  WorkQueue queue(2);
  std::promise<void> first_runs, second_runs, third_ran;
  // Each of two waits for the other: they need two threads.
  EXPECT_TRUE(queue.Post([&](std::stop_token) {
    first_runs.set_value();
    second_runs.get_future().wait();
  }));
  EXPECT_TRUE(queue.Post([&](std::stop_token) {
    first_runs.get_future().wait();
    second_runs.set_value();
  }));
  EXPECT_TRUE(queue.Post([&](std::stop_token) { third_ran.set_value(); }));
  third_ran.get_future().wait();
}

TEST(WorkQueueTest, NoMoreWaitsThanMay) {
  std::promise<void> runs, go;
  WorkQueue queue(1, 1);
  EXPECT_TRUE(queue.Post([&](std::stop_token) {
    runs.set_value();
    go.get_future().wait();
  }));
  runs.get_future().wait();
  EXPECT_TRUE(queue.Post([](std::stop_token) {}));
  EXPECT_FALSE(queue.Post([](std::stop_token) { ADD_FAILURE() << "it was refused"; }));
  go.set_value();
}

TEST(WorkQueueTest, WhatWaitsAtTheEndIsCalledToStop) {
  bool stopped = false;
  {
    std::promise<void> runs;
    WorkQueue queue(1);
    EXPECT_TRUE(queue.Post([&](std::stop_token stop) {
      runs.set_value();
      std::promise<void> asked;
      const std::stop_callback callback(stop, [&] { asked.set_value(); });
      asked.get_future().wait();
    }));
    runs.get_future().wait();
    EXPECT_TRUE(queue.Post([&](std::stop_token stop) { stopped = stop.stop_requested(); }));
  }
  EXPECT_TRUE(stopped);
}

}  // namespace
}  // namespace millrace
