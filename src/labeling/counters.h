// The counters of tasks and projects: the one place that says what they count.
#pragma once

#include <cstdint>

#include "db/database.h"

namespace millrace::labeling {

// What a project's counters grow by (negative: shrink by).
struct CounterDelta {
  int64_t tasks = 0, finished = 0;
  int64_t annotations = 0;   // without cancelled ones
  int64_t skipped = 0;       // cancelled annotations
  int64_t ground_truth = 0;  // cancelled ones included
  int64_t predictions = 0;

  // Counts an annotation; `sign` is 1 or -1.
  void AddAnnotation(bool was_cancelled, bool ground_truth, int sign);
  bool operator==(const CounterDelta&) const = default;
};

Result<void> AddToProject(db::Connection& tx, int64_t project_id, const CounterDelta& delta);

// Counts a task's annotations and predictions anew, decides whether it is labeled (as many accounts
// as its overlap finished an annotation), and carries a change of that to the project.
Result<void> RecountTask(db::Connection& tx, int64_t task_id);

// Gives all tasks of a project this overlap and decides anew which are labeled.
Result<void> SetOverlap(db::Connection& tx, int64_t project_id, int64_t overlap);

}  // namespace millrace::labeling
