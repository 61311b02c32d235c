#include "sync/jobs.h"

#include <algorithm>

#include "base/ids.h"

namespace millrace::sync {
namespace {

constexpr size_t kRemembered = 500;  // ended jobs that can still be asked for

}  // namespace

Jobs::Jobs(int threads, Run run) : run_(std::move(run)) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

Jobs::~Jobs() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    queue_.clear();
    for (const std::shared_ptr<Job>& job : active_) job->progress->RequestStop();
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::string Jobs::Start(int64_t storage_id, JobKind kind, const JobOptions& options,
                        const std::function<void(Job&)>& added) {
  std::lock_guard lock(mutex_);
  if (!options.dry_run)
    for (const std::shared_ptr<Job>& job : active_)
      if (job->storage_id == storage_id && job->kind == kind && !job->options.dry_run)
        return job->handle;
  auto job = std::make_shared<Job>();
  job->handle = RandomHex(8);
  job->storage_id = storage_id;
  job->kind = kind;
  job->options = options;
  job->progress = std::make_unique<Progress>(
      JobStatus{.storage_id = storage_id, .kind = kind, .dry_run = options.dry_run});
  added(*job);
  jobs_[job->handle] = job;
  active_.push_back(job);
  queue_.push_back(job);
  work_.notify_one();
  return job->handle;
}

std::optional<JobStatus> Jobs::Status(const std::string& handle) const {
  std::lock_guard lock(mutex_);
  const auto found = jobs_.find(handle);
  if (found == jobs_.end()) return std::nullopt;
  return found->second->progress->Snapshot();
}

std::optional<std::string> Jobs::Running(int64_t storage_id) const {
  std::lock_guard lock(mutex_);
  for (const std::shared_ptr<Job>& job : active_)
    if (job->storage_id == storage_id && !job->options.dry_run) return job->handle;
  return std::nullopt;
}

bool Jobs::Cancel(const std::string& handle) {
  std::shared_ptr<Job> job;
  bool waits = false;
  {
    std::lock_guard lock(mutex_);
    const auto found = jobs_.find(handle);
    if (found == jobs_.end()) return false;
    job = found->second;
    waits = std::erase(queue_, job) > 0;
  }
  // Without the lock: a stop has its callbacks run here.
  job->progress->RequestStop();
  if (waits) {
    run_(*job);
    End(job);
  }
  return true;
}

void Jobs::WhenDone(const std::string& handle, std::chrono::milliseconds limit,
                    std::function<void(const JobStatus&)> done) {
  std::shared_ptr<Job> job;
  {
    std::lock_guard lock(mutex_);
    const auto found = jobs_.find(handle);
    if (found == jobs_.end()) return;
    job = found->second;
  }
  waiters_.Add(handle, limit, [job, done = std::move(done)] { done(job->progress->Snapshot()); });
  std::unique_lock lock(mutex_);
  if (std::ranges::find(active_, job) != active_.end()) return;
  lock.unlock();
  waiters_.Tell(handle);
}

void Jobs::Work() {
  for (;;) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      work_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    run_(*job);
    End(job);
  }
}

void Jobs::End(const std::shared_ptr<Job>& job) {
  {
    std::lock_guard lock(mutex_);
    std::erase(active_, job);
    ended_.push_back(job->handle);
    if (ended_.size() > kRemembered) {
      jobs_.erase(ended_.front());
      ended_.pop_front();
    }
  }
  waiters_.Tell(job->handle);
}

}  // namespace millrace::sync
