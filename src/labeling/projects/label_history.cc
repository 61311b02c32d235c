#include "labeling/projects/label_history.h"

namespace millrace::labeling {

Result<void> AddToHistory(db::Connection& tx, int64_t account_id, int64_t project_id,
                          int64_t task_id, int64_t limit) {
  int64_t last = 0;
  bool known = false;
  RETURN_IF_ERROR(tx.Query(
      "SELECT position, task_id FROM label_history WHERE account_id = $1 AND project_id = $2",
      {account_id, project_id}, [&](const db::Row& row) {
        last = row.Int(0);
        known |= row.Int(1) == task_id;
      }));
  if (known || limit <= 0) return {};
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO label_history (account_id, project_id, position, task_id) "
                 "VALUES ($1, $2, $3, $4)",
                 {account_id, project_id, last + 1, task_id}));
  RETURN_IF_ERROR(tx.Execute(
      "DELETE FROM label_history WHERE account_id = $1 AND project_id = $2 AND position <= $3",
      {account_id, project_id, last + 1 - limit}));
  return {};
}

Result<void> NoteInHistory(db::Connection& tx, int64_t account_id, int64_t project_id,
                           int64_t task_id, int64_t annotation_id) {
  RETURN_IF_ERROR(
      tx.Execute("UPDATE label_history SET annotation_id = $4 "
                 "WHERE account_id = $1 AND project_id = $2 AND task_id = $3",
                 {account_id, project_id, task_id, annotation_id}));
  return {};
}

Result<std::vector<HistoryItem>> ReadHistory(db::Connection& tx, int64_t account_id,
                                             int64_t project_id) {
  std::vector<HistoryItem> items;
  RETURN_IF_ERROR(
      tx.Query("SELECT h.task_id, a.id FROM label_history h JOIN task t ON t.id = h.task_id "
               "LEFT JOIN annotation a ON a.id = h.annotation_id "
               "WHERE h.account_id = $1 AND h.project_id = $2 ORDER BY h.position",
               {account_id, project_id}, [&](const db::Row& row) {
                 items.push_back({.task_id = row.Int(0), .annotation_id = row.MaybeInt(1)});
               }));
  return items;
}

Result<void> DropHistory(db::Connection& tx, int64_t project_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM label_history WHERE project_id = $1", {project_id}));
  return {};
}

}  // namespace millrace::labeling
