// The threads that run handlers.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace millrace::net {

// Jobs start in the order they came. Thread-safe.
class WorkerPool {
 public:
  using Job = std::move_only_function<void()>;

  explicit WorkerPool(int threads);
  ~WorkerPool() { Stop(); }

  void Add(Job job);
  // Takes all of `jobs` and leaves it empty: one lock and at most one wake-up for a whole batch.
  void Add(std::vector<Job>& jobs);

  // Waits for the jobs that run; those that wait are dropped. Jobs added later are dropped too.
  void Stop();

 private:
  void Work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  int idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace millrace::net
