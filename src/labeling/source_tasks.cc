#include "labeling/source_tasks.h"

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

Result<bool> TaskExists(db::Connection& tx, int64_t id) {
  ASSIGN_OR_RETURN(const auto found, tx.QueryInt("SELECT 1 FROM task WHERE id = $1", {id}));
  return found.has_value();
}

}  // namespace millrace::labeling
