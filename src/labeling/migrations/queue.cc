#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kQueue = R"sql(
-- Who has a task at work. A lock ends with the annotation, a skip, or its time.
CREATE TABLE task_lock (
  task_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  project_id INTEGER NOT NULL,
  unique_id TEXT NOT NULL,                -- UUID, as clients see it
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (task_id, account_id)
) WITHOUT ROWID;
CREATE INDEX task_lock_account ON task_lock (account_id, project_id);
CREATE INDEX task_lock_expiry ON task_lock (project_id, expires_at);

-- Where the search for an account's next task begins: nothing up to task_id is free for it.
CREATE TABLE queue_position (
  project_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  PRIMARY KEY (project_id, account_id)
) WITHOUT ROWID;

-- The tasks an account was given, so that it can go back to them.
CREATE TABLE label_history (
  account_id INTEGER NOT NULL,
  project_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  annotation_id INTEGER,
  PRIMARY KEY (account_id, project_id, position)
) WITHOUT ROWID;

-- All that decides whether an open task is free, without a look at its data.
DROP INDEX task_open;
CREATE INDEX task_open ON task (project_id, id, overlap, total_annotations, cancelled_annotations)
  WHERE is_labeled = 0;
CREATE INDEX task_open_overlap
  ON task (project_id, id, overlap, total_annotations, cancelled_annotations)
  WHERE is_labeled = 0 AND overlap > 1;
CREATE INDEX task_begun
  ON task (project_id, (total_annotations + cancelled_annotations), id, overlap, total_annotations,
           cancelled_annotations)
  WHERE is_labeled = 0 AND total_annotations + cancelled_annotations > 0;

CREATE INDEX annotation_skipped ON annotation (completed_by, project_id, updated_at)
  WHERE was_cancelled = 1;
CREATE INDEX annotation_unique_id ON annotation (unique_id) WHERE unique_id IS NOT NULL;
CREATE INDEX annotation_parent_annotation ON annotation (parent_annotation)
  WHERE parent_annotation IS NOT NULL;
CREATE INDEX annotation_parent_prediction ON annotation (parent_prediction)
  WHERE parent_prediction IS NOT NULL;

UPDATE prediction SET model_version = '' WHERE model_version IS NULL;
-- Is its task still to be labeled? Keeps the search by score away from those that are done.
ALTER TABLE prediction ADD COLUMN task_open INTEGER NOT NULL DEFAULT 1;
UPDATE prediction SET task_open = 0
  WHERE task_id IN (SELECT id FROM task WHERE is_labeled = 1);
CREATE INDEX prediction_project ON prediction (project_id, id);
CREATE INDEX prediction_queue ON prediction (project_id, model_version, score, task_id)
  WHERE task_open = 1;

ALTER TABLE draft ADD COLUMN was_postponed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE draft ADD COLUMN import_id INTEGER;
CREATE INDEX draft_postponed ON draft (account_id, updated_at) WHERE was_postponed = 1;
)sql";

}  // namespace millrace::labeling::sql
