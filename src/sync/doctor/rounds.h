// The threads of the doctor, and of previews.
#pragma once

#include <functional>
#include <list>
#include <mutex>
#include <stop_token>
#include <thread>

#include "base/result.h"

namespace millrace::sync {

// Runs a few looks side by side, each on a thread of its own. Thread-safe. Destruction asks those
// under way to stop and waits for them.
class Rounds {
 public:
  ~Rounds();
  // Its answer asks the look to stop. kRateLimited, and `look` is not called, while as many as are
  // allowed are under way.
  Result<std::stop_source> Begin(std::function<void(std::stop_token)> look);

 private:
  struct Round {
    bool ended = false;  // guarded by mutex_
    std::jthread thread;
  };
  std::mutex mutex_;
  std::list<Round> rounds_;
};

}  // namespace millrace::sync
