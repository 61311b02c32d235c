// The engine: the one door to syncing. Runs jobs on threads of its own and drains the outbox.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "labeling/storages/export_outbox.h"
#include "labeling/storages/source_objects.h"
#include "sync/connection.h"
#include "sync/doctor.h"
#include "sync/job.h"
#include "sync/source_preview.h"

namespace millrace::sync {

// Thread-safe. No method waits for a bucket unless it says so.
class Engine {
 public:
  struct Options {
    bool live_exports =
        true;               // drain the outbox as annotations change; false for one-shot commands
    int job_threads = 4;    // jobs at a time; more wait in state queued
    size_t batch = 10'000;  // tasks per transaction
  };

  // Frees jobs that a dead server left behind.
  static Result<std::unique_ptr<Engine>> Start(Context context, Options options);
  virtual ~Engine() = default;  // cancels jobs and waits

  virtual Connections& connections() = 0;
  virtual const Context& context() const = 0;

  // Begins a sync of this storage (import for a source, export for a target), or joins the one that
  // runs. A dry run is a job of its own and joins nothing. The handle is for the calls below.
  virtual Result<std::string> StartSync(int64_t storage_id, const JobOptions& options) = 0;
  // Compares a target with what we wrote there.
  virtual Result<std::string> StartVerify(int64_t storage_id, const JobOptions& options) = 0;

  virtual Result<JobStatus> Status(const std::string& handle) = 0;  // kNotFound
  // The job of this storage that runs or waits; nothing if none.
  virtual std::optional<std::string> RunningJob(int64_t storage_id) = 0;
  // It ends within a moment, whatever it waits for; what it did stays.
  virtual Result<void> Cancel(const std::string& handle) = 0;
  // Calls `done` once: when the job ended, or after `limit`, with the status at that moment. From a
  // thread of the engine, or before this returns if the job has ended already. Must not block.
  virtual void WhenDone(const std::string& handle, std::chrono::milliseconds limit,
                        std::function<void(const JobStatus&)> done) = 0;
  // Waits here.
  virtual Result<JobStatus> Wait(const std::string& handle, std::chrono::milliseconds limit) = 0;

  // Ended jobs of a storage, newest first.
  virtual Result<std::vector<JobStatus>> History(int64_t storage_id, size_t limit) = 0;

  // Has the doctor look at a connection, saved or not; `done` gets what was found, on a thread of
  // the engine. The answer ends it early. kRateLimited while too many looks are under way.
  virtual Result<std::stop_source> Examine(ConnectionSpec spec, DoctorOptions options,
                                           std::function<void(const Diagnosis&)> done) = 0;
  // What a source's settings mean; the rest as Examine.
  virtual Result<std::stop_source> Preview(
      ConnectionSpec spec, PreviewOptions options,
      std::function<void(const Result<SourcePreview>&)> done) = 0;

  // Annotations changed: the outbox has work.
  virtual void ExportsChanged() = 0;

  // One object in conflict, with both sides for comparison. Waits for the bucket.
  struct Conflict {
    labeling::OutboxRow row;
    std::string ours;    // body we would write
    std::string theirs;  // body that stands there (at most 1 MiB); empty if it cannot be read
    std::string theirs_token;
    std::optional<storage::ObjectInfo> theirs_info;  // nothing: it is not there any more
  };
  virtual Result<std::vector<labeling::OutboxRow>> Conflicts(int64_t storage_id, size_t limit,
                                                             size_t offset) = 0;
  virtual Result<Conflict> ReadConflict(int64_t storage_id, int64_t subject_id) = 0;
  enum class Decision { kAdopt, kOverwrite, kKeep };
  // `foreign_token` is the version the person saw; kConflict if another one stands there now.
  // Waits for the bucket.
  virtual Result<void> Resolve(int64_t storage_id, int64_t subject_id, Decision decision,
                               const std::string& foreign_token) = 0;
};

}  // namespace millrace::sync
