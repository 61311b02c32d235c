// The jobs of this process: queue, threads, who waits for what.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/waiters.h"
#include "sync/progress.h"

namespace millrace::sync {

struct Job {
  std::string handle;
  int64_t storage_id = 0;
  JobKind kind = JobKind::kImport;
  JobOptions options;
  std::unique_ptr<Progress> progress;
};

// Thread-safe. `run` is called on one of the pool's threads for each job and leaves the final state
// in its progress.
class Jobs {
 public:
  using Run = std::function<void(Job&)>;
  Jobs(int threads, Run run);
  ~Jobs();  // asks running jobs to stop and waits for them; queued ones never run

  // Joins the running or queued job of the same storage and kind, unless this or that one is a dry
  // run. `added` is called with a new job before it can start.
  std::string Start(int64_t storage_id, JobKind kind, const JobOptions& options,
                    const std::function<void(Job&)>& added);
  std::optional<JobStatus> Status(const std::string& handle) const;
  std::optional<std::string> Running(int64_t storage_id) const;
  // False for an unknown job. One that still waits for its turn is run here, to say that it was
  // stopped.
  bool Cancel(const std::string& handle);
  void WhenDone(const std::string& handle, std::chrono::milliseconds limit,
                std::function<void(const JobStatus&)> done);

 private:
  void Work();
  void End(const std::shared_ptr<Job>& job);

  const Run run_;
  mutable std::mutex mutex_;
  std::condition_variable work_;
  bool stopping_ = false;
  std::deque<std::shared_ptr<Job>> queue_;
  std::unordered_map<std::string, std::shared_ptr<Job>> jobs_;  // by handle
  std::deque<std::string> ended_;                               // oldest first
  std::vector<std::shared_ptr<Job>> active_;                    // queued or running
  Waiters<std::string> waiters_;                                // by handle
  std::vector<std::thread> threads_;
};

}  // namespace millrace::sync
