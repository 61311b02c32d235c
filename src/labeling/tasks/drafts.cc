#include "labeling/tasks/drafts.h"

#include "labeling/queue/queue_positions.h"
#include "labeling/tasks/annotations.h"
#include "labeling/tasks/id_list.h"
#include "labeling/tasks/task_changes.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {
namespace {

using db::Arg;

constexpr std::string_view kColumns =
    "id, task_id, annotation_id, account_id, result, lead_time, was_postponed, import_id, "
    "created_at, updated_at";

Draft DraftOf(const db::Row& row) {
  return {.id = row.Int(0),
          .task_id = row.Int(1),
          .account_id = row.Int(3),
          .annotation_id = row.MaybeInt(2),
          .result = row.String(4),
          .lead_time = row.MaybeReal(5),
          .was_postponed = row.Bool(6),
          .import_id = row.MaybeInt(7),
          .created_at = FromMicros(row.Int(8)),
          .updated_at = FromMicros(row.Int(9))};
}

Result<void> Select(db::Connection& tx, const std::string& where, std::span<const Arg> args,
                    std::vector<Draft>& out) {
  return tx.Query("SELECT " + std::string(kColumns) + " FROM draft WHERE " + where, args,
                  [&](const db::Row& row) { out.push_back(DraftOf(row)); });
}

// A postponed draft keeps its task from the account; one that ends gives it back.
Result<void> Unpostponed(db::Connection& tx, const Draft& draft) {
  if (!draft.was_postponed) return {};
  ASSIGN_OR_RETURN(const Task task, GetTask(tx, draft.task_id));
  return TaskMayBeFree(tx, task.project_id, task.id);
}

}  // namespace

Result<Draft> CreateDraft(db::Connection& tx, const Draft& given, Time now) {
  RETURN_IF_ERROR(GetTask(tx, given.task_id));
  if (given.annotation_id.has_value()) {
    ASSIGN_OR_RETURN(const Annotation annotation, GetAnnotation(tx, *given.annotation_id));
    if (annotation.task_id != given.task_id) {
      return Fail(ErrorKind::kNotFound, "Annotation " + std::to_string(annotation.id) +
                                            " is not one of task " + std::to_string(given.task_id) +
                                            ".");
    }
  }
  Draft draft = given;
  ASSIGN_OR_RETURN(draft.id, AllocateIds(tx, "draft", 1));
  draft.created_at = draft.updated_at = now;
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO draft (" + std::string(kColumns) +
                     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
                 {draft.id, draft.task_id, draft.annotation_id, draft.account_id, draft.result,
                  draft.lead_time, draft.was_postponed, draft.import_id, ToMicros(now)}));
  RETURN_IF_ERROR(NoteChange(tx, draft.task_id));
  return draft;
}

Result<void> InsertDrafts(db::Connection& tx, std::span<const Draft> drafts) {
  if (drafts.empty()) return {};
  ASSIGN_OR_RETURN(int64_t id, AllocateIds(tx, "draft", std::ssize(drafts)));
  std::vector<Arg> values;
  for (const Draft& draft : drafts) {
    values.insert(values.end(), {Arg(id++), Arg(draft.task_id), Arg(draft.annotation_id),
                                 Arg(draft.account_id), Arg(draft.result), Arg(draft.lead_time),
                                 Arg(draft.was_postponed), Arg(draft.import_id),
                                 Arg(ToMicros(draft.created_at)), Arg(ToMicros(draft.updated_at))});
  }
  return tx.InsertMany("INSERT INTO draft (" + std::string(kColumns) + ") VALUES", 10, values);
}

Result<Draft> GetDraft(db::Connection& tx, int64_t id) {
  const Arg args[] = {Arg(id)};
  std::vector<Draft> found;
  RETURN_IF_ERROR(Select(tx, "id = $1", args, found));
  if (found.empty()) {
    return Fail(ErrorKind::kNotFound, "There is no draft " + std::to_string(id) + ".",
                "It goes when its annotation is submitted.");
  }
  return std::move(found.front());
}

Result<std::vector<Draft>> DraftsOf(db::Connection& tx, std::span<const int64_t> task_ids,
                                    const DraftFilter& filter) {
  std::vector<Draft> drafts;
  while (!task_ids.empty()) {
    const IdList list = TakeIds(task_ids);
    RETURN_IF_ERROR(
        Select(tx, "task_id IN " + list.sql + " ORDER BY task_id, id", list.args, drafts));
  }
  std::erase_if(drafts, [&](const Draft& draft) {
    return (filter.account_id.has_value() && draft.account_id != *filter.account_id) ||
           (filter.annotation_id.has_value() && draft.annotation_id != filter.annotation_id);
  });
  return drafts;
}

Result<Draft> UpdateDraft(db::Connection& tx, const Draft& draft, Time now) {
  ASSIGN_OR_RETURN(const Draft before, GetDraft(tx, draft.id));
  Draft after = draft;
  after.updated_at = now;
  RETURN_IF_ERROR(
      tx.Execute("UPDATE draft SET result = $2, lead_time = $3, was_postponed = $4, "
                 "import_id = $5, updated_at = $6 WHERE id = $1",
                 {after.id, after.result, after.lead_time, after.was_postponed, after.import_id,
                  ToMicros(now)}));
  if (!after.was_postponed) RETURN_IF_ERROR(Unpostponed(tx, before));
  return after;
}

Result<void> DeleteDraft(db::Connection& tx, const Draft& draft) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM draft WHERE id = $1", {draft.id}));
  RETURN_IF_ERROR(NoteChange(tx, draft.task_id));
  return Unpostponed(tx, draft);
}

Result<void> DeleteDraftsOfAnnotation(db::Connection& tx, int64_t task_id, int64_t annotation_id) {
  ASSIGN_OR_RETURN(const int64_t gone,
                   tx.Execute("DELETE FROM draft WHERE task_id = $1 AND annotation_id = $2",
                              {task_id, annotation_id}));
  if (gone == 0) return {};
  return NoteChange(tx, task_id);
}

}  // namespace millrace::labeling
