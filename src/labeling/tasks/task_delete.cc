// Deleting tasks with all that hangs on them.
#include <map>

#include "labeling/projects/counters.h"
#include "labeling/queue/overlap.h"
#include "labeling/storages/export_outbox.h"
#include "labeling/storages/source_objects.h"
#include "labeling/storages/storages.h"
#include "labeling/tasks/id_list.h"
#include "labeling/tasks/task_changes.h"
#include "labeling/tasks/task_rows.h"
#include "labeling/webhooks/announce.h"
#include "labeling/webhooks/webhooks.h"

namespace millrace::labeling {
namespace {

struct Doomed {
  int64_t id = 0, project_id = 0;
  std::optional<int64_t> source_id;
  std::string source_key;
  std::vector<int64_t> annotations;
};

Result<void> CollectTasks(db::Connection& tx, const IdList& list, std::map<int64_t, Doomed>& doomed,
                          std::map<int64_t, CounterDelta>& deltas) {
  return tx.Query(
      "SELECT id, project_id, source_id, source_key, is_labeled, total_predictions, "
      "useful_annotations FROM task "
      "WHERE id IN " +
          list.sql,
      list.args, [&](const db::Row& row) {
        doomed.emplace(row.Int(0), Doomed{.id = row.Int(0),
                                          .project_id = row.Int(1),
                                          .source_id = row.MaybeInt(2),
                                          .source_key = row.String(3)});
        CounterDelta& delta = deltas[row.Int(1)];
        delta.tasks -= 1;
        delta.finished -= row.Int(4);
        delta.predictions -= row.Int(5);
        delta.AddUseful(row.Int(6), -1);
      });
}

Result<void> CollectAnnotations(db::Connection& tx, const IdList& list,
                                std::map<int64_t, Doomed>& doomed,
                                std::map<int64_t, CounterDelta>& deltas) {
  return tx.Query(
      "SELECT id, task_id, was_cancelled, ground_truth FROM annotation WHERE task_id IN " +
          list.sql,
      list.args, [&](const db::Row& row) {
        const auto task = doomed.find(row.Int(1));
        if (task == doomed.end()) return;
        task->second.annotations.push_back(row.Int(0));
        deltas[task->second.project_id].AddAnnotation(row.Bool(2), row.Bool(3), -1);
      });
}

using IdsByProject = std::map<int64_t, std::vector<int64_t>>;

// Adds those it deleted to `gone`.
Result<void> DeleteSome(db::Connection& tx, const IdList& list, DeleteReason reason,
                        IdsByProject& gone) {
  std::map<int64_t, Doomed> doomed;
  std::map<int64_t, CounterDelta> deltas;
  RETURN_IF_ERROR(CollectTasks(tx, list, doomed, deltas));
  RETURN_IF_ERROR(CollectAnnotations(tx, list, doomed, deltas));
  for (const std::string_view table : {"annotation", "prediction", "draft", "task_lock"}) {
    RETURN_IF_ERROR(tx.Execute(
        "DELETE FROM " + std::string(table) + " WHERE task_id IN " + list.sql, list.args));
  }
  RETURN_IF_ERROR(tx.Execute("DELETE FROM task WHERE id IN " + list.sql, list.args));
  for (const auto& [id, task] : doomed) {
    gone[task.project_id].push_back(id);
    if (!task.annotations.empty()) {
      RETURN_IF_ERROR(EnqueueExports(tx, task.project_id, id, task.annotations, true));
    }
    if (task.source_id.has_value()) {
      RETURN_IF_ERROR(
          ForgetTask(tx, *task.source_id, task.source_key, id, reason != DeleteReason::kSource));
    }
  }
  for (const auto& [project_id, delta] : deltas) {
    RETURN_IF_ERROR(AddToProject(tx, project_id, delta));
    RETURN_IF_ERROR(NoteManyChanges(tx, project_id));
    RETURN_IF_ERROR(SettleCohort(tx, project_id));
  }
  return {};
}

bool WebhooksHear(DeleteReason reason) {
  return reason == DeleteReason::kUser || reason == DeleteReason::kSource;
}

using AnnotationsByTask = std::map<int64_t, std::vector<int64_t>>;

// Empty if no target wants to know.
Result<AnnotationsByTask> AnnotationsToRetract(db::Connection& tx, int64_t project_id) {
  AnnotationsByTask by_task;
  ASSIGN_OR_RETURN(const bool targets, HasTargets(tx, project_id));
  if (!targets) return by_task;
  RETURN_IF_ERROR(tx.Query("SELECT task_id, id FROM annotation WHERE project_id = $1", {project_id},
                           [&](const db::Row& row) { by_task[row.Int(0)].push_back(row.Int(1)); }));
  return by_task;
}

// Empty if no webhook wants to know.
Result<std::vector<int64_t>> TasksToAnnounce(db::Connection& tx, int64_t project_id) {
  std::vector<int64_t> ids;
  ASSIGN_OR_RETURN(const auto listeners, ListenersOf(tx, project_id, Action::kTasksDeleted));
  if (listeners.empty()) return ids;
  RETURN_IF_ERROR(tx.Query("SELECT id FROM task WHERE project_id = $1 ORDER BY id", {project_id},
                           [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  return ids;
}

}  // namespace

Result<int64_t> DeleteTasks(db::Connection& tx, std::span<const int64_t> ids, DeleteReason reason,
                            Time now) {
  IdsByProject gone;
  while (!ids.empty()) RETURN_IF_ERROR(DeleteSome(tx, TakeIds(ids), reason, gone));
  int64_t deleted = 0;
  for (const auto& [project_id, tasks] : gone) {
    deleted += std::ssize(tasks);
    if (WebhooksHear(reason))
      RETURN_IF_ERROR(AnnounceDeleted(tx, Action::kTasksDeleted, project_id, tasks, now));
  }
  return deleted;
}

Result<int64_t> DeleteTasksOfProject(db::Connection& tx, int64_t project_id, Time now,
                                     DeleteReason reason) {
  ASSIGN_OR_RETURN(const AnnotationsByTask retracted, AnnotationsToRetract(tx, project_id));
  ASSIGN_OR_RETURN(const std::vector<int64_t> announced, WebhooksHear(reason)
                                                             ? TasksToAnnounce(tx, project_id)
                                                             : Result<std::vector<int64_t>>());
  for (const std::string_view table : {"annotation", "prediction", "draft", "task_lock"}) {
    RETURN_IF_ERROR(tx.Execute("DELETE FROM " + std::string(table) +
                                   " WHERE task_id IN (SELECT id FROM task WHERE project_id = $1)",
                               {project_id}));
  }
  ASSIGN_OR_RETURN(const int64_t deleted,
                   tx.Execute("DELETE FROM task WHERE project_id = $1", {project_id}));
  RETURN_IF_ERROR(
      tx.Execute("UPDATE project SET task_number = 0, finished_task_number = 0, "
                 "total_annotations_number = 0, skipped_annotations_number = 0, "
                 "ground_truth_number = 0, total_predictions_number = 0, "
                 "useful_annotations_number = 0, tasks_with_annotations = 0 WHERE id = $1",
                 {project_id}));
  RETURN_IF_ERROR(NoteManyChanges(tx, project_id));
  for (const auto& [task_id, annotations] : retracted) {
    RETURN_IF_ERROR(EnqueueExports(tx, project_id, task_id, annotations, true));
  }
  ASSIGN_OR_RETURN(const auto sources,
                   ListStorages(tx, {.project_id = project_id, .role = StorageRole::kSource}));
  for (const Storage& source : sources) RETURN_IF_ERROR(ForgetAllTasks(tx, source.id));
  RETURN_IF_ERROR(AnnounceDeleted(tx, Action::kTasksDeleted, project_id, announced, now));
  return deleted;
}

}  // namespace millrace::labeling
