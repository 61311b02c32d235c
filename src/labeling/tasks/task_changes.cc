#include "labeling/tasks/task_changes.h"

namespace millrace::labeling {

Result<int64_t> NextRevision(db::Connection& tx, int64_t project_id) {
  int64_t revision = 0;
  RETURN_IF_ERROR(
      tx.Query("UPDATE project SET tasks_revision = tasks_revision + 1 WHERE id = $1 "
               "RETURNING tasks_revision",
               {project_id}, [&](const db::Row& row) { revision = row.Int(0); }));
  return revision;
}

Result<void> NoteChange(db::Connection& tx, int64_t task_id) {
  std::optional<int64_t> revision;
  RETURN_IF_ERROR(
      tx.Query("UPDATE project SET tasks_revision = tasks_revision + 1 WHERE id = "
               "(SELECT project_id FROM task WHERE id = $1) RETURNING tasks_revision",
               {task_id}, [&](const db::Row& row) { revision = row.Int(0); }));
  if (!revision.has_value()) return {};
  RETURN_IF_ERROR(tx.Execute("UPDATE task SET revision = $2 WHERE id = $1", {task_id, *revision}));
  return {};
}

Result<void> NoteManyChanges(db::Connection& tx, int64_t project_id) {
  RETURN_IF_ERROR(
      tx.Execute("UPDATE project SET tasks_epoch = tasks_epoch + 1 WHERE id = $1", {project_id}));
  return {};
}

Result<TasksState> StateOfTasks(db::Connection& tx, int64_t project_id) {
  TasksState state;
  RETURN_IF_ERROR(
      tx.Query("SELECT tasks_epoch, tasks_revision, next_inner_id FROM project WHERE id = $1",
               {project_id}, [&](const db::Row& row) {
                 state = {.epoch = row.Int(0), .revision = row.Int(1), .next_inner = row.Int(2)};
               }));
  return state;
}

}  // namespace millrace::labeling
