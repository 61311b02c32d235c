// What changed in the tasks of a project: lists that are kept in memory ask for nothing else.
//
// Whoever changes what a list of tasks shows, orders or filters by (a task's row, its annotations,
// predictions and drafts) says so here, in the same transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"

namespace millrace::labeling {

// One task changed. Not for one that was made: ids tell of those.
Result<void> NoteChange(db::Connection& tx, int64_t task_id);
// The revision that tasks changed in this transaction get, for who writes it with the row.
Result<int64_t> NextRevision(db::Connection& tx, int64_t project_id);
// Tasks went, or more changed than are worth naming.
Result<void> NoteManyChanges(db::Connection& tx, int64_t project_id);

// The state of a project's tasks. Equal ones are the same tasks, unchanged.
struct TasksState {
  int64_t epoch = -1;      // another one: read everything again
  int64_t revision = 0;    // grows with every change
  int64_t next_inner = 0;  // grows with every new task
  bool operator==(const TasksState&) const = default;
};
// That of a project that does not exist is TasksState{}.
Result<TasksState> StateOfTasks(db::Connection& tx, int64_t project_id);

}  // namespace millrace::labeling
