#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kLabels = R"sql(
-- A label that is kept apart from label configs.
CREATE TABLE label (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL,                    -- JSON, as results hold it
  description TEXT,
  approved INTEGER NOT NULL DEFAULT 0,
  approved_by INTEGER,
  created_by INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

-- A project that uses it, for one tag of its config.
CREATE TABLE label_link (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  label_id INTEGER NOT NULL,
  from_name TEXT NOT NULL,
  UNIQUE (project_id, label_id)
);
CREATE INDEX label_link_label ON label_link (label_id, id);
)sql";

}  // namespace millrace::labeling::sql
