#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kUploads = R"sql(
-- A file that somebody uploaded: tasks may have been made of its lines, or it is one task's media.
CREATE TABLE file_upload (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  account_id INTEGER,
  file TEXT NOT NULL,                     -- upload/<project>/<name>, below the data directory
  size INTEGER NOT NULL,
  import_id INTEGER,                      -- the task_import that brings it, while that is running
  created_at INTEGER NOT NULL
);
CREATE INDEX file_upload_project ON file_upload (project_id, id);
CREATE UNIQUE INDEX file_upload_file ON file_upload (file);
ALTER TABLE task ADD COLUMN file_upload_id INTEGER;
CREATE INDEX task_file_upload ON task (file_upload_id) WHERE file_upload_id IS NOT NULL;

-- One request that brought tasks.
CREATE TABLE task_import (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  account_id INTEGER,
  reimport INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,                    -- in_progress | completed | failed
  task_count INTEGER NOT NULL DEFAULT 0,
  annotation_count INTEGER NOT NULL DEFAULT 0,
  prediction_count INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
);
CREATE INDEX task_import_project ON task_import (project_id, id);
CREATE INDEX task_import_running ON task_import (id) WHERE state = 'in_progress';

-- What a running import has written so far, to be taken back if it does not finish.
CREATE TABLE task_import_batch (
  import_id INTEGER NOT NULL,
  first_task INTEGER NOT NULL,
  last_task INTEGER NOT NULL,
  first_annotation INTEGER NOT NULL,      -- [first, end): its own annotations
  end_annotation INTEGER NOT NULL,
  PRIMARY KEY (import_id, first_task)
) WITHOUT ROWID;
)sql";

}  // namespace millrace::labeling::sql
