// Sends annotations to their targets as they change, between the jobs.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <thread>

#include "sync/connection.h"

namespace millrace::sync {

// Each target is drained by one thread at a time, here or by an export job. Thread-safe.
class DrainLocks {
 public:
  // Waits until the target is free, and holds it until the answer dies. Null if it was not free
  // when `stop` was requested.
  std::shared_ptr<void> Take(int64_t storage_id, std::stop_token stop) {
    std::unique_lock lock(mutex_);
    if (!freed_.wait(lock, std::move(stop), [&] { return !held_.contains(storage_id); }))
      return nullptr;
    held_.insert(storage_id);
    return {this, [this, storage_id](void*) {
              std::lock_guard free(mutex_);
              held_.erase(storage_id);
              freed_.notify_all();
            }};
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any freed_;
  std::set<int64_t> held_;
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
