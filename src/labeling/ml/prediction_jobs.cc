#include "labeling/ml/prediction_jobs.h"

#include "labeling/tasks/id_list.h"
#include "labeling/tasks/task_rows.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {
namespace {

using db::Arg;
using enum PredictionJobState;

constexpr int64_t kKept = 50;  // jobs of a backend

constexpr std::string_view kColumns =
    "id, backend_id, project_id, state, started_by, created_at, finished_at, listed, last_task, "
    "position, total, predicted, skipped, failed, predictions, model_version, error";

struct StateName {
  PredictionJobState state;
  std::string_view name;
};
constexpr StateName kStates[] = {
    {kQueued, "queued"},       {kInProgress, "in_progress"},
    {kCompleted, "completed"}, {kCompletedWithErrors, "completed_with_errors"},
    {kFailed, "failed"},       {kCancelled, "cancelled"},
};

PredictionJobState ParseState(std::string_view text) {
  for (const auto& [state, name] : kStates)
    if (name == text) return state;
  return kFailed;
}

PredictionJob JobOf(const db::Row& row) {
  return {.id = row.Int(0),
          .backend_id = row.Int(1),
          .project_id = row.Int(2),
          .state = ParseState(row.Text(3)),
          .started_by = row.String(4),
          .created_at = FromMicros(row.Int(5)),
          .finished_at = row.Null(6) ? std::nullopt : std::optional(FromMicros(row.Int(6))),
          .listed = row.Bool(7),
          .last_task = row.Int(8),
          .position = row.Int(9),
          .total = row.Int(10),
          .predicted = row.Int(11),
          .skipped = row.Int(12),
          .failed = row.Int(13),
          .predictions = row.Int(14),
          .model_version = row.String(15),
          .error = row.String(16)};
}

Result<std::vector<PredictionJob>> Select(db::Connection& tx, const std::string& rest,
                                          db::Args args) {
  std::vector<PredictionJob> jobs;
  RETURN_IF_ERROR(tx.Query("SELECT " + std::string(kColumns) + " FROM prediction_job WHERE " + rest,
                           args, [&](const db::Row& row) { jobs.push_back(JobOf(row)); }));
  return jobs;
}

Result<void> ForgetOldest(db::Connection& tx, int64_t backend_id) {
  ASSIGN_OR_RETURN(const auto last,
                   tx.QueryInt("SELECT id FROM prediction_job WHERE backend_id = $1 AND "
                               "finished_at IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET $2",
                               {backend_id, kKept}));
  if (!last.has_value()) return {};
  for (const char* table : {"prediction_job_task", "prediction_job_failure"}) {
    RETURN_IF_ERROR(tx.Execute("DELETE FROM " + std::string(table) +
                                   " WHERE job_id IN (SELECT id FROM prediction_job WHERE "
                                   "backend_id = $1 AND id <= $2)",
                               {backend_id, *last}));
  }
  RETURN_IF_ERROR(tx.Execute("DELETE FROM prediction_job WHERE backend_id = $1 AND id <= $2",
                             {backend_id, *last}));
  return {};
}

Result<void> AddTasks(db::Connection& tx, int64_t job_id, std::span<const int64_t> task_ids) {
  std::vector<Arg> values;
  for (const int64_t id : task_ids) values.insert(values.end(), {Arg(job_id), Arg(id)});
  if (values.empty()) return {};
  return tx.InsertMany("INSERT INTO prediction_job_task (job_id, task_id) VALUES", 2, values,
                       "ON CONFLICT DO NOTHING");
}

}  // namespace

std::string_view PredictionJobStateName(PredictionJobState wanted) {
  for (const auto& [state, name] : kStates)
    if (state == wanted) return name;
  return "";
}

Result<PredictionJob> AddPredictionJob(db::Connection& tx, int64_t backend_id,
                                       const std::optional<std::vector<int64_t>>& task_ids,
                                       const std::string& started_by, Time now) {
  ASSIGN_OR_RETURN(const auto project_id,
                   tx.QueryInt("SELECT project_id FROM ml_backend WHERE id = $1", {backend_id}));
  if (!project_id.has_value()) {
    return Fail(ErrorKind::kNotFound, "There is no ML backend " + std::to_string(backend_id) + ".");
  }
  RETURN_IF_ERROR(ForgetOldest(tx, backend_id));
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "prediction_job", 1));
  if (task_ids.has_value()) RETURN_IF_ERROR(AddTasks(tx, id, *task_ids));
  ASSIGN_OR_RETURN(const auto last,
                   tx.QueryInt("SELECT MAX(id) FROM task WHERE project_id = $1", {*project_id}));
  ASSIGN_OR_RETURN(
      const auto total,
      task_ids.has_value()
          ? tx.QueryInt("SELECT COUNT(*) FROM prediction_job_task WHERE job_id = $1", {id})
          : tx.QueryInt("SELECT task_number FROM project WHERE id = $1", {*project_id}));
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO prediction_job (id, backend_id, project_id, state, started_by, "
                 "created_at, listed, last_task, total) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
                 "$9)",
                 {id, backend_id, *project_id, PredictionJobStateName(kQueued), started_by,
                  ToMicros(now), task_ids.has_value(), last.value_or(0), total.value_or(0)}));
  return GetPredictionJob(tx, id);
}

Result<PredictionJob> GetPredictionJob(db::Connection& tx, int64_t id) {
  ASSIGN_OR_RETURN(auto found, Select(tx, "id = $1", {id}));
  if (found.empty()) {
    return Fail(ErrorKind::kNotFound, "There is no prediction job " + std::to_string(id) + ".",
                "The last " + std::to_string(kKept) + " of each ML backend are kept.");
  }
  return std::move(found.front());
}

Result<std::vector<PredictionJob>> ListPredictionJobs(db::Connection& tx, int64_t backend_id,
                                                      int64_t limit) {
  return Select(tx, "backend_id = $1 ORDER BY id DESC LIMIT $2", {backend_id, limit});
}

Result<std::vector<PredictionJob>> OpenPredictionJobs(db::Connection& tx,
                                                      std::optional<int64_t> backend_id) {
  if (backend_id.has_value())
    return Select(tx, "backend_id = $1 AND finished_at IS NULL ORDER BY id", {*backend_id});
  return Select(tx, "finished_at IS NULL ORDER BY id", {});
}

Result<std::vector<int64_t>> NextTasksOf(db::Connection& tx, const PredictionJob& job,
                                         int64_t limit) {
  std::vector<int64_t> ids;
  const auto add = [&](const db::Row& row) { ids.push_back(row.Int(0)); };
  if (job.listed) {
    RETURN_IF_ERROR(
        tx.Query("SELECT j.task_id FROM prediction_job_task j JOIN task t ON "
                 "t.id = j.task_id WHERE j.job_id = $1 AND j.task_id > $2 AND "
                 "t.project_id = $3 ORDER BY j.task_id LIMIT $4",
                 {job.id, job.position, job.project_id, limit}, add));
  } else {
    RETURN_IF_ERROR(
        tx.Query("SELECT id FROM task WHERE project_id = $1 AND id > $2 AND id <= $3 "
                 "ORDER BY id LIMIT $4",
                 {job.project_id, job.position, job.last_task, limit}, add));
  }
  return ids;
}

Result<void> SaveProgress(db::Connection& tx, const PredictionJob& job,
                          std::span<const FailedTask> failures) {
  RETURN_IF_ERROR(
      tx.Execute("UPDATE prediction_job SET state = $2, finished_at = $3, position = $4, "
                 "predicted = $5, skipped = $6, failed = $7, predictions = $8, "
                 "model_version = $9, error = $10 WHERE id = $1",
                 {job.id, PredictionJobStateName(job.state), MaybeMicros(job.finished_at),
                  job.position, job.predicted, job.skipped, job.failed, job.predictions,
                  TextOrNull(job.model_version), TextOrNull(job.error)}));
  std::vector<Arg> values;
  for (const FailedTask& failure : failures) {
    values.insert(values.end(), {Arg(job.id), Arg(failure.task_id), Arg(failure.error)});
  }
  if (!values.empty()) {
    RETURN_IF_ERROR(
        tx.InsertMany("INSERT INTO prediction_job_failure (job_id, task_id, error) VALUES", 3,
                      values, "ON CONFLICT DO NOTHING"));
  }
  // What was asked for is not needed any more.
  if (job.ended())
    RETURN_IF_ERROR(tx.Execute("DELETE FROM prediction_job_task WHERE job_id = $1", {job.id}));
  return {};
}

Result<std::vector<FailedTask>> FailedTasksOf(db::Connection& tx, int64_t job_id, int64_t after,
                                              int64_t limit) {
  std::vector<FailedTask> failures;
  RETURN_IF_ERROR(
      tx.Query("SELECT task_id, error FROM prediction_job_failure WHERE job_id = $1 "
               "AND task_id > $2 ORDER BY task_id LIMIT $3",
               {job_id, after, limit}, [&](const db::Row& row) {
                 failures.push_back({.task_id = row.Int(0), .error = row.String(1)});
               }));
  return failures;
}

Result<void> DropPredictionJobs(db::Connection& tx, int64_t backend_id) {
  for (const char* table : {"prediction_job_task", "prediction_job_failure"}) {
    RETURN_IF_ERROR(
        tx.Execute("DELETE FROM " + std::string(table) +
                       " WHERE job_id IN (SELECT id FROM prediction_job WHERE backend_id = $1)",
                   {backend_id}));
  }
  RETURN_IF_ERROR(tx.Execute("DELETE FROM prediction_job WHERE backend_id = $1", {backend_id}));
  return {};
}

}  // namespace millrace::labeling
