// What exports do behind the requests: pieces that wait for other servers, snapshots, conversions.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/transfer/data_folder.h"
#include "api/transfer/work_queue.h"

namespace millrace::api {

struct Service;

// The files of snapshots and of what they were converted into.
class ExportFiles : public DataFolder {
 public:
  explicit ExportFiles(std::string data_dir)
      : DataFolder(std::move(data_dir), "export", "Make a new snapshot.") {}
};

// Thread-safe. The service outlives it.
class ExportWork {
 public:
  // What a server that died was doing is failed.
  explicit ExportWork(Service& service);
  ~ExportWork();

  // A piece of an answer that may wait for storages or other servers.
  void Step(WorkQueue::Work work) { steps_.Post(std::move(work)); }

  // Their rows are there already.
  void StartSnapshot(int64_t project_id, int64_t snapshot_id);
  void StartConversion(int64_t project_id, int64_t snapshot_id, int64_t conversion_id);

  // Calls `done` once: when that job has ended, or after `timeout`. From any thread.
  enum class Job { kSnapshot, kConversion };
  void WhenDone(Job job, int64_t id, std::chrono::milliseconds timeout, std::function<void()> done);

 private:
  struct Waiter {
    Job job;
    int64_t id;
    std::chrono::steady_clock::time_point end;
    std::function<void()> done;
  };
  void Run(Job job, int64_t id, WorkQueue::Work work);
  void Ended(Job job, int64_t id);
  void WatchTime(std::stop_token stop);

  Service& service_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::vector<std::pair<Job, int64_t>> running_;  // waiting ones too
  std::vector<Waiter> waiters_;
  std::jthread time_;  // once somebody waits
  WorkQueue steps_{4}, jobs_{2};
};

}  // namespace millrace::api
