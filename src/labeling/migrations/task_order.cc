#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kTaskOrder = R"sql(
-- When the newest annotation was made.
ALTER TABLE task ADD COLUMN annotated_at INTEGER;
UPDATE task SET annotated_at = (SELECT MAX(a.created_at) FROM annotation a
  WHERE a.task_id = task.id) WHERE total_annotations + cancelled_annotations > 0;

-- All that tasks are ordered by, so that an order is found without a look at their data. Columns
-- behind the id, not indexes of their own: a sync must not pay for orders that nobody asked for.
DROP INDEX task_project;
CREATE INDEX task_project ON task (project_id, id, is_labeled, total_annotations,
  cancelled_annotations, total_predictions, annotated_at, updated_at);
-- The last change of any task; those that nobody changed are not in it.
CREATE INDEX task_touched ON task (project_id, updated_at) WHERE updated_at > created_at;
)sql";

}  // namespace millrace::labeling::sql
