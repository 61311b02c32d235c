// Predictions: what a model says about a task. The only owner of the table prediction, besides
// InsertTasks.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "labeling/tasks/annotations.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

struct Prediction {
  int64_t id = 0, task_id = 0, project_id = 0;
  std::string result;  // JSON array
  std::optional<double> score;
  std::string model_version;
  std::optional<int64_t> cluster;
  std::string neighbors;  // JSON; "" = null
  double mislabeling = 0;
  Time created_at{}, updated_at{};
};

// As AnnotationsOf.
Result<std::vector<Prediction>> PredictionsOf(db::Connection& tx, std::span<const int64_t> task_ids,
                                              Parts parts = Parts::kAll);

struct PredictionQuery {
  std::optional<int64_t> project_id;
  int64_t after = 0;  // id
  int64_t limit = 1000;
};
// By id.
Result<std::vector<Prediction>> ListPredictions(db::Connection& tx, const PredictionQuery& query);
Result<Prediction> GetPrediction(db::Connection& tx, int64_t id);  // kNotFound

// Makes it (id, project and times are given here) as `by`. kNotFound for an unknown task.
Result<Prediction> CreatePrediction(db::Connection& tx, const Prediction& given,
                                    std::optional<int64_t> by, Time now);
struct TaskPrediction {
  int64_t task_id = 0;
  NewPrediction prediction;
};
// Many at once, for tasks of one project that exist.
Result<void> CreatePredictions(db::Connection& tx, int64_t project_id,
                               std::span<const TaskPrediction> items, Time now);
// Those of `ids` that are tasks of the project.
Result<std::vector<int64_t>> TaskIdsOf(db::Connection& tx, int64_t project_id,
                                       std::span<const int64_t> ids);
// Everything but id, project and times may change; with the task, the project.
Result<Prediction> UpdatePrediction(db::Connection& tx, const Prediction& prediction,
                                    std::optional<int64_t> by, Time now);
// Annotations made from it stay.
Result<void> DeletePrediction(db::Connection& tx, int64_t id, std::optional<int64_t> by, Time now);
// Those of a task stand together, and are counted once.
Result<void> DeletePredictions(db::Connection& tx, std::span<const Prediction> predictions,
                               std::optional<int64_t> by, Time now);

}  // namespace millrace::labeling
