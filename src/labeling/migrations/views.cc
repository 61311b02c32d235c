#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kViews = R"sql(
-- A tab of the data manager.
CREATE TABLE task_view (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  account_id INTEGER,                     -- who made it
  data TEXT NOT NULL DEFAULT '{}',        -- title, columns, widths, …: what clients keep in it
  filters TEXT,                           -- {"conjunction": …, "items": […]}
  ordering TEXT,                          -- ["-tasks:id"]
  selected_items TEXT,
  position INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX task_view_project ON task_view (project_id, position, id);

-- What changed since a list of tasks was made (labeling/tasks/task_changes.h). Tasks that nobody
-- touched are not in the index, so that a sync does not pay for it.
ALTER TABLE project ADD COLUMN tasks_revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE project ADD COLUMN tasks_epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
UPDATE task SET revision = 1 WHERE updated_at > created_at;
CREATE INDEX task_revision ON task (project_id, revision) WHERE revision > 0;
DROP INDEX task_touched;

-- Filters by version and score, without a look at the results.
DROP INDEX prediction_version;
CREATE INDEX prediction_version ON prediction (project_id, model_version, task_id, score);
)sql";

}  // namespace millrace::labeling::sql
