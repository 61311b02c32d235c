// Sends annotations to their targets as they change, between the jobs.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "sync/connection.h"

namespace millrace::sync {

// Each target is drained by one thread at a time, here or by an export job. Thread-safe.
class DrainLocks {
 public:
  std::shared_ptr<std::mutex> Of(int64_t storage_id) {
    std::lock_guard lock(mutex_);
    std::shared_ptr<std::mutex>& found = locks_[storage_id];
    if (found == nullptr) found = std::make_shared<std::mutex>();
    return found;
  }

 private:
  std::mutex mutex_;
  std::map<int64_t, std::shared_ptr<std::mutex>> locks_;
};

class LiveExports {
 public:
  LiveExports(Context& context, Connections& connections, DrainLocks& locks);
  ~LiveExports();  // asks running drains to stop and waits for them

  void Wake();

 private:
  // A target being drained, or resting after it could not be reached.
  struct Target {
    std::thread thread;
    std::unique_ptr<class Progress> progress;
    bool running = false;
    int failures = 0;
    Time rest_until{};
  };

  void Run();
  void DrainOne(int64_t storage_id, Target& target);

  Context& context_;
  Connections& connections_;
  DrainLocks& locks_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false, woken_ = true;
  std::map<int64_t, Target> targets_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace millrace::sync
