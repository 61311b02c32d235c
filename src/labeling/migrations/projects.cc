#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kProjects = R"sql(
-- Neither cancelled nor ground truth.
ALTER TABLE task ADD COLUMN useful_annotations INTEGER NOT NULL DEFAULT 0;
UPDATE task SET useful_annotations = (SELECT COUNT(*) FROM annotation a WHERE a.task_id = task.id
  AND a.was_cancelled = 0 AND a.ground_truth = 0) WHERE total_annotations > 0;

ALTER TABLE project ADD COLUMN useful_annotations_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE project ADD COLUMN tasks_with_annotations INTEGER NOT NULL DEFAULT 0;
UPDATE project SET
  useful_annotations_number = (SELECT COALESCE(SUM(useful_annotations), 0) FROM task
    WHERE project_id = project.id),
  tasks_with_annotations = (SELECT COUNT(*) FROM task
    WHERE project_id = project.id AND useful_annotations > 0);
-- Members of the settings that queries need.
ALTER TABLE project ADD COLUMN pinned_at INTEGER;
ALTER TABLE project ADD COLUMN ignore_skipped INTEGER NOT NULL DEFAULT 0;

-- What an account did in a project.
CREATE INDEX annotation_account ON annotation (project_id, completed_by, task_id, was_cancelled);
-- Tasks that were annotated and still wait for others.
CREATE INDEX task_waiting ON task (project_id, id)
  WHERE is_labeled = 0 AND total_annotations + cancelled_annotations > 0;
CREATE INDEX prediction_version ON prediction (project_id, model_version);
)sql";

}  // namespace millrace::labeling::sql
