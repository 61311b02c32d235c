#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kMl = R"sql(
-- A connected model server.
CREATE TABLE ml_backend (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  url TEXT NOT NULL,
  title TEXT,
  description TEXT,
  is_interactive INTEGER NOT NULL DEFAULT 0,
  auth_method TEXT NOT NULL DEFAULT 'NONE', -- NONE | BASIC_AUTH
  basic_auth_user TEXT,
  basic_auth_pass BLOB,                   -- sealed
  extra_params TEXT,                      -- JSON
  model_version TEXT,
  timeout REAL NOT NULL,                  -- seconds of a prediction
  auto_update INTEGER NOT NULL DEFAULT 1, -- model_version follows the server's
  state TEXT NOT NULL,                    -- labeling/ml/backends.h, BackendState
  error_message TEXT,
  connected_by INTEGER,                   -- the account that named the address
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX ml_backend_project ON ml_backend (project_id, id);

-- Predictions for many tasks.
CREATE TABLE prediction_job (
  id INTEGER PRIMARY KEY,
  backend_id INTEGER NOT NULL,
  project_id INTEGER NOT NULL,
  state TEXT NOT NULL,                    -- labeling/ml/prediction_jobs.h, PredictionJobState
  started_by TEXT NOT NULL,               -- an e-mail address, "command line"
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  listed INTEGER NOT NULL,                -- its tasks are those of prediction_job_task
  last_task INTEGER NOT NULL,             -- else those of the project up to this one
  position INTEGER NOT NULL DEFAULT 0,    -- every task up to this one is settled
  total INTEGER NOT NULL,
  predicted INTEGER NOT NULL DEFAULT 0,   -- tasks
  skipped INTEGER NOT NULL DEFAULT 0,     -- tasks that had predictions of this version
  failed INTEGER NOT NULL DEFAULT 0,      -- tasks
  predictions INTEGER NOT NULL DEFAULT 0,
  model_version TEXT,
  error TEXT
);
CREATE INDEX prediction_job_backend ON prediction_job (backend_id, id);
CREATE INDEX prediction_job_project ON prediction_job (project_id, id);
CREATE INDEX prediction_job_open ON prediction_job (id) WHERE finished_at IS NULL;

CREATE TABLE prediction_job_task (
  job_id INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  PRIMARY KEY (job_id, task_id)
) WITHOUT ROWID;

CREATE TABLE prediction_job_failure (
  job_id INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  error TEXT NOT NULL,
  PRIMARY KEY (job_id, task_id)
) WITHOUT ROWID;
)sql";

}  // namespace millrace::labeling::sql
