#include "net/server/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <semaphore>

namespace millrace::net {
namespace {

TEST(WorkerPoolTest, RunsEveryJob) {
  WorkerPool pool(3);
  std::latch done(300);
  std::vector<WorkerPool::Job> batch;
  for (int i = 0; i < 100; ++i) pool.Add([&] { done.count_down(); });
  for (int i = 0; i < 200; ++i) batch.emplace_back([&] { done.count_down(); });
  pool.Add(batch);
  EXPECT_TRUE(batch.empty());
  done.wait();
}

TEST(WorkerPoolTest, ABatchOfBlockingJobsGetsAllWorkers) {
  WorkerPool pool(4);
  std::latch all_running(4), go(1), done(4);
  std::vector<WorkerPool::Job> batch;
  for (int i = 0; i < 4; ++i) {
    batch.emplace_back([&] {
      all_running.count_down();
      go.wait();
      done.count_down();
    });
  }
  pool.Add(batch);
  all_running.wait();  // hangs if one job waits behind another
  go.count_down();
  done.wait();
}

TEST(WorkerPoolTest, StopWaitsForRunningJobsAndDropsTheRest) {
  std::atomic<int> ran = 0;
  auto held = std::make_shared<int>(0);
  WorkerPool pool(1);
  std::binary_semaphore started(0), go(0);
  pool.Add([&] {
    started.release();
    go.acquire();
    ++ran;
  });
  started.acquire();
  pool.Add([&, held] { ran += 100; });
  std::thread stopper([&] { pool.Stop(); });
  while (held.use_count() > 1) std::this_thread::yield();  // dropped while the first still runs
  EXPECT_EQ(ran, 0);
  go.release();
  stopper.join();
  EXPECT_EQ(ran, 1);
  pool.Add([&] { ran += 1000; });
  pool.Stop();
  EXPECT_EQ(ran, 1);
}

}  // namespace
}  // namespace millrace::net
