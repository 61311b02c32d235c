#include "api/transfer/work_queue.h"

#include <utility>

namespace millrace::api {

void WorkQueue::Post(Work work) {
  std::lock_guard lock(mutex_);
  if (stopped_) return;
  waiting_.push_back(std::move(work));
  if (idle_ < waiting_.size() && threads_.size() < most_)
    threads_.emplace_back([this](std::stop_token stop) { Serve(std::move(stop)); });
  wake_.notify_one();
}

void WorkQueue::Stop() {
  std::vector<std::jthread> threads;
  std::deque<Work> dropped;
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    threads.swap(threads_);
    dropped.swap(waiting_);
  }
  for (std::jthread& thread : threads) thread.request_stop();
}

void WorkQueue::Serve(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    const bool any = wake_.wait(lock, stop, [this] { return !waiting_.empty(); });
    --idle_;
    if (!any || stop.stop_requested()) return;
    {
      const Work work = std::exchange(waiting_.front(), {});
      waiting_.pop_front();
      lock.unlock();
      work(stop);
    }
    lock.lock();
  }
}

}  // namespace millrace::api
