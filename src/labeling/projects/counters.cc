#include "labeling/projects/counters.h"

#include "labeling/projects/project_settings.h"
#include "labeling/projects/projects.h"
#include "labeling/queue/queue_positions.h"
#include "labeling/tasks/task_changes.h"

namespace millrace::labeling {
namespace {

// How many accounts finished the task: one that was cancelled counts only where the project says so
// ($2 = 1), one without a result never.
constexpr std::string_view kAuthors =
    "(SELECT COUNT(DISTINCT COALESCE(a.completed_by, 0)) FROM annotation a "
    "WHERE a.task_id = task.id AND (a.was_cancelled = 0 OR $2 = 1) AND a.result <> '')";

}  // namespace

void CounterDelta::AddAnnotation(bool was_cancelled, bool is_ground_truth, int sign) {
  (was_cancelled ? skipped : annotations) += sign;
  if (is_ground_truth) ground_truth += sign;
}

void CounterDelta::AddUseful(int64_t of_one_task, int sign) {
  useful += sign * of_one_task;
  if (of_one_task > 0) tasks_annotated += sign;
}

Result<void> AddToProject(db::Connection& tx, int64_t project_id, const CounterDelta& delta) {
  if (delta == CounterDelta{}) return {};
  RETURN_IF_ERROR(
      tx.Execute("UPDATE project SET task_number = task_number + $2, "
                 "finished_task_number = finished_task_number + $3, "
                 "total_annotations_number = total_annotations_number + $4, "
                 "skipped_annotations_number = skipped_annotations_number + $5, "
                 "ground_truth_number = ground_truth_number + $6, "
                 "total_predictions_number = total_predictions_number + $7, "
                 "useful_annotations_number = useful_annotations_number + $8, "
                 "tasks_with_annotations = tasks_with_annotations + $9 WHERE id = $1",
                 {project_id, delta.tasks, delta.finished, delta.annotations, delta.skipped,
                  delta.ground_truth, delta.predictions, delta.useful, delta.tasks_annotated}));
  return {};
}

Result<void> RecountTask(db::Connection& tx, int64_t task_id, CounterDelta delta) {
  int64_t project_id = 0;
  bool was_labeled = false, ignore_skipped = false, has_predictions = false;
  RETURN_IF_ERROR(
      tx.Query("SELECT t.project_id, t.is_labeled, t.useful_annotations, p.ignore_skipped, "
               "t.total_predictions FROM task t "
               "JOIN project p ON p.id = t.project_id WHERE t.id = $1",
               {task_id}, [&](const db::Row& row) {
                 project_id = row.Int(0);
                 was_labeled = row.Bool(1);
                 delta.AddUseful(row.Int(2), -1);
                 ignore_skipped = row.Bool(3);
                 has_predictions = row.Int(4) > 0;
               }));
  static const std::string kUpdate =
      "UPDATE task SET "
      "total_annotations = (SELECT COUNT(*) FROM annotation a WHERE a.task_id = task.id "
      "AND a.was_cancelled = 0), "
      "cancelled_annotations = (SELECT COUNT(*) FROM annotation a WHERE a.task_id = task.id "
      "AND a.was_cancelled = 1), "
      "useful_annotations = (SELECT COUNT(*) FROM annotation a WHERE a.task_id = task.id "
      "AND a.was_cancelled = 0 AND a.ground_truth = 0), "
      "total_predictions = (SELECT COUNT(*) FROM prediction p WHERE p.task_id = task.id), "
      "annotated_at = (SELECT MAX(a.created_at) FROM annotation a WHERE a.task_id = task.id), "
      "is_labeled = CASE WHEN " +
      std::string(kAuthors) +
      " >= overlap THEN 1 ELSE 0 END WHERE id = $1 RETURNING is_labeled, useful_annotations";
  bool is_labeled = false;
  RETURN_IF_ERROR(tx.Query(kUpdate, {task_id, ignore_skipped}, [&](const db::Row& row) {
    is_labeled = row.Bool(0);
    delta.AddUseful(row.Int(1), 1);
  }));
  if (is_labeled != was_labeled) {
    delta.finished += int{is_labeled} - int{was_labeled};
    if (has_predictions) {
      RETURN_IF_ERROR(tx.Execute("UPDATE prediction SET task_open = $2 WHERE task_id = $1",
                                 {task_id, !is_labeled}));
    }
    if (was_labeled) RETURN_IF_ERROR(TaskMayBeFree(tx, project_id, task_id));
  }
  return AddToProject(tx, project_id, delta);
}

Result<void> DecideLabeled(db::Connection& tx, int64_t project_id) {
  ASSIGN_OR_RETURN(const auto ignore_skipped,
                   tx.QueryInt("SELECT ignore_skipped FROM project WHERE id = $1", {project_id}));
  RETURN_IF_ERROR(tx.Execute("UPDATE task SET is_labeled = CASE WHEN " + std::string(kAuthors) +
                                 " >= overlap THEN 1 ELSE 0 END WHERE project_id = $1 "
                                 "AND (total_annotations > 0 OR cancelled_annotations > 0)",
                             {project_id, ignore_skipped.value_or(0)}));
  RETURN_IF_ERROR(
      tx.Execute("UPDATE project SET finished_task_number = (SELECT COUNT(*) FROM task "
                 "WHERE project_id = $1 AND is_labeled = 1) WHERE id = $1",
                 {project_id}));
  RETURN_IF_ERROR(
      tx.Execute("UPDATE prediction SET task_open = (SELECT 1 - t.is_labeled FROM task t "
                 "WHERE t.id = prediction.task_id) WHERE project_id = $1",
                 {project_id}));
  RETURN_IF_ERROR(NoteManyChanges(tx, project_id));
  return AllTasksMayBeFree(tx, project_id);
}

Result<QueueNumbers> QueueOf(db::Connection& tx, const Project& project,
                             std::optional<int64_t> account_id) {
  QueueNumbers numbers{.total = project.task_number - project.finished_task_number};
  if (!account_id.has_value()) return numbers;
  int64_t annotated = 0, submitted = 0;
  RETURN_IF_ERROR(
      tx.Query("SELECT COUNT(*), COALESCE(SUM(1 - mine.cancelled), 0) FROM (SELECT task_id, "
               "MIN(was_cancelled) AS cancelled FROM annotation WHERE project_id = $1 "
               "AND completed_by = $2 GROUP BY task_id) mine",
               {project.id, *account_id}, [&](const db::Row& row) {
                 annotated = row.Int(0);
                 submitted = row.Int(1);
               }));
  numbers.done = ReadProjectRules(project.settings).requeue_for_me ? submitted : annotated;
  if (annotated == 0 || numbers.total == 0) {
    numbers.total += annotated;
    return numbers;
  }
  // By the tasks that wait for others (index task_waiting), which are fewer than the done ones.
  ASSIGN_OR_RETURN(
      const auto waiting,
      tx.QueryInt("SELECT COUNT(*) FROM task t WHERE t.project_id = $1 AND t.is_labeled = 0 "
                  "AND t.total_annotations + t.cancelled_annotations > 0 AND EXISTS (SELECT 1 "
                  "FROM annotation a WHERE a.task_id = t.id AND a.completed_by = $2)",
                  {project.id, *account_id}));
  numbers.total += annotated - waiting.value_or(0);
  return numbers;
}

Result<std::vector<int64_t>> AnnotatorsOf(db::Connection& tx, int64_t project_id) {
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(
      // From account to account along the index, not over every annotation.
      tx.Query("WITH RECURSIVE found (id) AS (SELECT MIN(completed_by) FROM annotation "
               "WHERE project_id = $1 UNION ALL SELECT (SELECT MIN(completed_by) FROM annotation "
               "WHERE project_id = $1 AND completed_by > found.id) FROM found "
               "WHERE found.id IS NOT NULL) SELECT id FROM found WHERE id IS NOT NULL ORDER BY id",
               {project_id}, [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  return ids;
}

}  // namespace millrace::labeling
