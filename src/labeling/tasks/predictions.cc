#include "labeling/tasks/predictions.h"

#include <map>

#include "labeling/projects/counters.h"
#include "labeling/tasks/id_list.h"
#include "labeling/tasks/task_changes.h"
#include "labeling/tasks/task_rows.h"

namespace millrace::labeling {
namespace {

using db::Arg;

constexpr std::string_view kColumns =
    "id, task_id, project_id, result, score, model_version, cluster, neighbors, mislabeling, "
    "created_at, updated_at";

Prediction PredictionOf(const db::Row& row) {
  return {.id = row.Int(0),
          .task_id = row.Int(1),
          .project_id = row.Int(2),
          .result = row.String(3),
          .score = row.MaybeReal(4),
          .model_version = row.String(5),
          .cluster = row.MaybeInt(6),
          .neighbors = row.String(7),
          .mislabeling = row.Real(8),
          .created_at = FromMicros(row.Int(9)),
          .updated_at = FromMicros(row.Int(10))};
}

Result<void> Select(db::Connection& tx, const std::string& where, std::span<const Arg> args,
                    std::vector<Prediction>& out) {
  return tx.Query("SELECT " + std::string(kColumns) + " FROM prediction WHERE " + where, args,
                  [&](const db::Row& row) { out.push_back(PredictionOf(row)); });
}

// After a prediction came to or went from the task.
Result<void> Recount(db::Connection& tx, int64_t task_id, int64_t project_id, int64_t change) {
  RETURN_IF_ERROR(RecountTask(tx, task_id));
  return AddToProject(tx, project_id, {.predictions = change});
}

}  // namespace

Result<std::vector<Prediction>> PredictionsOf(db::Connection& tx, std::span<const int64_t> task_ids,
                                              Parts parts) {
  std::vector<Prediction> predictions;
  RETURN_IF_ERROR(
      QueryOfTasks(tx, SelectOf(kColumns, parts) + " FROM prediction", task_ids,
                   [&](const db::Row& row) { predictions.push_back(PredictionOf(row)); }));
  return predictions;
}

Result<std::vector<Prediction>> ListPredictions(db::Connection& tx, const PredictionQuery& query) {
  std::vector<Prediction> predictions;
  if (query.project_id.has_value()) {
    const Arg args[] = {Arg(query.after), Arg(query.limit), Arg(*query.project_id)};
    RETURN_IF_ERROR(
        Select(tx, "project_id = $3 AND id > $1 ORDER BY id LIMIT $2", args, predictions));
  } else {
    const Arg args[] = {Arg(query.after), Arg(query.limit)};
    RETURN_IF_ERROR(Select(tx, "id > $1 ORDER BY id LIMIT $2", args, predictions));
  }
  return predictions;
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
                   Arg(item.prediction.score), Arg(item.prediction.model_version),
                   Arg(ToMicros(now)), Arg(ToMicros(now))});
    ++added[item.task_id];
  }
  RETURN_IF_ERROR(tx.InsertMany(
      "INSERT INTO prediction (id, task_id, project_id, result, score, model_version, created_at, "
      "updated_at) VALUES",
      8, values));
  ASSIGN_OR_RETURN(const int64_t revision, NextRevision(tx, project_id));
  for (const auto& [task_id, count] : added) {
    bool is_labeled = false;
    RETURN_IF_ERROR(tx.Query(
        "UPDATE task SET total_predictions = total_predictions + $2, revision = $3 "
        "WHERE id = $1 RETURNING is_labeled",
        {task_id, count, revision}, [&](const db::Row& row) { is_labeled = row.Bool(0); }));
    if (!is_labeled) continue;
    RETURN_IF_ERROR(
        tx.Execute("UPDATE prediction SET task_open = 0 WHERE task_id = $1", {task_id}));
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
    return Fail(ErrorKind::kNotFound, "There is no prediction " + std::to_string(id) + ".",
                "It may have been deleted.");
  }
  return std::move(found.front());
}

Result<Prediction> CreatePrediction(db::Connection& tx, const Prediction& given,
                                    std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(const Task task, GetTask(tx, given.task_id));
  Prediction made = given;
  ASSIGN_OR_RETURN(made.id, AllocateIds(tx, "prediction", 1));
  made.project_id = task.project_id;
  made.created_at = made.updated_at = now;
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO prediction (" + std::string(kColumns) +
                     ", task_open) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)",
                 {made.id, made.task_id, made.project_id, made.result, made.score,
                  made.model_version, made.cluster, TextOrNull(made.neighbors), made.mislabeling,
                  ToMicros(now), !task.is_labeled}));
  RETURN_IF_ERROR(Recount(tx, made.task_id, made.project_id, 1));
  RETURN_IF_ERROR(TouchTask(tx, made.task_id, by, now));
  return made;
}

Result<Prediction> UpdatePrediction(db::Connection& tx, const Prediction& prediction,
                                    std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(const Prediction before, GetPrediction(tx, prediction.id));
  ASSIGN_OR_RETURN(const Task task, GetTask(tx, prediction.task_id));
  Prediction after = prediction;
  after.project_id = task.project_id;
  after.updated_at = now;
  RETURN_IF_ERROR(
      tx.Execute("UPDATE prediction SET task_id = $2, project_id = $3, result = $4, score = $5, "
                 "model_version = $6, cluster = $7, neighbors = $8, mislabeling = $9, "
                 "updated_at = $10, task_open = $11 WHERE id = $1",
                 {after.id, after.task_id, after.project_id, after.result, after.score,
                  after.model_version, after.cluster, TextOrNull(after.neighbors),
                  after.mislabeling, ToMicros(now), !task.is_labeled}));
  if (after.task_id != before.task_id) {
    RETURN_IF_ERROR(Recount(tx, before.task_id, before.project_id, -1));
    RETURN_IF_ERROR(NoteChange(tx, before.task_id));
    RETURN_IF_ERROR(Recount(tx, after.task_id, after.project_id, 1));
  }
  RETURN_IF_ERROR(TouchTask(tx, after.task_id, by, now));
  return after;
}

Result<void> DeletePrediction(db::Connection& tx, int64_t id, std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(const Prediction prediction, GetPrediction(tx, id));
  return DeletePredictions(tx, std::span(&prediction, 1), by, now);
}

Result<void> DeletePredictions(db::Connection& tx, std::span<const Prediction> predictions,
                               std::optional<int64_t> by, Time now) {
  while (!predictions.empty()) {
    const int64_t task_id = predictions.front().task_id;
    const int64_t project_id = predictions.front().project_id;
    int64_t deleted = 0;
    for (; !predictions.empty() && predictions.front().task_id == task_id;
         predictions = predictions.subspan(1)) {
      const int64_t id = predictions.front().id;
      RETURN_IF_ERROR(tx.Execute("DELETE FROM prediction WHERE id = $1", {id}));
      RETURN_IF_ERROR(ForgetParentPrediction(tx, id));
      ++deleted;
    }
    RETURN_IF_ERROR(Recount(tx, task_id, project_id, -deleted));
    RETURN_IF_ERROR(TouchTask(tx, task_id, by, now));
  }
  return {};
}

}  // namespace millrace::labeling
