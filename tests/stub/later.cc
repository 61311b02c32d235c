#include "tests/stub/later.h"

namespace millrace::stub {

net::Reply Later::After(int milliseconds, net::Response response) {
  auto pending = net::Pending::Make();
  {
    std::lock_guard lock(mutex_);
    waiting_.emplace(std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds),
                     Waiting{pending, std::move(response)});
  }
  changed_.notify_all();
  return pending;
}

void Later::Run(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (waiting_.empty()) {
      changed_.wait(lock, stop, [&] { return !waiting_.empty(); });
      continue;
    }
    const Instant due = waiting_.begin()->first;
    if (std::chrono::steady_clock::now() < due) {
      changed_.wait_until(lock, stop, due, [&] { return waiting_.begin()->first < due; });
      continue;
    }
    Waiting next = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    lock.unlock();
    next.pending->Complete(std::move(next.response));
    lock.lock();
  }
}

Later::~Later() {
  thread_.request_stop();
  thread_.join();
  for (auto& [due, waiting] : waiting_) waiting.pending->Complete(std::move(waiting.response));
}

}  // namespace millrace::stub
