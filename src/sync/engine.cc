#include "sync/engine.h"

#include <condition_variable>

#include "labeling/storages/sync_jobs.h"
#include "sync/conflicts.h"
#include "sync/doctor/rounds.h"
#include "sync/job_runner.h"

namespace millrace::sync {
namespace {

using labeling::StorageRole;

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

JobStatus FromHistory(const labeling::SyncJob& row) {
  JobStatus status{.id = row.id, .storage_id = row.storage_id};
  for (const JobKind kind : {JobKind::kImport, JobKind::kExport, JobKind::kVerify})
    if (JobKindName(kind) == row.kind) status.kind = kind;
  status.state = ParseJobState(row.state).value_or(JobState::kQueued);
  status.counts = ParseCounts(row.counts);
  status.started = row.created_at;
  status.started_by = row.started_by;
  status.finished = row.finished_at;
  if (row.finished_at.has_value())
    status.seconds = static_cast<double>((*row.finished_at - row.created_at).count()) / 1e6;
  status.problems = SplitLines(row.error);
  return status;
}

class EngineImpl final : public Engine {
 public:
  EngineImpl(Context context, const Options& options)
      : context_(std::move(context)),
        connections_(context_),
        runner_(context_, connections_, locks_, options.batch),
        jobs_(options.job_threads, [this](Job& job) {
          runner_.Run(job);
          ExportsChanged();  // a repair puts objects into the outbox, an import annotations
        }) {
    if (options.live_exports) live_ = std::make_unique<LiveExports>(context_, connections_, locks_);
  }

  Connections& connections() override { return connections_; }
  const Context& context() const override { return context_; }

  Result<std::string> StartSync(int64_t storage_id, const JobOptions& options) override {
    ASSIGN_OR_RETURN(const labeling::Storage row, Row(storage_id));
    if (!row.synchronizable)
      return Fail(ErrorKind::kInvalid,
                  "Storage " + std::to_string(storage_id) + " is not synchronizable.",
                  "Set synchronizable to true first.");
    return Start(storage_id, row.role == StorageRole::kSource ? JobKind::kImport : JobKind::kExport,
                 options);
  }

  Result<std::string> StartVerify(int64_t storage_id, const JobOptions& options) override {
    ASSIGN_OR_RETURN(const labeling::Storage row, Row(storage_id));
    if (row.role != StorageRole::kTarget)
      return Fail(ErrorKind::kInvalid,
                  "Only a target can be verified, and storage " + std::to_string(storage_id) +
                      " is a source.",
                  "Use sync --dry-run to compare a source.");
    return Start(storage_id, JobKind::kVerify, options);
  }

  Result<JobStatus> Status(const std::string& handle) override {
    std::optional<JobStatus> status = jobs_.Status(handle);
    if (!status.has_value()) return UnknownJob(handle);
    return Timed(*std::move(status));
  }

  std::optional<std::string> RunningJob(int64_t storage_id) override {
    return jobs_.Running(storage_id);
  }

  Result<void> Cancel(const std::string& handle) override {
    if (!jobs_.Cancel(handle)) return UnknownJob(handle);
    return {};
  }

  void WhenDone(const std::string& handle, std::chrono::milliseconds limit,
                std::function<void(const JobStatus&)> done) override {
    jobs_.WhenDone(handle, limit, [this, done = std::move(done)](const JobStatus& status) {
      done(Timed(status));
    });
  }

  Result<JobStatus> Wait(const std::string& handle, std::chrono::milliseconds limit) override {
    RETURN_IF_ERROR(Status(handle));
    struct Shared {
      std::mutex mutex;
      std::condition_variable done;
      std::optional<JobStatus> status;
    };
    const auto shared = std::make_shared<Shared>();
    WhenDone(handle, limit, [shared](const JobStatus& status) {
      std::lock_guard lock(shared->mutex);
      shared->status = status;
      shared->done.notify_all();
    });
    std::unique_lock lock(shared->mutex);
    shared->done.wait_for(lock, limit + std::chrono::seconds(1),
                          [&] { return shared->status.has_value(); });
    if (shared->status.has_value()) return *shared->status;
    lock.unlock();
    return Status(handle);
  }

  Result<std::vector<JobStatus>> History(int64_t storage_id, size_t limit) override {
    ASSIGN_OR_RETURN(const auto rows, context_.db->Read([&](db::Connection& tx) {
      return labeling::ListSyncJobs(tx, storage_id, limit);
    }));
    std::vector<JobStatus> jobs;
    for (const labeling::SyncJob& row : rows) jobs.push_back(FromHistory(row));
    return jobs;
  }

  Result<std::stop_source> Examine(ConnectionSpec spec, DoctorOptions options,
                                   std::function<void(const Diagnosis&)> done) override {
    return doctor_.Begin([this, spec = std::move(spec), options = std::move(options),
                          done = std::move(done)](std::stop_token stop) {
      done(Diagnose(context_, connections_, spec, options, std::move(stop)));
    });
  }

  Result<std::stop_source> Preview(
      ConnectionSpec spec, PreviewOptions options,
      std::function<void(const Result<SourcePreview>&)> done) override {
    return previews_.Begin(
        [this, spec = std::move(spec), options, done = std::move(done)](std::stop_token stop) {
          done(PreviewSource(context_, connections_, spec, options, std::move(stop)));
        });
  }

  void ExportsChanged() override {
    if (live_ != nullptr) live_->Wake();
  }

  Result<std::vector<labeling::OutboxRow>> Conflicts(int64_t storage_id, size_t limit,
                                                     size_t offset) override {
    return context_.db->Read([&](db::Connection& tx) {
      return labeling::ListOutbox(tx, storage_id, labeling::OutboxState::kConflict, limit, offset);
    });
  }

  Result<Conflict> ReadConflict(int64_t storage_id, int64_t subject_id) override {
    ASSIGN_OR_RETURN(const auto connection, connections_.Get(storage_id));
    return sync::ReadConflict(context_, *connection, subject_id);
  }

  Result<void> Resolve(int64_t storage_id, int64_t subject_id, Decision decision,
                       const std::string& foreign_token) override {
    ASSIGN_OR_RETURN(const auto connection, connections_.Get(storage_id));
    RETURN_IF_ERROR(ResolveConflict(context_, *connection, subject_id, decision, foreign_token));
    ExportsChanged();
    return {};
  }

 private:
  Result<labeling::Storage> Row(int64_t storage_id) {
    return context_.db->Read(
        [&](db::Connection& tx) { return labeling::GetStorage(tx, storage_id); });
  }

  Result<std::string> Start(int64_t storage_id, JobKind kind, const JobOptions& options) {
    return jobs_.Start(storage_id, kind, options, [this](Job& job) { runner_.Queued(job); });
  }

  // A job that runs does not know how late it is.
  JobStatus Timed(JobStatus status) const {
    if (!status.finished.has_value())
      status.seconds = static_cast<double>((context_.clock->Now() - status.started).count()) / 1e6;
    return status;
  }

  static std::unexpected<Error> UnknownJob(const std::string& handle) {
    return Fail(ErrorKind::kNotFound, "There is no job \"" + handle + "\" any more.",
                "Look at the storage's history.");
  }

  Context context_;
  Connections connections_;
  DrainLocks locks_;
  JobRunner runner_;
  std::unique_ptr<LiveExports> live_;
  Jobs jobs_;  // its jobs wake live_
  Rounds doctor_, previews_;
};

}  // namespace

Result<std::unique_ptr<Engine>> Engine::Start(Context context, Options options) {
  RETURN_IF_ERROR(context.db->Write(db::Durability::kNormal, [&](db::Connection& tx) {
    return labeling::FreeInterruptedJobs(
        tx, "The server stopped while this sync ran. Sync again: it goes on where it stopped.",
        context.clock->Now());
  }));
  return std::make_unique<EngineImpl>(std::move(context), options);
}

}  // namespace millrace::sync
