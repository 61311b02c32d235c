#include "sync/job_runner.h"

#include "base/json_writer.h"
#include "base/log.h"
#include "base/text.h"
#include "labeling/storages/export_outbox.h"
#include "labeling/storages/sync_jobs.h"
#include "sync/exporter.h"
#include "sync/import_job.h"
#include "sync/verify.h"

namespace millrace::sync {
namespace {

double Seconds(std::chrono::microseconds duration) {
  return static_cast<double>(duration.count()) / 1e6;
}

// The one sentence for a job that was stopped, wherever that met it.
Error Stopped(const JobStatus& status) {
  Error error{.kind = ErrorKind::kCancelled};
  if (status.kind == JobKind::kVerify) {
    error.message = "The comparison was stopped.";
  } else {
    error.message = status.dry_run ? "The dry run was stopped." : "The sync was stopped.";
    if (!status.dry_run) error.advice = "Sync again: it goes on where it stopped.";
  }
  return error;
}

JobState Outcome(const JobStatus& status, const Result<void>& outcome) {
  if (!outcome.has_value() && outcome.error().kind == ErrorKind::kCancelled)
    return JobState::kStopped;
  const Counts& counts = status.counts;
  switch (status.kind) {
    case JobKind::kImport: {
      if (!outcome.has_value()) return JobState::kFailed;
      if (counts.failed == 0) return JobState::kCompleted;
      const bool some = counts.known + counts.new_tasks + counts.updated_tasks + counts.gone > 0;
      return some ? JobState::kCompletedWithErrors : JobState::kFailed;
    }
    case JobKind::kExport: {
      const bool some = counts.written + counts.deleted + counts.adopted + counts.unchanged > 0;
      if (!outcome.has_value()) return some ? JobState::kCompletedWithErrors : JobState::kFailed;
      if (counts.pending + counts.refused + counts.conflicts == 0) return JobState::kCompleted;
      return some || counts.conflicts > 0 ? JobState::kCompletedWithErrors : JobState::kFailed;
    }
    case JobKind::kVerify:
      if (!outcome.has_value()) return JobState::kFailed;
      return counts.missing + counts.differs == 0 ? JobState::kCompleted
                                                  : JobState::kCompletedWithErrors;
  }
  return JobState::kFailed;
}

int64_t DoneCount(const JobStatus& status) {
  const Counts& counts = status.counts;
  return status.kind == JobKind::kImport ? counts.new_tasks + counts.updated_tasks
                                         : counts.written + counts.adopted + counts.deleted;
}

// Label Studio's `meta` of a storage.
std::string Meta(const JobStatus& status, Time queued) {
  JsonWriter json;
  json.BeginObject();
  json.Member("attempts", 1);
  json.Member("time_queued", FormatIso(queued));
  json.Member("time_in_progress", FormatIso(status.started));
  const Time finished = status.finished.value_or(status.started);
  json.Member("time_last_ping", FormatIso(finished));
  const bool failed = status.state == JobState::kFailed || status.state == JobState::kStopped;
  json.Member(failed ? "time_failure" : "time_completed", FormatIso(finished));
  json.Member("duration", status.seconds);
  if (status.kind == JobKind::kImport) {
    json.Member("tasks_existed", status.counts.known);
    json.Member("tasks_failed_validation", status.counts.failed);
  } else {
    json.Member("total_annotations", DoneCount(status) + status.counts.unchanged +
                                         status.counts.pending + status.counts.refused +
                                         status.counts.conflicts);
  }
  json.EndObject();
  return std::move(json).Take();
}

std::string Lines(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) text += (text.empty() ? "" : "\n") + sentence;
  return text;
}

void Note(const Result<void>& saved) {
  if (!saved.has_value()) LogError("a job's state cannot be saved", {{"cause", saved.error()}});
}

}  // namespace

void JobRunner::SetStatus(int64_t storage_id, JobState state) {
  Note(context_.db->Write(db::Durability::kNormal, [&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(labeling::Storage row, labeling::GetStorage(tx, storage_id));
    row.status = JobStateName(state);
    if (state == JobState::kInProgress) row.traceback.clear();
    return labeling::UpdateOutcome(tx, row);
  }));
}

void JobRunner::Queued(Job& job) {
  const Time now = context_.clock->Now();
  job.progress->Change([&](JobStatus& status) {
    status.started = now;
    status.started_by = job.options.started_by;
  });
  if (job.options.dry_run) return;
  const Result<int64_t> id = context_.db->Write(db::Durability::kNormal, [&](db::Connection& tx) {
    return labeling::AddSyncJob(tx, {.storage_id = job.storage_id,
                                     .kind = std::string(JobKindName(job.kind)),
                                     .state = "queued",
                                     .started_by = job.options.started_by,
                                     .created_at = now});
  });
  if (id.has_value()) job.progress->Change([&](JobStatus& status) { status.id = *id; });
  if (job.kind != JobKind::kVerify) SetStatus(job.storage_id, JobState::kQueued);
}

void JobRunner::Run(Job& job) {
  const Time started = context_.clock->Now();
  job.progress->Change([&](JobStatus& status) {
    status.state = JobState::kInProgress;
    status.started = started;
  });
  if (!job.options.dry_run && job.kind != JobKind::kVerify)
    SetStatus(job.storage_id, JobState::kInProgress);
  const std::stop_token stop = job.progress->stop();
  const auto run = [&]() -> Result<void> {
    if (stop.stop_requested()) return std::unexpected(Stopped(job.progress->Snapshot()));
    ASSIGN_OR_RETURN(const auto connection, connections_.OpenFor(job.storage_id, stop));
    switch (job.kind) {
      case JobKind::kImport: return Import(job, *connection);
      case JobKind::kExport: return Export(job, *connection);
      case JobKind::kVerify:
        RETURN_IF_ERROR(ExpectWritten(job));
        return VerifyTarget(context_, *connection, job.options.repair, *job.progress);
    }
    return {};
  };
  Result<void> outcome = run();
  // Whatever failed behind a stop failed because of it.
  if (!outcome.has_value() && stop.stop_requested())
    outcome.error() = Stopped(job.progress->Snapshot());
  Finish(job, outcome);
}

Result<void> JobRunner::ExpectWritten(Job& job) {
  ASSIGN_OR_RETURN(const labeling::OutboxCounts counts, context_.db->Read([&](db::Connection& tx) {
    return labeling::CountOutbox(tx, job.storage_id);
  }));
  job.progress->Change([&](JobStatus& status) { status.expected = counts.written; });
  return {};
}

Result<void> JobRunner::Import(Job& job, const Connection& connection) {
  RETURN_IF_ERROR(
      RunImport(context_, connection, {.job = job.options, .batch = batch_}, *job.progress));
  if (job.options.retry_failed) return {};
  job.progress->Change([&](JobStatus& status) {
    const Counts& counts = status.counts;
    if (counts.listed == 0 && counts.gone == 0)
      status.warnings.push_back(
          "Nothing is there. If you expected objects, check the path and the prefix.");
    else if (counts.listed > 0 && counts.skipped_regex == counts.listed)
      status.warnings.push_back("0 of " + Plural(counts.listed, "object") +
                                " match the regex. Use .* to collect all.");
  });
  return {};
}

Result<void> JobRunner::Export(Job& job, const Connection& connection) {
  const std::shared_ptr<void> held = locks_.Take(job.storage_id, job.progress->stop());
  if (held == nullptr) return std::unexpected(Stopped(job.progress->Snapshot()));
  ASSIGN_OR_RETURN(const labeling::OutboxCounts before, context_.db->Read([&](db::Connection& tx) {
    return labeling::CountOutbox(tx, job.storage_id);
  }));
  if (before.written == 0) {  // just connected: what is there already?
    ASSIGN_OR_RETURN(const storage::ListPage page,
                     connection.store->List({.prefix = connection.row.prefix, .limit = 1'000}));
    const auto found = static_cast<int64_t>(page.objects.size());
    job.progress->Change([&](JobStatus& status) {
      if (found > 0)
        status.warnings.push_back("The target holds " + Plural(found, "object") +
                                  (page.next.empty() ? "" : " or more") +
                                  " that this project did not write. None of them is overwritten.");
    });
  }
  if (job.options.dry_run) {
    job.progress->Change([&](JobStatus& status) {
      status.counts.pending = before.pending + before.failed;
      status.counts.conflicts = before.conflicts;
      status.counts.unchanged = before.written;
    });
    return {};
  }
  job.progress->Change(
      [&](JobStatus& status) { status.expected = before.pending + before.failed; });
  const Result<void> drained = DrainOutbox(context_, connection, {.all = true}, *job.progress);
  ASSIGN_OR_RETURN(const labeling::OutboxCounts left, context_.db->Read([&](db::Connection& tx) {
    return labeling::CountOutbox(tx, job.storage_id);
  }));
  job.progress->Change([&](JobStatus& status) {
    status.counts.pending = left.pending;
    status.counts.refused = left.failed;
    status.counts.conflicts = left.conflicts;
    if (left.conflicts > 0)
      status.warnings.push_back(
          Plural(left.conflicts, "object") +
          " in the target were not written by this project; nothing was overwritten. " +
          WithThousands(left.matches) +
          " of them hold an annotation of the same task. Compare them, "
          "then choose adopt, overwrite or keep.");
  });
  return drained;
}

void JobRunner::Finish(Job& job, const Result<void>& outcome) {
  const Time now = context_.clock->Now();
  JobStatus ended = job.progress->Snapshot();
  const Time queued = ended.started;
  if (!outcome.has_value()) {
    const std::string sentence = outcome.error().Sentence();
    std::erase(ended.problems, sentence);
    ended.problems.insert(ended.problems.begin(), sentence);
  }
  ended.finished = now;
  ended.seconds = Seconds(now - ended.started);
  ended.state = Outcome(ended, outcome);
  LogInfo("job ended", {{"storage", job.storage_id},
                        {"kind", JobKindName(job.kind)},
                        {"state", JobStateName(ended.state)},
                        {"counts", CountsJson(ended.counts)}});
  if (!job.options.dry_run) {
    Note(context_.db->Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
      RETURN_IF_ERROR(labeling::FinishSyncJob(tx, {.id = ended.id,
                                                   .state = std::string(JobStateName(ended.state)),
                                                   .finished_at = now,
                                                   .counts = CountsJson(ended.counts),
                                                   .error = Lines(ended.problems)}));
      if (job.kind == JobKind::kVerify) return {};
      Result<labeling::Storage> row = labeling::GetStorage(tx, job.storage_id);
      if (!row.has_value()) return {};  // deleted meanwhile
      row->status = JobStateName(ended.state);
      row->last_sync = now;
      row->last_sync_count = DoneCount(ended);
      row->last_sync_job = job.handle;
      row->traceback = Lines(ended.problems);
      row->meta = Meta(ended, queued);
      return labeling::UpdateOutcome(tx, *row);
    }));
  }
  job.progress->Change([&](JobStatus& status) { status = ended; });
}

}  // namespace millrace::sync
