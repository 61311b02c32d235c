// Threads for calls to model servers, which may take long: requests wait for them without a worker.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/result.h"

namespace millrace::ml {

// Thread-safe. Destruction asks the work under way to stop and waits for it; work that waits is
// still done, with a stop that was requested.
class CallThreads {
 public:
  using Work = std::function<void(std::stop_token)>;

  explicit CallThreads(size_t threads);
  ~CallThreads();

  // kRateLimited, and `work` is not called, while too much waits already.
  Result<void> Run(Work work);
  // Calls `then` once, at that time or when the threads end. It must not block.
  void After(std::chrono::milliseconds time, std::function<void()> then);

 private:
  using Clock = std::chrono::steady_clock;

  void Call();
  void Watch();

  std::mutex mutex_;
  std::condition_variable work_, timers_changed_;
  bool stopping_ = false;
  std::stop_source stop_;
  std::deque<Work> queue_;
  std::multimap<Clock::time_point, std::function<void()>> timers_;
  std::vector<std::thread> threads_;
};

}  // namespace millrace::ml
