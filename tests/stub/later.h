// Answers that come after a while without holding a worker.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "net/http_server.h"

namespace millrace::stub {

// Thread-safe. What is still waiting at the end is answered at once.
class Later {
 public:
  Later() : thread_([this](std::stop_token stop) { Run(stop); }) {}
  ~Later();

  net::Reply After(int milliseconds, net::Response response);

 private:
  void Run(std::stop_token stop);

  using Instant = std::chrono::steady_clock::time_point;
  struct Waiting {
    std::shared_ptr<net::Pending> pending;
    net::Response response;
  };
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::multimap<Instant, Waiting> waiting_;
  std::jthread thread_;  // last: it uses what is above
};

}  // namespace millrace::stub
