// What exports do behind the requests: pieces that wait for other servers, snapshots, conversions.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "api/transfer/data_folder.h"
#include "base/waiters.h"
#include "base/work_queue.h"

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

  // A piece of an answer that may wait for storages or other servers.
  void Step(WorkQueue::Work work) { steps_.Post(std::move(work)); }

  // Their rows are there already.
  void StartSnapshot(int64_t project_id, int64_t snapshot_id);
  void StartConversion(int64_t project_id, int64_t snapshot_id, int64_t conversion_id);

  // Calls `done` once: when that job has ended, or after `timeout`. It must not block.
  enum class Job { kSnapshot, kConversion };
  void WhenDone(Job job, int64_t id, std::chrono::milliseconds timeout, std::function<void()> done);

 private:
  using Key = std::pair<Job, int64_t>;
  void Run(Key key, WorkQueue::Work work);

  Service& service_;
  const ExportFiles files_;
  std::mutex mutex_;
  std::set<Key> running_;  // waiting ones too
  Waiters<Key> waiters_;
  WorkQueue steps_{4}, jobs_{2};  // last: their threads use all of the above
};

}  // namespace millrace::api
