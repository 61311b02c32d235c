#include "base/timers.h"

#include <utility>

namespace millrace {

Timers::~Timers() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Timers::After(std::chrono::milliseconds time, std::function<void()> then) {
  {
    std::lock_guard lock(mutex_);
    timers_.emplace(Clock::now() + time, std::move(then));
    if (!thread_.joinable()) thread_ = std::thread([this] { Watch(); });
  }
  changed_.notify_all();
}

void Timers::Watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto next = timers_.begin();
    if (next == timers_.end()) {
      changed_.wait(lock);
    } else if (const Clock::time_point due = next->first; Clock::now() < due) {
      changed_.wait_until(lock, due);
    } else {
      const std::function<void()> then = std::move(next->second);
      timers_.erase(next);
      lock.unlock();
      then();
      lock.lock();
    }
  }
}

}  // namespace millrace
