// Jobs that fetch predictions for many tasks: what they are for, how far they are, what failed. The
// only owner of the tables prediction_job, prediction_job_task and prediction_job_failure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

// "queued", "in_progress", "completed", "completed_with_errors", "failed", "cancelled".
enum class PredictionJobState {
  kQueued,
  kInProgress,
  kCompleted,
  kCompletedWithErrors,
  kFailed,
  kCancelled,
};
std::string_view PredictionJobStateName(PredictionJobState state);

struct PredictionJob {
  int64_t id = 0, backend_id = 0, project_id = 0;
  PredictionJobState state = PredictionJobState::kQueued;
  std::string started_by;
  Time created_at{};
  std::optional<Time> finished_at;
  bool listed = false;                             // its tasks were chosen one by one
  int64_t last_task = 0;                           // else those of the project up to this one
  int64_t position = 0;                            // every task up to this one is settled
  int64_t total = 0;                               // tasks, when it was made
  int64_t predicted = 0, skipped = 0, failed = 0;  // tasks; skipped ones had predictions already
  int64_t predictions = 0;
  std::string model_version;  // "" = not known yet
  std::string error;          // why it ended early; "" if it did not

  bool ended() const { return finished_at.has_value(); }
};

// The tasks of a job: those of `task_ids`, or, if it is nothing, all of the project.
Result<PredictionJob> AddPredictionJob(db::Connection& tx, int64_t backend_id,
                                       const std::optional<std::vector<int64_t>>& task_ids,
                                       const std::string& started_by, Time now);
Result<PredictionJob> GetPredictionJob(db::Connection& tx, int64_t id);  // kNotFound
// The latest first.
Result<std::vector<PredictionJob>> ListPredictionJobs(db::Connection& tx, int64_t backend_id,
                                                      int64_t limit);
// Those that have not ended, the oldest first: of one backend, or of all.
Result<std::vector<PredictionJob>> OpenPredictionJobs(db::Connection& tx,
                                                      std::optional<int64_t> backend_id);

// The next tasks that are not settled, by id; at most `limit`. Tasks that are gone are left out.
Result<std::vector<int64_t>> NextTasksOf(db::Connection& tx, const PredictionJob& job,
                                         int64_t limit);

struct FailedTask {
  int64_t task_id = 0;
  std::string error;
};
// Everything of `job` but what it was made with; `failures` are added.
Result<void> SaveProgress(db::Connection& tx, const PredictionJob& job,
                          std::span<const FailedTask> failures = {});
// By task; those behind `after`.
Result<std::vector<FailedTask>> FailedTasksOf(db::Connection& tx, int64_t job_id, int64_t after,
                                              int64_t limit);

Result<void> DropPredictionJobs(db::Connection& tx, int64_t backend_id);

}  // namespace millrace::labeling
