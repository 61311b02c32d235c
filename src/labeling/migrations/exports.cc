#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kExports = R"sql(
-- A snapshot of a project's tasks as a file: <data>/export/<project>/<file>.
CREATE TABLE export_snapshot (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  account_id INTEGER,
  title TEXT NOT NULL,
  choice TEXT NOT NULL,                   -- JSON: what was asked for
  state TEXT NOT NULL,                    -- created | in_progress | completed | failed
  task_count INTEGER NOT NULL DEFAULT 0,  -- so far
  file TEXT,
  md5 TEXT,
  error TEXT,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
);
CREATE INDEX export_snapshot_project ON export_snapshot (project_id, id);
CREATE INDEX export_snapshot_unfinished ON export_snapshot (id)
  WHERE state IN ('created', 'in_progress');

-- The same in another format.
CREATE TABLE export_conversion (
  id INTEGER PRIMARY KEY,
  snapshot_id INTEGER NOT NULL,
  kind TEXT NOT NULL,                     -- "COCO"
  media INTEGER NOT NULL DEFAULT 0,       -- with the files that the tasks name
  state TEXT NOT NULL,
  file TEXT,
  error TEXT,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
);
CREATE INDEX export_conversion_snapshot ON export_conversion (snapshot_id, id);
CREATE INDEX export_conversion_unfinished ON export_conversion (id)
  WHERE state IN ('created', 'in_progress');
)sql";

}  // namespace millrace::labeling::sql
