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

Result<void> MoveSource(db::Connection& tx, int64_t from, int64_t to) {
  std::optional<int64_t> source_id;
  std::string key;
  RETURN_IF_ERROR(tx.Query("SELECT source_id, source_key FROM task WHERE id = $1", {from},
                           [&](const db::Row& row) {
                             source_id = row.MaybeInt(0);
                             key = row.String(1);
                           }));
  if (!source_id.has_value()) return {};
  RETURN_IF_ERROR(tx.Execute("UPDATE task SET source_id = $2, source_key = $3 WHERE id = $1",
                             {to, *source_id, db::Blob{key}}));
  RETURN_IF_ERROR(
      tx.Execute("UPDATE task SET source_id = NULL, source_key = NULL WHERE id = $1", {from}));
  for (const char* sql : {"UPDATE source_object SET task_id = $4 WHERE source_id = $1 "
                          "AND key = $2 AND task_id = $3",
                          "UPDATE source_record SET task_id = $4 WHERE source_id = $1 "
                          "AND key = $2 AND task_id = $3"}) {
    RETURN_IF_ERROR(tx.Execute(sql, {*source_id, db::Blob{key}, from, to}));
  }
  return {};
}

}  // namespace millrace::labeling
