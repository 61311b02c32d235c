#include "net/server/worker_pool.h"

#include <algorithm>
#include <iterator>

namespace millrace::net {

WorkerPool::WorkerPool(int threads) {
  for (int i = 0; i < std::max(threads, 1); ++i) threads_.emplace_back([this] { Work(); });
}

void WorkerPool::Add(Job job) {
  std::vector<Job> jobs;
  jobs.push_back(std::move(job));
  Add(jobs);
}

void WorkerPool::Add(std::vector<Job>& jobs) {
  bool wake;
  {
    std::lock_guard lock(mutex_);
    if (!stopping_) std::ranges::move(jobs, std::back_inserter(jobs_));
    wake = idle_ > 0 && !jobs_.empty();
  }
  jobs.clear();
  if (wake) wake_.notify_one();
}

void WorkerPool::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    wake_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
    --idle_;
    if (stopping_) return;
    {
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      // Each worker that starts wakes the next, so that short jobs do not wake more threads than
      // they can use.
      const bool wake = idle_ > 0 && !jobs_.empty();
      lock.unlock();
      if (wake) wake_.notify_one();
      job();
    }
    lock.lock();
  }
}

void WorkerPool::Stop() {
  std::deque<Job> dropped;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(jobs_);
  }
  wake_.notify_all();
  dropped.clear();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace millrace::net
