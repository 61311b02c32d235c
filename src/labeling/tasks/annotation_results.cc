#include "labeling/tasks/annotation_results.h"

#include "labeling/storages/export_outbox.h"
#include "labeling/tasks/task_rows.h"

namespace millrace::labeling {

Result<void> ReplaceResults(db::Connection& tx, std::span<const NewResult> results,
                            std::optional<int64_t> by, Time now) {
  for (const NewResult& given : results) {
    RETURN_IF_ERROR(tx.Execute(
        "UPDATE annotation SET result = $2, updated_by = $3, updated_at = $4 WHERE id = $1",
        {given.annotation_id, given.result, by, ToMicros(now)}));
    RETURN_IF_ERROR(TouchTask(tx, given.task_id, by, now));
    const int64_t ids[] = {given.annotation_id};
    RETURN_IF_ERROR(EnqueueExports(tx, given.project_id, given.task_id, ids, false));
  }
  return {};
}

}  // namespace millrace::labeling
