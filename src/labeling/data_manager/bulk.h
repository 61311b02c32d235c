// What the data manager does to many tasks. Each function does a batch inside the caller's
// transaction: give it a few hundred tasks, so that other writers wait only for a moment.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

// The project's tasks behind `after`, by id.
Result<std::vector<int64_t>> TaskIdsAfter(db::Connection& tx, int64_t project_id, int64_t after,
                                          int64_t limit);

// One of the project's tasks, by chance as `number` says; nothing if it has none.
Result<std::optional<int64_t>> AnyTaskOf(db::Connection& tx, int64_t project_id, uint64_t number);

// Annotations and drafts of these tasks, or only those that `annotator` made; the number of
// annotations. The targets are told.
Result<int64_t> DeleteAnnotationsOfTasks(db::Connection& tx, std::span<const int64_t> task_ids,
                                         std::optional<int64_t> annotator,
                                         std::optional<int64_t> by, Time now);

Result<int64_t> DeletePredictionsOfTasks(db::Connection& tx, std::span<const int64_t> task_ids,
                                         std::optional<int64_t> by, Time now);

// An annotation by `by` of each prediction that no annotation was made of yet; only of these model
// versions, if any are given. The number of annotations.
Result<int64_t> AnnotateByPredictions(db::Connection& tx, std::span<const int64_t> task_ids,
                                      std::span<const std::string> model_versions,
                                      std::optional<int64_t> by, Time now);

// What the annotations (without cancelled ones) and predictions of tasks add up to.
struct TaskTotals {
  int64_t annotations = 0, predictions = 0;
  TaskTotals operator-(const TaskTotals& other) const {
    return {.annotations = annotations - other.annotations,
            .predictions = predictions - other.predictions};
  }
};
// Of those of `ids` that are tasks of the project.
Result<TaskTotals> TotalsOfTasks(db::Connection& tx, int64_t project_id,
                                 std::span<const int64_t> ids);

}  // namespace millrace::labeling
