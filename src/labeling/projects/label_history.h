// The tasks an account was given in a project, oldest first, so that it can go back to them. The
// only owner of label_history.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "db/database.h"

namespace millrace::labeling {

struct HistoryItem {
  int64_t task_id = 0;
  std::optional<int64_t> annotation_id;  // the account's, once it made one
};

// A task that is in the history keeps its place. At most the last `limit` stay.
Result<void> AddToHistory(db::Connection& tx, int64_t account_id, int64_t project_id,
                          int64_t task_id, int64_t limit);
// Notes the annotation if the task is in the history.
Result<void> NoteInHistory(db::Connection& tx, int64_t account_id, int64_t project_id,
                           int64_t task_id, int64_t annotation_id);
// Without tasks that are gone; an annotation that is gone is nothing.
Result<std::vector<HistoryItem>> ReadHistory(db::Connection& tx, int64_t account_id,
                                             int64_t project_id);
// With the project.
Result<void> DropHistory(db::Connection& tx, int64_t project_id);

}  // namespace millrace::labeling
