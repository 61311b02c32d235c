// Work that may take long, done in order by a few threads, so that nobody else's thread waits.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace millrace {

// Thread-safe. Its threads are made when there is work for them.
class WorkQueue {
 public:
  // `stop` is requested when the queue ends.
  using Work = std::function<void(std::stop_token stop)>;

  explicit WorkQueue(size_t threads, size_t most_waiting = std::numeric_limits<size_t>::max())
      : most_threads_(threads), most_waiting_(most_waiting) {}
  // Waits for what runs; what waits is still called, with a stop that was requested.
  ~WorkQueue();

  // False, and `work` is never called, while too much waits already.
  bool Post(Work work);

 private:
  void Serve();

  const size_t most_threads_, most_waiting_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Work> waiting_;
  size_t idle_ = 0;  // threads
  std::stop_source stop_;
  std::vector<std::thread> threads_;
};

}  // namespace millrace
