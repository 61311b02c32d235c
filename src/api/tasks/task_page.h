// Tasks with what hangs on them, read together.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "labeling/tasks/annotations.h"
#include "labeling/tasks/predictions.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {

class TaskPage {
 public:
  // Reads annotations and predictions of all tasks in two statements.
  static Result<TaskPage> Read(db::Connection& tx, std::vector<labeling::Task> tasks,
                               labeling::Parts parts = labeling::Parts::kAll);

  const std::vector<labeling::Task>& tasks() const { return tasks_; }
  std::span<const labeling::Annotation> annotations(int64_t task_id) const;
  std::span<const labeling::Prediction> predictions(int64_t task_id) const;

 private:
  struct Run {
    size_t begin = 0, count = 0;
  };
  std::vector<labeling::Task> tasks_;
  std::vector<labeling::Annotation> annotations_;
  std::vector<labeling::Prediction> predictions_;
  std::unordered_map<int64_t, Run> annotation_runs_, prediction_runs_;
};

}  // namespace millrace::api
