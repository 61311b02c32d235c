#include "labeling/queue/task_locks.h"

#include <utility>
#include <vector>

#include "base/ids.h"
#include "labeling/queue/queue_positions.h"

namespace millrace::labeling {
namespace {

using Freed = std::vector<std::pair<int64_t, int64_t>>;  // project, task

Result<void> Announce(db::Connection& tx, const Freed& freed) {
  for (const auto& [project_id, task_id] : freed) {
    RETURN_IF_ERROR(TaskMayBeFree(tx, project_id, task_id));
  }
  return {};
}

}  // namespace

Result<void> DropExpiredLocks(db::Connection& tx, int64_t project_id, Time now) {
  Freed freed;
  RETURN_IF_ERROR(
      tx.Query("SELECT task_id FROM task_lock WHERE project_id = $1 AND expires_at <= $2",
               {project_id, ToMicros(now)},
               [&](const db::Row& row) { freed.emplace_back(project_id, row.Int(0)); }));
  if (freed.empty()) return {};
  RETURN_IF_ERROR(tx.Execute("DELETE FROM task_lock WHERE project_id = $1 AND expires_at <= $2",
                             {project_id, ToMicros(now)}));
  return Announce(tx, freed);
}

Result<std::string> LockTask(db::Connection& tx, int64_t project_id, int64_t task_id,
                             int64_t account_id, Time now, Time until) {
  std::string unique_id = RandomUuid();
  RETURN_IF_ERROR(tx.Query(
      "INSERT INTO task_lock (task_id, account_id, project_id, unique_id, created_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (task_id, account_id) "
      "DO UPDATE SET expires_at = excluded.expires_at RETURNING unique_id",
      {task_id, account_id, project_id, unique_id, ToMicros(now), ToMicros(until)},
      [&](const db::Row& row) { unique_id = row.String(0); }));
  return unique_id;
}

Result<void> ReleaseLock(db::Connection& tx, int64_t task_id, int64_t account_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM task_lock WHERE task_id = $1 AND account_id = $2",
                             {task_id, account_id}));
  return {};
}

Result<void> ReleaseLocksOf(db::Connection& tx, int64_t account_id) {
  Freed freed;
  RETURN_IF_ERROR(
      tx.Query("SELECT project_id, task_id FROM task_lock WHERE account_id = $1", {account_id},
               [&](const db::Row& row) { freed.emplace_back(row.Int(0), row.Int(1)); }));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM task_lock WHERE account_id = $1", {account_id}));
  return Announce(tx, freed);
}

}  // namespace millrace::labeling
