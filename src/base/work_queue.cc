#include "base/work_queue.h"

#include <utility>

namespace millrace {

WorkQueue::~WorkQueue() {
  stop_.request_stop();
  {
    std::lock_guard lock(mutex_);  // so that no thread misses it between a look and its wait
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkQueue::Post(Work work) {
  {
    std::lock_guard lock(mutex_);
    if (waiting_.size() >= most_waiting_) return false;
    waiting_.push_back(std::move(work));
    if (idle_ < waiting_.size() && threads_.size() < most_threads_ && !stop_.stop_requested())
      threads_.emplace_back([this] { Serve(); });
  }
  wake_.notify_one();
  return true;
}

void WorkQueue::Serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    wake_.wait(lock, [&] { return stop_.stop_requested() || !waiting_.empty(); });
    --idle_;
    if (waiting_.empty()) return;
    {
      const Work work = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      work(stop_.get_token());
    }
    lock.lock();
  }
}

}  // namespace millrace
