#include "labeling/tasks/imports.h"

#include "labeling/webhooks/announce.h"

namespace millrace::labeling {
namespace {

// Webhooks hear of its tasks when all of them are there to stay.
Result<void> AnnounceImport(db::Connection& tx, int64_t import_id, Time now) {
  struct Batch {
    int64_t project_id, first_task, last_task;
  };
  std::vector<Batch> batches;
  RETURN_IF_ERROR(tx.Query(
      "SELECT i.project_id, b.first_task, b.last_task FROM task_import_batch b "
      "JOIN task_import i ON i.id = b.import_id WHERE b.import_id = $1 ORDER BY b.first_task",
      {import_id},
      [&](const db::Row& row) { batches.push_back({row.Int(0), row.Int(1), row.Int(2)}); }));
  for (const Batch& batch : batches)
    RETURN_IF_ERROR(AnnounceNewTasks(tx, batch.project_id, batch.first_task, batch.last_task, now));
  return {};
}

}  // namespace

Result<int64_t> BeginImport(db::Connection& tx, int64_t project_id,
                            std::optional<int64_t> account_id, bool reimport, Time now) {
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "task_import", 1));
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO task_import (id, project_id, account_id, reimport, state, created_at) "
      "VALUES ($1, $2, $3, $4, 'in_progress', $5)",
      {id, project_id, account_id, reimport, ToMicros(now)}));
  return id;
}

Result<int64_t> InsertImported(db::Connection& tx, int64_t import_id, int64_t project_id,
                               std::span<const NewTask> tasks, Time now) {
  ASSIGN_OR_RETURN(const int64_t first_annotation, AllocateIds(tx, "annotation", 0));
  ASSIGN_OR_RETURN(const int64_t first, InsertTasks(tx, project_id, tasks, now, Telling::kLater));
  ASSIGN_OR_RETURN(const int64_t end_annotation, AllocateIds(tx, "annotation", 0));
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO task_import_batch (import_id, first_task, last_task, first_annotation, "
      "end_annotation) VALUES ($1, $2, $3, $4, $5)",
      {import_id, first, first + std::ssize(tasks) - 1, first_annotation, end_annotation}));
  return first;
}

Result<void> FinishImport(db::Connection& tx, int64_t import_id, const ImportCounts& counts,
                          Time now) {
  RETURN_IF_ERROR(AnnounceImport(tx, import_id, now));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM task_import_batch WHERE import_id = $1", {import_id}));
  RETURN_IF_ERROR(
      tx.Execute("UPDATE file_upload SET import_id = NULL WHERE import_id = $1", {import_id}));
  ASSIGN_OR_RETURN(
      const int64_t changed,
      tx.Execute("UPDATE task_import SET state = 'completed', task_count = $2, "
                 "annotation_count = $3, prediction_count = $4, finished_at = $5 WHERE id = $1",
                 {import_id, counts.tasks, counts.annotations, counts.predictions, ToMicros(now)}));
  if (changed == 1) return {};
  return Fail(ErrorKind::kNotFound, "The project was deleted during this import.");
}

Result<std::vector<int64_t>> RunningImports(db::Connection& tx) {
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(tx.Query("SELECT id FROM task_import WHERE state = 'in_progress' ORDER BY id", {},
                           [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  return ids;
}

Result<bool> UndoBatch(db::Connection& tx, int64_t import_id, Time now) {
  struct Batch {
    int64_t first_task, last_task, first_annotation, end_annotation;
  };
  std::optional<Batch> batch;
  RETURN_IF_ERROR(tx.Query(
      "SELECT first_task, last_task, first_annotation, end_annotation FROM task_import_batch "
      "WHERE import_id = $1 ORDER BY first_task DESC LIMIT 1",
      {import_id},
      [&](const db::Row& row) { batch = Batch{row.Int(0), row.Int(1), row.Int(2), row.Int(3)}; }));
  if (!batch.has_value()) return false;
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(tx.Query(
      "SELECT id FROM task WHERE id BETWEEN $1 AND $2 AND NOT EXISTS (SELECT 1 FROM annotation "
      "WHERE task_id = task.id AND (annotation.id < $3 OR annotation.id >= $4)) AND NOT EXISTS "
      "(SELECT 1 FROM draft WHERE draft.task_id = task.id)",
      {batch->first_task, batch->last_task, batch->first_annotation, batch->end_annotation},
      [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  RETURN_IF_ERROR(DeleteTasks(tx, ids, DeleteReason::kUndone, now));
  RETURN_IF_ERROR(
      tx.Execute("DELETE FROM task_import_batch WHERE import_id = $1 AND first_task = $2",
                 {import_id, batch->first_task}));
  return true;
}

Result<std::vector<std::string>> FailImport(db::Connection& tx, int64_t import_id,
                                            const std::string& error, Time now) {
  std::vector<std::string> files;
  const std::string doomed =
      "import_id = $1 AND NOT EXISTS (SELECT 1 FROM task WHERE file_upload_id = file_upload.id)";
  RETURN_IF_ERROR(tx.Query("SELECT file FROM file_upload WHERE " + doomed, {import_id},
                           [&](const db::Row& row) { files.push_back(row.String(0)); }));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM file_upload WHERE " + doomed, {import_id}));
  RETURN_IF_ERROR(
      tx.Execute("UPDATE task_import SET state = 'failed', error = $2, finished_at = $3 "
                 "WHERE id = $1",
                 {import_id, error, ToMicros(now)}));
  return files;
}

Result<TaskImport> GetImport(db::Connection& tx, int64_t project_id, int64_t id, bool reimport) {
  std::optional<TaskImport> found;
  RETURN_IF_ERROR(tx.Query(
      "SELECT id, project_id, reimport, state, task_count, annotation_count, prediction_count, "
      "error, account_id, created_at, finished_at FROM task_import WHERE id = $1 AND "
      "project_id = $2 AND reimport = $3",
      {id, project_id, reimport}, [&](const db::Row& row) {
        found = TaskImport{.id = row.Int(0),
                           .project_id = row.Int(1),
                           .reimport = row.Bool(2),
                           .state = row.String(3),
                           .counts = {row.Int(4), row.Int(5), row.Int(6)},
                           .error = row.String(7),
                           .account_id = row.MaybeInt(8),
                           .created_at = FromMicros(row.Int(9))};
        if (!row.Null(10)) found->finished_at = FromMicros(row.Int(10));
      }));
  if (found.has_value()) return *std::move(found);
  return Fail(ErrorKind::kNotFound, reimport ? "No ProjectReimport matches the given query."
                                             : "No ProjectImport matches the given query.");
}

}  // namespace millrace::labeling
