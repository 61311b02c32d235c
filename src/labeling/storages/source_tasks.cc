#include "labeling/storages/source_tasks.h"

namespace millrace::labeling {

Result<std::vector<int64_t>> UntouchedTasks(db::Connection& tx, std::span<const int64_t> ids) {
  std::vector<int64_t> untouched;
  for (const int64_t id : ids)
    RETURN_IF_ERROR(
        tx.Query("SELECT id FROM task WHERE id = $1 "
                 "AND NOT EXISTS (SELECT 1 FROM annotation WHERE task_id = $1) "
                 "AND NOT EXISTS (SELECT 1 FROM draft WHERE task_id = $1)",
                 {id}, [&](const db::Row& row) { untouched.push_back(row.Int(0)); }));
  return untouched;
}

Result<int64_t> SetSourceState(db::Connection& tx, std::span<const int64_t> ids,
                               SourceState state) {
  int64_t flagged = 0;
  for (const int64_t id : ids) {
    ASSIGN_OR_RETURN(const int64_t changed,
                     tx.Execute("UPDATE task SET source_state = $1 WHERE id = $2",
                                {static_cast<int>(state), id}));
    flagged += changed;
  }
  return flagged;
}

Result<std::vector<int64_t>> TasksOfSource(db::Connection& tx, int64_t project_id,
                                           int64_t source_id, size_t limit) {
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(tx.Query(
      "SELECT id FROM task WHERE project_id = $1 AND source_id = $2 ORDER BY id LIMIT $3",
      {project_id, source_id, limit}, [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  return ids;
}

Result<int64_t> CountTasksOfSource(db::Connection& tx, int64_t project_id, int64_t source_id) {
  ASSIGN_OR_RETURN(const auto count,
                   tx.QueryInt("SELECT count(*) FROM task WHERE project_id = $1 AND source_id = $2",
                               {project_id, source_id}));
  return count.value_or(0);
}

Result<bool> TaskExists(db::Connection& tx, int64_t id) {
  ASSIGN_OR_RETURN(const auto found, tx.QueryInt("SELECT 1 FROM task WHERE id = $1", {id}));
  return found.has_value();
}

}  // namespace millrace::labeling
