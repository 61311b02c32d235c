// Work that takes long or waits, done in order by a few threads of its own, so that no worker of
// the HTTP server is held by it.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace millrace::api {

// Thread-safe. Threads are made when there is work. The destructor waits for what runs and drops
// what waits.
class WorkQueue {
 public:
  explicit WorkQueue(size_t threads) : most_(threads) {}
  ~WorkQueue() { Stop(); }

  // `stop` is requested when the queue is stopped.
  using Work = std::function<void(std::stop_token stop)>;
  void Post(Work work);
  void Stop();

 private:
  void Serve(std::stop_token stop);

  const size_t most_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Work> waiting_;
  size_t idle_ = 0;
  bool stopped_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace millrace::api
