// The counters of tasks and projects: the one place that says what they count.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "db/database.h"

namespace millrace::labeling {

struct Project;

// What a project's counters grow by (negative: shrink by).
struct CounterDelta {
  int64_t tasks = 0, finished = 0;
  int64_t annotations = 0;   // without cancelled ones
  int64_t skipped = 0;       // cancelled annotations
  int64_t ground_truth = 0;  // cancelled ones included
  int64_t predictions = 0;
  // Neither cancelled nor ground truth: such annotations, and the tasks that have one.
  int64_t useful = 0, tasks_annotated = 0;

  // Counts an annotation; `sign` is 1 or -1. The useful ones are counted by task: RecountTask, or
  // AddUseful by who adds and deletes whole tasks.
  void AddAnnotation(bool was_cancelled, bool ground_truth, int sign);
  void AddUseful(int64_t of_one_task, int sign);
  bool operator==(const CounterDelta&) const = default;
};

Result<void> AddToProject(db::Connection& tx, int64_t project_id, const CounterDelta& delta);

// Counts a task's annotations and predictions anew, with the time of the newest annotation, decides
// whether it is labeled (as many accounts as its overlap finished an annotation), and carries a
// change of that to the project, together with `delta`.
Result<void> RecountTask(db::Connection& tx, int64_t task_id, CounterDelta delta = {});

// Decides anew which tasks of a project are labeled.
Result<void> DecideLabeled(db::Connection& tx, int64_t project_id);

struct QueueNumbers {
  int64_t total = 0, done = 0;
};
// Of one account: the tasks it annotated or may still, and those it annotated (where its cancelled
// ones come back to it, only those that it submitted). Nobody has done none.
Result<QueueNumbers> QueueOf(db::Connection& tx, const Project& project,
                             std::optional<int64_t> account_id);

// Who annotated something in the project, ascending.
Result<std::vector<int64_t>> AnnotatorsOf(db::Connection& tx, int64_t project_id);

}  // namespace millrace::labeling
