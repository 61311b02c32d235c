#include "api/tasks/task_page.h"

#include <algorithm>

namespace millrace::api {

Result<TaskPage> TaskPage::Read(db::Connection& tx, std::vector<labeling::Task> tasks,
                                labeling::Parts parts) {
  TaskPage page;
  std::vector<int64_t> ids;
  ids.reserve(tasks.size());
  for (const labeling::Task& task : tasks) ids.push_back(task.id);
  page.tasks_ = std::move(tasks);
  ASSIGN_OR_RETURN(page.annotations_, labeling::AnnotationsOf(tx, ids, parts));
  ASSIGN_OR_RETURN(page.predictions_, labeling::PredictionsOf(tx, ids, parts));
  std::ranges::stable_sort(page.annotations_, {}, &labeling::Annotation::task_id);
  std::ranges::stable_sort(page.predictions_, {}, &labeling::Prediction::task_id);
  for (size_t i = 0; i < page.annotations_.size(); ++i) {
    Run& run = page.annotation_runs_[page.annotations_[i].task_id];
    if (run.count++ == 0) run.begin = i;
  }
  for (size_t i = 0; i < page.predictions_.size(); ++i) {
    Run& run = page.prediction_runs_[page.predictions_[i].task_id];
    if (run.count++ == 0) run.begin = i;
  }
  return page;
}

std::span<const labeling::Annotation> TaskPage::annotations(int64_t task_id) const {
  const auto run = annotation_runs_.find(task_id);
  if (run == annotation_runs_.end()) return {};
  return std::span(annotations_).subspan(run->second.begin, run->second.count);
}

std::span<const labeling::Prediction> TaskPage::predictions(int64_t task_id) const {
  const auto run = prediction_runs_.find(task_id);
  if (run == prediction_runs_.end()) return {};
  return std::span(predictions_).subspan(run->second.begin, run->second.count);
}

}  // namespace millrace::api
