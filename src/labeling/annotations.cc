#include "labeling/annotations.h"

#include "labeling/counters.h"
#include "labeling/export_outbox.h"
#include "labeling/id_list.h"
#include "labeling/task_rows.h"

namespace millrace::labeling {
namespace {

using db::Arg;

// The project of a task; kNotFound names the task.
Result<int64_t> ProjectOfTask(db::Connection& tx, int64_t task_id) {
  ASSIGN_OR_RETURN(const auto project_id,
                   tx.QueryInt("SELECT project_id FROM task WHERE id = $1", {task_id}));
  if (!project_id.has_value()) {
    return Fail(ErrorKind::kNotFound, "There is no task " + std::to_string(task_id) + ".",
                "It may have been deleted.");
  }
  return *project_id;
}

Result<void> Enqueue(db::Connection& tx, const Annotation& annotation, bool deleted) {
  const int64_t ids[] = {annotation.id};
  return EnqueueExports(tx, annotation.project_id, annotation.task_id, ids, deleted);
}

Result<void> TouchTask(db::Connection& tx, int64_t task_id, std::optional<int64_t> by, Time now) {
  RETURN_IF_ERROR(tx.Execute("UPDATE task SET updated_at = $2, updated_by = $3 WHERE id = $1",
                             {task_id, ToMicros(now), by}));
  return {};
}

// A task has one ground truth: the latest that was named.
Result<void> ClearOtherGroundTruths(db::Connection& tx, const Annotation& chosen) {
  std::vector<int64_t> others;
  RETURN_IF_ERROR(tx.Query(
      "SELECT id FROM annotation WHERE task_id = $1 AND ground_truth = 1 AND id <> $2",
      {chosen.task_id, chosen.id}, [&](const db::Row& row) { others.push_back(row.Int(0)); }));
  if (others.empty()) return {};
  for (const int64_t id : others) {
    RETURN_IF_ERROR(tx.Execute("UPDATE annotation SET ground_truth = 0 WHERE id = $1", {id}));
  }
  RETURN_IF_ERROR(AddToProject(tx, chosen.project_id, {.ground_truth = -std::ssize(others)}));
  RETURN_IF_ERROR(RecountTask(tx, chosen.task_id));  // the others are useful again
  return EnqueueExports(tx, chosen.project_id, chosen.task_id, others, false);
}

}  // namespace

Result<Annotation> CreateAnnotation(db::Connection& tx, int64_t task_id, const NewAnnotation& given,
                                    std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(const int64_t project_id, ProjectOfTask(tx, task_id));
  if (!given.unique_id.empty()) {
    ASSIGN_OR_RETURN(const auto same,
                     tx.QueryInt("SELECT id FROM annotation WHERE task_id = $1 AND unique_id = $2",
                                 {task_id, given.unique_id}));
    if (same.has_value()) {
      return Fail(ErrorKind::kConflict,
                  "Annotation with this unique id already exists: it is annotation " +
                      std::to_string(*same) + ".",
                  "It was saved before; there is nothing to do.");
    }
  }
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "annotation", 1));
  const Annotation row = NewAnnotationRow(given, id, task_id, project_id, by, now);
  std::vector<Arg> values;
  AppendAnnotationRow(values, row);
  RETURN_IF_ERROR(
      tx.InsertMany("INSERT INTO annotation (" + std::string(kAnnotationColumns) + ") VALUES",
                    kAnnotationColumnCount, values));
  if (by.has_value()) {
    RETURN_IF_ERROR(tx.Execute(
        "DELETE FROM draft WHERE task_id = $1 AND account_id = $2 AND annotation_id IS NULL",
        {task_id, *by}));
  }
  CounterDelta delta;
  delta.AddAnnotation(row.was_cancelled, row.ground_truth, 1);
  RETURN_IF_ERROR(AddToProject(tx, project_id, delta));
  RETURN_IF_ERROR(RecountTask(tx, task_id));
  RETURN_IF_ERROR(TouchTask(tx, task_id, by, now));
  if (row.ground_truth) RETURN_IF_ERROR(ClearOtherGroundTruths(tx, row));
  RETURN_IF_ERROR(Enqueue(tx, row, false));
  return row;
}

Result<Annotation> GetAnnotation(db::Connection& tx, int64_t id) {
  std::optional<Annotation> annotation;
  RETURN_IF_ERROR(
      tx.Query("SELECT " + std::string(kAnnotationColumns) + " FROM annotation WHERE id = $1", {id},
               [&](const db::Row& row) { annotation = AnnotationOf(row); }));
  if (!annotation.has_value()) {
    return Fail(ErrorKind::kNotFound, "There is no annotation " + std::to_string(id) + ".",
                "It may have been deleted.");
  }
  return *std::move(annotation);
}

Result<std::vector<Annotation>> AnnotationsById(db::Connection& tx, std::span<const int64_t> ids) {
  std::vector<Annotation> annotations;
  annotations.reserve(ids.size());
  while (!ids.empty()) {
    const IdList list = TakeIds(ids);
    RETURN_IF_ERROR(
        tx.Query("SELECT " + std::string(kAnnotationColumns) + " FROM annotation WHERE id IN " +
                     list.sql + " ORDER BY id",
                 list.args, [&](const db::Row& row) { annotations.push_back(AnnotationOf(row)); }));
  }
  return annotations;
}

Result<std::vector<Annotation>> AnnotationsOf(db::Connection& tx,
                                              std::span<const int64_t> task_ids) {
  std::vector<Annotation> annotations;
  RETURN_IF_ERROR(
      QueryOfTasks(tx, "SELECT " + std::string(kAnnotationColumns) + " FROM annotation", task_ids,
                   [&](const db::Row& row) { annotations.push_back(AnnotationOf(row)); }));
  return annotations;
}

Result<Annotation> UpdateAnnotation(db::Connection& tx, int64_t id, const AnnotationPatch& patch,
                                    std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(Annotation annotation, GetAnnotation(tx, id));
  CounterDelta delta;
  delta.AddAnnotation(annotation.was_cancelled, annotation.ground_truth, -1);
  if (patch.result.has_value()) annotation.result = *patch.result;
  if (patch.was_cancelled.has_value()) annotation.was_cancelled = *patch.was_cancelled;
  if (patch.ground_truth.has_value()) annotation.ground_truth = *patch.ground_truth;
  if (patch.lead_time.has_value()) annotation.lead_time = patch.lead_time;
  if (patch.last_action.has_value()) annotation.last_action = *patch.last_action;
  annotation.updated_by = by;
  annotation.updated_at = now;
  delta.AddAnnotation(annotation.was_cancelled, annotation.ground_truth, 1);
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE annotation SET result = $2, was_cancelled = $3, ground_truth = $4, lead_time = $5, "
      "last_action = $6, updated_by = $7, updated_at = $8 WHERE id = $1",
      {id, annotation.result, annotation.was_cancelled, annotation.ground_truth,
       annotation.lead_time, TextOrNull(annotation.last_action), annotation.updated_by,
       ToMicros(annotation.updated_at)}));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM draft WHERE task_id = $1 AND annotation_id = $2",
                             {annotation.task_id, id}));
  RETURN_IF_ERROR(AddToProject(tx, annotation.project_id, delta));
  RETURN_IF_ERROR(RecountTask(tx, annotation.task_id));
  RETURN_IF_ERROR(TouchTask(tx, annotation.task_id, by, now));
  if (patch.ground_truth == true) RETURN_IF_ERROR(ClearOtherGroundTruths(tx, annotation));
  RETURN_IF_ERROR(Enqueue(tx, annotation, false));
  return annotation;
}

Result<void> DeleteAnnotation(db::Connection& tx, int64_t id, Time now) {
  ASSIGN_OR_RETURN(const Annotation annotation, GetAnnotation(tx, id));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM annotation WHERE id = $1", {id}));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM draft WHERE task_id = $1 AND annotation_id = $2",
                             {annotation.task_id, id}));
  CounterDelta delta;
  delta.AddAnnotation(annotation.was_cancelled, annotation.ground_truth, -1);
  RETURN_IF_ERROR(AddToProject(tx, annotation.project_id, delta));
  RETURN_IF_ERROR(RecountTask(tx, annotation.task_id));
  RETURN_IF_ERROR(tx.Execute("UPDATE task SET updated_at = $2 WHERE id = $1",
                             {annotation.task_id, ToMicros(now)}));
  return Enqueue(tx, annotation, true);
}

}  // namespace millrace::labeling
