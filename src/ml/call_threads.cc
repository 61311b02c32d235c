#include "ml/call_threads.h"

namespace millrace::ml {
namespace {

constexpr size_t kMostWaiting = 256;

}  // namespace

CallThreads::CallThreads(size_t threads) {
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Call(); });
  threads_.emplace_back([this] { Watch(); });
}

CallThreads::~CallThreads() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.request_stop();
  work_.notify_all();
  timers_changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Result<void> CallThreads::Run(Work work) {
  {
    std::lock_guard lock(mutex_);
    if (queue_.size() >= kMostWaiting)
      return FailForNow(ErrorKind::kRateLimited, "Too many calls to ML backends are under way.",
                        "Try again in half a minute.");
    queue_.push_back(std::move(work));
  }
  work_.notify_one();
  return {};
}

void CallThreads::After(std::chrono::milliseconds time, std::function<void()> then) {
  {
    std::lock_guard lock(mutex_);
    timers_.emplace(Clock::now() + time, std::move(then));
  }
  timers_changed_.notify_all();
}

void CallThreads::Call() {
  for (;;) {
    std::unique_lock lock(mutex_);
    work_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    const Work work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work(stop_.get_token());
  }
}

void CallThreads::Watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_ || !timers_.empty()) {
    const auto next = timers_.begin();
    if (next == timers_.end()) {
      timers_changed_.wait(lock);
    } else if (!stopping_ && Clock::now() < next->first) {
      timers_changed_.wait_until(lock, next->first);
    } else {
      const std::function<void()> then = std::move(next->second);
      timers_.erase(next);
      lock.unlock();
      then();
      lock.lock();
    }
  }
}

}  // namespace millrace::ml
