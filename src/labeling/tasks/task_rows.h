// How tasks and annotations lie in their tables: shared by the files that read and write them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "labeling/tasks/annotations.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

inline constexpr std::string_view kTaskColumns =
    "id, project_id, inner_id, data, meta, source_id, source_key, created_at, updated_at, "
    "updated_by, is_labeled, overlap, total_annotations, cancelled_annotations, "
    "total_predictions, allow_skip, source_state, file_upload_id, "
    "(SELECT file FROM file_upload WHERE file_upload.id = task.file_upload_id), annotated_at";
Task TaskOf(const db::Row& row);

inline constexpr std::string_view kAnnotationColumns =
    "id, task_id, project_id, completed_by, updated_by, result, was_cancelled, ground_truth, "
    "bulk_created, created_at, updated_at, draft_created_at, lead_time, import_id, "
    "parent_prediction, parent_annotation, last_created_by, unique_id, last_action";
inline constexpr size_t kAnnotationColumnCount = 19;
Annotation AnnotationOf(const db::Row& row);
// Appends the 19 values of a row. They borrow from `annotation`.
void AppendAnnotationRow(std::vector<db::Arg>& values, const Annotation& annotation);
// The row for an annotation that is made now. `by` is who makes it.
Annotation NewAnnotationRow(const NewAnnotation& given, int64_t id, int64_t task_id,
                            int64_t project_id, std::optional<int64_t> by, Time now);

// "SELECT" with these columns; without their results, where only the facts are wanted.
std::string SelectOf(std::string_view columns, Parts parts);

// Runs `select`, whose second column is task_id, for the rows of these tasks, in order of task and
// id if `task_ids` ascends: as one range where the ids lie close together, else by lists of ids.
Result<void> QueryOfTasks(db::Connection& tx, const std::string& select,
                          std::span<const int64_t> task_ids, const db::OnRow& on_row);

inline db::Arg TextOrNull(std::string_view text) {
  return text.empty() ? db::Arg(nullptr) : db::Arg(text);
}

// Something that hangs on the task was changed by `by`.
Result<void> TouchTask(db::Connection& tx, int64_t task_id, std::optional<int64_t> by, Time now);
// Annotations that were made from this prediction name it no longer.
Result<void> ForgetParentPrediction(db::Connection& tx, int64_t prediction_id);

inline db::Arg MaybeMicros(const std::optional<Time>& time) {
  return time.has_value() ? db::Arg(ToMicros(*time)) : db::Arg(nullptr);
}

// Is there a storage that gets the project's annotations?
Result<bool> HasTargets(db::Connection& tx, int64_t project_id);

}  // namespace millrace::labeling
