#include <map>

#include "labeling/counters.h"
#include "labeling/id_list.h"
#include "labeling/task_rows.h"

namespace millrace::labeling {
namespace {

using db::Arg;

constexpr std::string_view kColumns =
    "id, task_id, project_id, result, score, model_version, created_at, updated_at";

Prediction PredictionOf(const db::Row& row) {
  return {.id = row.Int(0),
          .task_id = row.Int(1),
          .project_id = row.Int(2),
          .result = row.String(3),
          .score = row.MaybeReal(4),
          .model_version = row.String(5),
          .created_at = FromMicros(row.Int(6)),
          .updated_at = FromMicros(row.Int(7))};
}

Result<void> Select(db::Connection& tx, const std::string& where, std::span<const Arg> args,
                    std::vector<Prediction>& out) {
  return tx.Query("SELECT " + std::string(kColumns) + " FROM prediction WHERE " + where, args,
                  [&](const db::Row& row) { out.push_back(PredictionOf(row)); });
}

}  // namespace

Result<std::vector<Prediction>> PredictionsOf(db::Connection& tx,
                                              std::span<const int64_t> task_ids) {
  std::vector<Prediction> predictions;
  RETURN_IF_ERROR(
      QueryOfTasks(tx, "SELECT " + std::string(kColumns) + " FROM prediction", task_ids,
                   [&](const db::Row& row) { predictions.push_back(PredictionOf(row)); }));
  return predictions;
}

Result<Prediction> CreatePrediction(db::Connection& tx, int64_t task_id, const NewPrediction& given,
                                    Time now) {
  ASSIGN_OR_RETURN(const Task task, GetTask(tx, task_id));
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "prediction", 1));
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO prediction (id, task_id, project_id, result, score, model_version, "
                 "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
                 {id, task_id, task.project_id, given.result, given.score,
                  TextOrNull(given.model_version), ToMicros(now)}));
  RETURN_IF_ERROR(RecountTask(tx, task_id));
  RETURN_IF_ERROR(AddToProject(tx, task.project_id, {.predictions = 1}));
  return GetPrediction(tx, id);
}

Result<void> CreatePredictions(db::Connection& tx, int64_t project_id,
                               std::span<const TaskPrediction> items, Time now) {
  if (items.empty()) return {};
  ASSIGN_OR_RETURN(int64_t id, AllocateIds(tx, "prediction", std::ssize(items)));
  std::vector<Arg> values;
  std::map<int64_t, int64_t> added;
  for (const TaskPrediction& item : items) {
    values.insert(values.end(),
                  {Arg(id++), Arg(item.task_id), Arg(project_id), Arg(item.prediction.result),
                   Arg(item.prediction.score), TextOrNull(item.prediction.model_version),
                   Arg(ToMicros(now)), Arg(ToMicros(now))});
    ++added[item.task_id];
  }
  RETURN_IF_ERROR(tx.InsertMany(
      "INSERT INTO prediction (id, task_id, project_id, result, score, model_version, created_at, "
      "updated_at) VALUES",
      8, values));
  for (const auto& [task_id, count] : added) {
    RETURN_IF_ERROR(
        tx.Execute("UPDATE task SET total_predictions = total_predictions + $2 WHERE id = $1",
                   {task_id, count}));
  }
  return AddToProject(tx, project_id, {.predictions = std::ssize(items)});
}

Result<std::vector<int64_t>> TaskIdsOf(db::Connection& tx, int64_t project_id,
                                       std::span<const int64_t> ids) {
  std::vector<int64_t> found;
  while (!ids.empty()) {
    const IdList list = TakeIds(ids);
    RETURN_IF_ERROR(tx.Query("SELECT id, project_id FROM task WHERE id IN " + list.sql, list.args,
                             [&](const db::Row& row) {
                               if (row.Int(1) == project_id) found.push_back(row.Int(0));
                             }));
  }
  return found;
}

Result<Prediction> GetPrediction(db::Connection& tx, int64_t id) {
  const Arg args[] = {Arg(id)};
  std::vector<Prediction> found;
  RETURN_IF_ERROR(Select(tx, "id = $1", args, found));
  if (found.empty()) {
    return Fail(ErrorKind::kNotFound, "There is no prediction " + std::to_string(id) + ".");
  }
  return std::move(found.front());
}

Result<void> DeletePrediction(db::Connection& tx, int64_t id) {
  ASSIGN_OR_RETURN(const Prediction prediction, GetPrediction(tx, id));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM prediction WHERE id = $1", {id}));
  RETURN_IF_ERROR(RecountTask(tx, prediction.task_id));
  return AddToProject(tx, prediction.project_id, {.predictions = -1});
}

}  // namespace millrace::labeling
