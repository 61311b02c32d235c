// What a source may do to tasks that people may already have worked on.
#pragma once

#include <span>
#include <vector>

#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

enum class SourceState : int { kFine = 0, kChanged = 1, kGone = 2 };

// Those of `ids` that exist and have neither an annotation nor a draft.
Result<std::vector<int64_t>> UntouchedTasks(db::Connection& tx, std::span<const int64_t> ids);
// Flags tasks, for people to see. Ids that do not exist are ignored; returns how many were flagged.
Result<int64_t> SetSourceState(db::Connection& tx, std::span<const int64_t> ids, SourceState state);
// Tasks of a project that came from a source: the lowest ids, and how many there are.
Result<std::vector<int64_t>> TasksOfSource(db::Connection& tx, int64_t project_id,
                                           int64_t source_id, size_t limit);
Result<int64_t> CountTasksOfSource(db::Connection& tx, int64_t project_id, int64_t source_id);
Result<bool> TaskExists(db::Connection& tx, int64_t id);

// The object or record that a task came from becomes that of another task of the project.
Result<void> MoveSource(db::Connection& tx, int64_t from, int64_t to);

}  // namespace millrace::labeling
