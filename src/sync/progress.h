// A running job as others see it.
#pragma once

#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "sync/job_words.h"
#include "sync/rate.h"

namespace millrace::sync {

// Thread-safe. The job's threads change it, requests read it.
class Progress {
 public:
  explicit Progress(JobStatus status, Clock& clock = SystemClock())
      : clock_(clock), status_(std::move(status)) {}

  JobStatus Snapshot() const {
    std::lock_guard lock(mutex_);
    JobStatus status = status_;
    status.per_second = rate_.PerSecond(clock_.Steady());
    return status;
  }
  void Change(const std::function<void(JobStatus&)>& change) {
    std::lock_guard lock(mutex_);
    const bool listed_all = status_.listed_all;
    change(status_);
    if (status_.listed_all != listed_all) rate_ = {};  // from here on something else is counted
    rate_.Note(DoneObjects(status_), clock_.Steady());
  }
  // Notes a sentence for people; only the first 20 are kept.
  void Problem(std::string sentence) {
    std::lock_guard lock(mutex_);
    if (status_.problems.size() < 20) status_.problems.push_back(std::move(sentence));
  }

  std::stop_token stop() const { return stop_.get_token(); }
  void RequestStop() { stop_.request_stop(); }

 private:
  Clock& clock_;
  mutable std::mutex mutex_;
  JobStatus status_;
  Rate rate_;
  std::stop_source stop_;
};

}  // namespace millrace::sync
