#include "labeling/tasks/annotations.h"

#include "labeling/projects/counters.h"
#include "labeling/projects/label_history.h"
#include "labeling/queue/queue_positions.h"
#include "labeling/queue/task_locks.h"
#include "labeling/storages/export_outbox.h"
#include "labeling/tasks/drafts.h"
#include "labeling/tasks/id_list.h"
#include "labeling/tasks/task_rows.h"
#include "labeling/webhooks/announce.h"

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

// Annotations made from this row of the table that `parent` names name it no longer.
Result<void> ForgetParent(db::Connection& tx, const std::string& parent, int64_t parent_id) {
  std::vector<Annotation> children;
  RETURN_IF_ERROR(tx.Query(
      "SELECT " + std::string(kAnnotationColumns) + " FROM annotation WHERE " + parent + " = $1",
      {parent_id}, [&](const db::Row& row) { children.push_back(AnnotationOf(row)); }));
  if (children.empty()) return {};
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE annotation SET " + parent + " = NULL WHERE " + parent + " = $1", {parent_id}));
  for (const Annotation& child : children) RETURN_IF_ERROR(Enqueue(tx, child, false));
  return {};
}

Result<void> CheckUniqueId(db::Connection& tx, const std::string& unique_id) {
  if (unique_id.empty()) return {};
  ASSIGN_OR_RETURN(const auto same,
                   tx.QueryInt("SELECT id FROM annotation WHERE unique_id = $1", {unique_id}));
  if (!same.has_value()) return {};
  return Fail(ErrorKind::kConflict,
              "Annotation with this unique id already exists: it is annotation " +
                  std::to_string(*same) + ".",
              "It was saved before; there is nothing to do.");
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

// CreateAnnotation without its announcement.
Result<Annotation> Create(db::Connection& tx, int64_t task_id, const NewAnnotation& given,
                          std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(const int64_t project_id, ProjectOfTask(tx, task_id));
  RETURN_IF_ERROR(CheckUniqueId(tx, given.unique_id));
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "annotation", 1));
  const Annotation row = NewAnnotationRow(given, id, task_id, project_id, by, now);
  std::vector<Arg> values;
  AppendAnnotationRow(values, row);
  RETURN_IF_ERROR(
      tx.InsertMany("INSERT INTO annotation (" + std::string(kAnnotationColumns) + ") VALUES",
                    kAnnotationColumnCount, values));
  CounterDelta delta;
  delta.AddAnnotation(row.was_cancelled, row.ground_truth, 1);
  RETURN_IF_ERROR(RecountTask(tx, task_id, delta));
  RETURN_IF_ERROR(TouchTask(tx, task_id, by, now));
  if (by.has_value()) {
    RETURN_IF_ERROR(ReleaseLock(tx, task_id, *by));
    RETURN_IF_ERROR(NoteInHistory(tx, *by, project_id, task_id, id));
  }
  // Where the lock ended and the annotation takes no place of the overlap, or another one's.
  if (row.was_cancelled || row.ground_truth || row.result.empty() || row.completed_by != by) {
    RETURN_IF_ERROR(TaskMayBeFree(tx, project_id, task_id));
  }
  if (row.ground_truth) RETURN_IF_ERROR(ClearOtherGroundTruths(tx, row));
  RETURN_IF_ERROR(Enqueue(tx, row, false));
  return row;
}

}  // namespace

Result<Annotation> CreateAnnotation(db::Connection& tx, int64_t task_id, const NewAnnotation& given,
                                    std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(Annotation annotation, Create(tx, task_id, given, by, now));
  RETURN_IF_ERROR(AnnounceAnnotation(tx, Action::kAnnotationCreated, annotation, now));
  return annotation;
}

Result<void> CreateAnnotations(db::Connection& tx, std::span<const TaskAnnotation> given,
                               std::optional<int64_t> by, Time now) {
  std::vector<Annotation> created;
  for (const TaskAnnotation& one : given) {
    ASSIGN_OR_RETURN(Annotation annotation, Create(tx, one.task_id, one.annotation, by, now));
    created.push_back(std::move(annotation));
  }
  return AnnounceNewAnnotations(tx, created, now);
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

Result<std::vector<Annotation>> AnnotationsOf(db::Connection& tx, std::span<const int64_t> task_ids,
                                              Parts parts) {
  std::vector<Annotation> annotations;
  RETURN_IF_ERROR(
      QueryOfTasks(tx, SelectOf(kAnnotationColumns, parts) + " FROM annotation", task_ids,
                   [&](const db::Row& row) { annotations.push_back(AnnotationOf(row)); }));
  return annotations;
}

namespace {

void Apply(const AnnotationPatch& patch, Annotation& annotation) {
  const auto set = [](const auto& from, auto& to) {
    if (from.has_value()) to = *from;
  };
  set(patch.result, annotation.result);
  set(patch.unique_id, annotation.unique_id);
  set(patch.last_action, annotation.last_action);
  set(patch.was_cancelled, annotation.was_cancelled);
  set(patch.ground_truth, annotation.ground_truth);
  set(patch.bulk_created, annotation.bulk_created);
  set(patch.completed_by, annotation.completed_by);
  set(patch.lead_time, annotation.lead_time);
  set(patch.draft_created_at, annotation.draft_created_at);
  set(patch.import_id, annotation.import_id);
  set(patch.parent_prediction, annotation.parent_prediction);
  set(patch.parent_annotation, annotation.parent_annotation);
  set(patch.last_created_by, annotation.last_created_by);
}

}  // namespace

Result<Annotation> UpdateAnnotation(db::Connection& tx, int64_t id, const AnnotationPatch& patch,
                                    std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(Annotation annotation, GetAnnotation(tx, id));
  if (patch.unique_id.has_value() && *patch.unique_id != annotation.unique_id) {
    RETURN_IF_ERROR(CheckUniqueId(tx, *patch.unique_id));
  }
  CounterDelta delta;
  delta.AddAnnotation(annotation.was_cancelled, annotation.ground_truth, -1);
  Apply(patch, annotation);
  annotation.updated_by = by;
  annotation.updated_at = now;
  delta.AddAnnotation(annotation.was_cancelled, annotation.ground_truth, 1);
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE annotation SET result = $2, was_cancelled = $3, ground_truth = $4, lead_time = $5, "
      "last_action = $6, updated_by = $7, updated_at = $8, completed_by = $9, unique_id = $10, "
      "bulk_created = $11, draft_created_at = $12, import_id = $13, parent_prediction = $14, "
      "parent_annotation = $15, last_created_by = $16 WHERE id = $1",
      {id, annotation.result, annotation.was_cancelled, annotation.ground_truth,
       annotation.lead_time, TextOrNull(annotation.last_action), annotation.updated_by,
       ToMicros(annotation.updated_at), annotation.completed_by, TextOrNull(annotation.unique_id),
       annotation.bulk_created, MaybeMicros(annotation.draft_created_at), annotation.import_id,
       annotation.parent_prediction, annotation.parent_annotation, annotation.last_created_by}));
  RETURN_IF_ERROR(DeleteDraftsOfAnnotation(tx, annotation.task_id, id));
  RETURN_IF_ERROR(RecountTask(tx, annotation.task_id, delta));
  RETURN_IF_ERROR(TouchTask(tx, annotation.task_id, by, now));
  if (by.has_value()) RETURN_IF_ERROR(ReleaseLock(tx, annotation.task_id, *by));
  RETURN_IF_ERROR(TaskMayBeFree(tx, annotation.project_id, annotation.task_id));
  if (patch.ground_truth == true) RETURN_IF_ERROR(ClearOtherGroundTruths(tx, annotation));
  RETURN_IF_ERROR(Enqueue(tx, annotation, false));
  RETURN_IF_ERROR(AnnounceAnnotation(tx, Action::kAnnotationUpdated, annotation, now));
  return annotation;
}

Result<void> DeleteAnnotation(db::Connection& tx, int64_t id, std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(const Annotation annotation, GetAnnotation(tx, id));
  return DeleteAnnotations(tx, std::span(&annotation, 1), by, now);
}

Result<void> DeleteAnnotations(db::Connection& tx, std::span<const Annotation> annotations,
                               std::optional<int64_t> by, Time now) {
  if (annotations.empty()) return {};
  const int64_t project_id = annotations.front().project_id;
  std::vector<int64_t> gone;
  while (!annotations.empty()) {
    const int64_t task_id = annotations.front().task_id;
    std::vector<int64_t> ids;
    CounterDelta delta;
    for (; !annotations.empty() && annotations.front().task_id == task_id;
         annotations = annotations.subspan(1)) {
      const Annotation& annotation = annotations.front();
      RETURN_IF_ERROR(tx.Execute("DELETE FROM annotation WHERE id = $1", {annotation.id}));
      RETURN_IF_ERROR(DeleteDraftsOfAnnotation(tx, task_id, annotation.id));
      RETURN_IF_ERROR(ForgetParent(tx, "parent_annotation", annotation.id));
      delta.AddAnnotation(annotation.was_cancelled, annotation.ground_truth, -1);
      ids.push_back(annotation.id);
    }
    RETURN_IF_ERROR(RecountTask(tx, task_id, delta));
    RETURN_IF_ERROR(TouchTask(tx, task_id, by, now));
    RETURN_IF_ERROR(TaskMayBeFree(tx, project_id, task_id));
    RETURN_IF_ERROR(EnqueueExports(tx, project_id, task_id, ids, true));
    gone.insert(gone.end(), ids.begin(), ids.end());
  }
  return AnnounceDeleted(tx, Action::kAnnotationsDeleted, project_id, gone, now);
}

Result<void> ForgetParentPrediction(db::Connection& tx, int64_t prediction_id) {
  return ForgetParent(tx, "parent_prediction", prediction_id);
}

}  // namespace millrace::labeling
