#include "labeling/tasks/task_rows.h"

#include <algorithm>

#include "base/text.h"
#include "labeling/tasks/id_list.h"
#include "labeling/tasks/task_changes.h"

namespace millrace::labeling {

using db::Arg;

Task TaskOf(const db::Row& row) {
  return {.id = row.Int(0),
          .project_id = row.Int(1),
          .inner_id = row.Int(2),
          .data = row.String(3),
          .meta = row.String(4),
          .source_id = row.MaybeInt(5),
          .source_key = row.String(6),
          .created_at = FromMicros(row.Int(7)),
          .updated_at = FromMicros(row.Int(8)),
          .updated_by = row.MaybeInt(9),
          .is_labeled = row.Bool(10),
          .overlap = row.Int(11),
          .total_annotations = row.Int(12),
          .cancelled_annotations = row.Int(13),
          .total_predictions = row.Int(14),
          .allow_skip = row.Bool(15),
          .source_state = static_cast<int>(row.Int(16)),
          .file_upload_id = row.MaybeInt(17),
          .file_upload = row.String(18),
          .annotated_at = row.Null(19) ? std::nullopt : std::optional(FromMicros(row.Int(19)))};
}

Annotation AnnotationOf(const db::Row& row) {
  return {.id = row.Int(0),
          .task_id = row.Int(1),
          .project_id = row.Int(2),
          .completed_by = row.MaybeInt(3),
          .updated_by = row.MaybeInt(4),
          .result = row.String(5),
          .was_cancelled = row.Bool(6),
          .ground_truth = row.Bool(7),
          .bulk_created = row.Bool(8),
          .created_at = FromMicros(row.Int(9)),
          .updated_at = FromMicros(row.Int(10)),
          .draft_created_at = row.Null(11) ? std::nullopt : std::optional(FromMicros(row.Int(11))),
          .lead_time = row.MaybeReal(12),
          .import_id = row.MaybeInt(13),
          .parent_prediction = row.MaybeInt(14),
          .parent_annotation = row.MaybeInt(15),
          .last_created_by = row.MaybeInt(16),
          .unique_id = row.String(17),
          .last_action = row.String(18)};
}

void AppendAnnotationRow(std::vector<Arg>& values, const Annotation& a) {
  values.insert(
      values.end(),
      {Arg(a.id), Arg(a.task_id), Arg(a.project_id), Arg(a.completed_by), Arg(a.updated_by),
       Arg(a.result), Arg(a.was_cancelled), Arg(a.ground_truth), Arg(a.bulk_created),
       Arg(ToMicros(a.created_at)), Arg(ToMicros(a.updated_at)), MaybeMicros(a.draft_created_at),
       Arg(a.lead_time), Arg(a.import_id), Arg(a.parent_prediction), Arg(a.parent_annotation),
       Arg(a.last_created_by), TextOrNull(a.unique_id), TextOrNull(a.last_action)});
}

Annotation NewAnnotationRow(const NewAnnotation& given, int64_t id, int64_t task_id,
                            int64_t project_id, std::optional<int64_t> by, Time now) {
  const Time created = given.created_at.value_or(now);
  return {.id = id,
          .task_id = task_id,
          .project_id = project_id,
          .completed_by = given.completed_by.has_value() ? given.completed_by : by,
          .updated_by = by,
          .result = given.result,
          .was_cancelled = given.was_cancelled,
          .ground_truth = given.ground_truth,
          .bulk_created = given.bulk_created,
          .created_at = created,
          .updated_at = given.updated_at.value_or(created),
          .draft_created_at = given.draft_created_at,
          .lead_time = given.lead_time,
          .import_id = given.import_id,
          .parent_prediction = given.parent_prediction,
          .parent_annotation = given.parent_annotation,
          .last_created_by = given.last_created_by,
          .unique_id = given.unique_id,
          .last_action = given.last_action};
}

std::string SelectOf(std::string_view columns, Parts parts) {
  std::string list(columns);
  if (parts == Parts::kFacts) list = ReplaceAll(list, " result,", " '' AS result,");
  return "SELECT " + list;
}

Result<void> QueryOfTasks(db::Connection& tx, const std::string& select,
                          std::span<const int64_t> task_ids, const db::OnRow& on_row) {
  constexpr size_t kFew = 16;
  // Ids of other projects may lie between; a range must not read many times what is asked for.
  const bool dense =
      task_ids.size() > kFew && std::ranges::is_sorted(task_ids) &&
      static_cast<uint64_t>(task_ids.back() - task_ids.front()) < 2 * task_ids.size();
  if (dense) {
    return tx.Query(select + " WHERE task_id BETWEEN $1 AND $2 ORDER BY task_id, id",
                    {task_ids.front(), task_ids.back()}, [&](const db::Row& row) {
                      if (std::ranges::binary_search(task_ids, row.Int(1))) on_row(row);
                    });
  }
  while (!task_ids.empty()) {
    const IdList list = TakeIds(task_ids);
    RETURN_IF_ERROR(tx.Query(select + " WHERE task_id IN " + list.sql + " ORDER BY task_id, id",
                             list.args, on_row));
  }
  return {};
}

Result<void> TouchTask(db::Connection& tx, int64_t task_id, std::optional<int64_t> by, Time now) {
  RETURN_IF_ERROR(tx.Execute("UPDATE task SET updated_at = $2, updated_by = $3 WHERE id = $1",
                             {task_id, ToMicros(now), by}));
  return NoteChange(tx, task_id);
}

Result<bool> HasTargets(db::Connection& tx, int64_t project_id) {
  ASSIGN_OR_RETURN(const auto any,
                   tx.QueryInt("SELECT 1 FROM storage WHERE project_id = $1 AND role = 'target' "
                               "AND deleted_at IS NULL LIMIT 1",
                               {project_id}));
  return any.has_value();
}

}  // namespace millrace::labeling
