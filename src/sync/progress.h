// A running job as others see it.
#pragma once

#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "sync/job.h"

namespace millrace::sync {

// Thread-safe. The job's threads change it, requests read it.
class Progress {
 public:
  explicit Progress(JobStatus status) : status_(std::move(status)) {}

  JobStatus Snapshot() const {
    std::lock_guard lock(mutex_);
    return status_;
  }
  void Change(const std::function<void(JobStatus&)>& change) {
    std::lock_guard lock(mutex_);
    change(status_);
  }
  // Notes a sentence for people; only the first 20 are kept.
  void Problem(std::string sentence) {
    std::lock_guard lock(mutex_);
    if (status_.problems.size() < 20) status_.problems.push_back(std::move(sentence));
  }

  std::stop_token stop() const { return stop_.get_token(); }
  void RequestStop() { stop_.request_stop(); }

 private:
  mutable std::mutex mutex_;
  JobStatus status_;
  std::stop_source stop_;
};

}  // namespace millrace::sync
