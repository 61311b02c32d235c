#include "labeling/data_manager/bulk.h"

#include <algorithm>

#include "labeling/tasks/annotations.h"
#include "labeling/tasks/drafts.h"
#include "labeling/tasks/id_list.h"
#include "labeling/tasks/predictions.h"

namespace millrace::labeling {

Result<std::vector<int64_t>> TaskIdsAfter(db::Connection& tx, int64_t project_id, int64_t after,
                                          int64_t limit) {
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(
      tx.Query("SELECT id FROM task WHERE project_id = $1 AND id > $2 ORDER BY id LIMIT $3",
               {project_id, after, limit}, [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  return ids;
}

Result<std::optional<int64_t>> AnyTaskOf(db::Connection& tx, int64_t project_id, uint64_t number) {
  int64_t first = 0, last = 0;
  RETURN_IF_ERROR(tx.Query("SELECT MIN(id), MAX(id) FROM task WHERE project_id = $1", {project_id},
                           [&](const db::Row& row) { first = row.Int(0), last = row.Int(1); }));
  if (last == 0) return std::nullopt;
  // There may be gaps: the next one behind the place.
  const int64_t place = first + static_cast<int64_t>(number % (last - first + 1));
  ASSIGN_OR_RETURN(const auto ids, TaskIdsAfter(tx, project_id, place - 1, 1));
  return ids.empty() ? std::nullopt : std::optional(ids.front());
}

Result<int64_t> DeleteAnnotationsOfTasks(db::Connection& tx, std::span<const int64_t> task_ids,
                                         std::optional<int64_t> annotator,
                                         std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(std::vector<Annotation> annotations, AnnotationsOf(tx, task_ids, Parts::kFacts));
  if (annotator.has_value())
    std::erase_if(annotations,
                  [&](const Annotation& one) { return one.completed_by != annotator; });
  RETURN_IF_ERROR(DeleteAnnotations(tx, annotations, by, now));
  ASSIGN_OR_RETURN(const std::vector<Draft> drafts,
                   DraftsOf(tx, task_ids, {.account_id = annotator}));
  for (const Draft& draft : drafts) RETURN_IF_ERROR(DeleteDraft(tx, draft));
  return std::ssize(annotations);
}

Result<int64_t> DeletePredictionsOfTasks(db::Connection& tx, std::span<const int64_t> task_ids,
                                         std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(const std::vector<Prediction> predictions,
                   PredictionsOf(tx, task_ids, Parts::kFacts));
  RETURN_IF_ERROR(DeletePredictions(tx, predictions, by, now));
  return std::ssize(predictions);
}

Result<int64_t> AnnotateByPredictions(db::Connection& tx, std::span<const int64_t> task_ids,
                                      std::span<const std::string> model_versions,
                                      std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(const std::vector<Prediction> predictions, PredictionsOf(tx, task_ids));
  std::vector<TaskAnnotation> made;
  for (const Prediction& prediction : predictions) {
    if (!model_versions.empty() &&
        std::ranges::find(model_versions, prediction.model_version) == model_versions.end())
      continue;
    ASSIGN_OR_RETURN(const auto used,
                     tx.QueryInt("SELECT 1 FROM annotation WHERE parent_prediction = $1 LIMIT 1",
                                 {prediction.id}));
    if (used.has_value()) continue;
    made.push_back({prediction.task_id,
                    {.result = prediction.result,
                     .completed_by = by,
                     .parent_prediction = prediction.id,
                     .last_created_by = by,
                     .last_action = "prediction"}});
  }
  RETURN_IF_ERROR(CreateAnnotations(tx, made, by, now));
  return std::ssize(made);
}

Result<TaskTotals> TotalsOfTasks(db::Connection& tx, int64_t project_id,
                                 std::span<const int64_t> ids) {
  TaskTotals totals;
  while (!ids.empty()) {
    const IdList list = TakeIds(ids);
    RETURN_IF_ERROR(tx.Query(
        "SELECT project_id, total_annotations, total_predictions FROM task WHERE id IN " + list.sql,
        list.args, [&](const db::Row& row) {
          if (row.Int(0) != project_id) return;
          totals.annotations += row.Int(1);
          totals.predictions += row.Int(2);
        }));
  }
  return totals;
}

}  // namespace millrace::labeling
