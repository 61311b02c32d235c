#include "labeling/storages/sync_jobs.h"

#include "labeling/webhooks/announce.h"

namespace millrace::labeling {

Result<int64_t> AddSyncJob(db::Connection& tx, const SyncJob& job) {
  ASSIGN_OR_RETURN(
      const auto id,
      tx.QueryInt("INSERT INTO sync_job (storage_id, kind, state, started_by, created_at) "
                  "VALUES ($1, $2, $3, $4, $5) RETURNING id",
                  {job.storage_id, job.kind, job.state, job.started_by, ToMicros(job.created_at)}));
  return id.value_or(0);
}

Result<void> FinishSyncJob(db::Connection& tx, const SyncJob& job) {
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE sync_job SET state = $1, finished_at = $2, counts = $3, error = $4 WHERE id = $5",
      {job.state, job.finished_at ? db::Arg(ToMicros(*job.finished_at)) : db::Arg(nullptr),
       job.counts, job.error, job.id}));
  return AnnounceSync(tx, job.id, job.finished_at.value_or(Time{}));
}

Result<std::vector<SyncJob>> ListSyncJobs(db::Connection& tx, int64_t storage_id, size_t limit) {
  std::vector<SyncJob> jobs;
  RETURN_IF_ERROR(tx.Query(
      "SELECT id, storage_id, kind, state, started_by, created_at, finished_at, counts, error "
      "FROM sync_job WHERE storage_id = $1 ORDER BY id DESC LIMIT $2",
      {storage_id, limit}, [&](const db::Row& row) {
        jobs.push_back(
            {.id = row.Int(0),
             .storage_id = row.Int(1),
             .kind = row.String(2),
             .state = row.String(3),
             .started_by = row.String(4),
             .created_at = FromMicros(row.Int(5)),
             .finished_at = row.Null(6) ? std::nullopt : std::optional(FromMicros(row.Int(6))),
             .counts = row.String(7),
             .error = row.String(8)});
      }));
  return jobs;
}

Result<void> DropSyncJobs(db::Connection& tx, int64_t storage_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM sync_job WHERE storage_id = $1", {storage_id}));
  return {};
}

Result<int64_t> FreeInterruptedJobs(db::Connection& tx, const std::string& sentence, Time now) {
  RETURN_IF_ERROR(
      tx.Execute("UPDATE storage SET status = 'failed', traceback = $1 WHERE status IN ('queued', "
                 "'in_progress')",
                 {sentence}));
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(tx.Query("SELECT id FROM sync_job WHERE finished_at IS NULL ORDER BY id", {},
                           [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  for (const int64_t id : ids) {
    RETURN_IF_ERROR(tx.Execute(
        "UPDATE sync_job SET state = 'failed', error = $1, finished_at = $2 WHERE id = $3",
        {sentence, ToMicros(now), id}));
    RETURN_IF_ERROR(AnnounceSync(tx, id, now));
  }
  return std::ssize(ids);
}

}  // namespace millrace::labeling
