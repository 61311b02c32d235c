// Calls things later.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace millrace {

// Thread-safe. Has one thread, from the first timer on.
class Timers {
 public:
  Timers() = default;
  ~Timers();  // what is not due yet is dropped

  // Calls `then` once, at that time, on the thread of the timers: it must not block.
  void After(std::chrono::milliseconds time, std::function<void()> then);

 private:
  using Clock = std::chrono::steady_clock;

  void Watch();

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::multimap<Clock::time_point, std::function<void()>> timers_;
  std::thread thread_;
};

}  // namespace millrace
