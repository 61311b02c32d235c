#include "labeling/counters.h"

namespace millrace::labeling {
namespace {

// An annotation without a result, or a cancelled one, finishes nothing.
constexpr std::string_view kAuthors =
    "(SELECT COUNT(DISTINCT COALESCE(a.completed_by, 0)) FROM annotation a "
    "WHERE a.task_id = task.id AND a.was_cancelled = 0 AND a.result <> '')";

}  // namespace

void CounterDelta::AddAnnotation(bool was_cancelled, bool is_ground_truth, int sign) {
  (was_cancelled ? skipped : annotations) += sign;
  if (is_ground_truth) ground_truth += sign;
}

Result<void> AddToProject(db::Connection& tx, int64_t project_id, const CounterDelta& delta) {
  if (delta == CounterDelta{}) return {};
  RETURN_IF_ERROR(
      tx.Execute("UPDATE project SET task_number = task_number + $2, "
                 "finished_task_number = finished_task_number + $3, "
                 "total_annotations_number = total_annotations_number + $4, "
                 "skipped_annotations_number = skipped_annotations_number + $5, "
                 "ground_truth_number = ground_truth_number + $6, "
                 "total_predictions_number = total_predictions_number + $7 WHERE id = $1",
                 {project_id, delta.tasks, delta.finished, delta.annotations, delta.skipped,
                  delta.ground_truth, delta.predictions}));
  return {};
}

Result<void> RecountTask(db::Connection& tx, int64_t task_id) {
  int64_t project_id = 0;
  bool was_labeled = false;
  RETURN_IF_ERROR(tx.Query("SELECT project_id, is_labeled FROM task WHERE id = $1", {task_id},
                           [&](const db::Row& row) {
                             project_id = row.Int(0);
                             was_labeled = row.Bool(1);
                           }));
  static const std::string kUpdate =
      "UPDATE task SET "
      "total_annotations = (SELECT COUNT(*) FROM annotation a WHERE a.task_id = task.id "
      "AND a.was_cancelled = 0), "
      "cancelled_annotations = (SELECT COUNT(*) FROM annotation a WHERE a.task_id = task.id "
      "AND a.was_cancelled = 1), "
      "total_predictions = (SELECT COUNT(*) FROM prediction p WHERE p.task_id = task.id), "
      "is_labeled = CASE WHEN " +
      std::string(kAuthors) + " >= overlap THEN 1 ELSE 0 END WHERE id = $1 RETURNING is_labeled";
  bool is_labeled = false;
  RETURN_IF_ERROR(
      tx.Query(kUpdate, {task_id}, [&](const db::Row& row) { is_labeled = row.Bool(0); }));
  return AddToProject(tx, project_id, {.finished = int{is_labeled} - int{was_labeled}});
}

Result<void> SetOverlap(db::Connection& tx, int64_t project_id, int64_t overlap) {
  RETURN_IF_ERROR(tx.Execute("UPDATE task SET overlap = $2 WHERE project_id = $1 AND overlap <> $2",
                             {project_id, overlap}));
  RETURN_IF_ERROR(tx.Execute("UPDATE task SET is_labeled = CASE WHEN " + std::string(kAuthors) +
                                 " >= overlap THEN 1 ELSE 0 END "
                                 "WHERE project_id = $1 AND total_annotations > 0",
                             {project_id}));
  RETURN_IF_ERROR(
      tx.Execute("UPDATE project SET finished_task_number = (SELECT COUNT(*) FROM task "
                 "WHERE project_id = $1 AND is_labeled = 1) WHERE id = $1",
                 {project_id}));
  return {};
}

}  // namespace millrace::labeling
