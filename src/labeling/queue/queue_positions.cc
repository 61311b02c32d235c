#include "labeling/queue/queue_positions.h"

namespace millrace::labeling {

Result<int64_t> QueuePosition(db::Connection& tx, int64_t project_id, int64_t account_id) {
  ASSIGN_OR_RETURN(
      const auto found,
      tx.QueryInt("SELECT task_id FROM queue_position WHERE project_id = $1 AND account_id = $2",
                  {project_id, account_id}));
  return found.value_or(0);
}

Result<void> SetQueuePosition(db::Connection& tx, int64_t project_id, int64_t account_id,
                              int64_t task_id) {
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO queue_position (project_id, account_id, task_id) VALUES ($1, $2, $3) "
                 "ON CONFLICT (project_id, account_id) DO UPDATE SET task_id = excluded.task_id",
                 {project_id, account_id, task_id}));
  return {};
}

Result<void> TaskMayBeFree(db::Connection& tx, int64_t project_id, int64_t task_id) {
  RETURN_IF_ERROR(
      tx.Execute("UPDATE queue_position SET task_id = $2 WHERE project_id = $1 AND task_id > $2",
                 {project_id, task_id - 1}));
  return {};
}

Result<void> AllTasksMayBeFree(db::Connection& tx, int64_t project_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM queue_position WHERE project_id = $1", {project_id}));
  return {};
}

}  // namespace millrace::labeling
