#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kFirst = R"sql(
CREATE TABLE id_sequence (name TEXT PRIMARY KEY, next INTEGER NOT NULL);
INSERT INTO id_sequence (name, next) VALUES ('task', 1), ('annotation', 1), ('prediction', 1), ('draft', 1);

CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,             -- lower case
  username TEXT NOT NULL DEFAULT '',
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL,                     -- administrator | manager | annotator
  active INTEGER NOT NULL DEFAULT 1,
  token_digest BLOB UNIQUE,               -- SHA-256 of the legacy API token
  token_sealed BLOB,
  created_at INTEGER NOT NULL,
  last_activity INTEGER
);
CREATE TABLE session (
  digest BLOB PRIMARY KEY,                -- SHA-256 of the cookie
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);

CREATE TABLE project (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  label_config TEXT NOT NULL DEFAULT '<View></View>',
  settings TEXT NOT NULL DEFAULT '{}',    -- the other REST fields, as JSON
  created_by INTEGER REFERENCES account (id),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  task_number INTEGER NOT NULL DEFAULT 0,
  finished_task_number INTEGER NOT NULL DEFAULT 0,
  total_annotations_number INTEGER NOT NULL DEFAULT 0,  -- without cancelled ones
  skipped_annotations_number INTEGER NOT NULL DEFAULT 0,
  ground_truth_number INTEGER NOT NULL DEFAULT 0,
  total_predictions_number INTEGER NOT NULL DEFAULT 0,
  next_inner_id INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE task (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  inner_id INTEGER NOT NULL,
  data TEXT NOT NULL,
  meta TEXT,
  source_id INTEGER,                      -- storage it came from
  source_key BLOB,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by INTEGER,
  is_labeled INTEGER NOT NULL DEFAULT 0,
  overlap INTEGER NOT NULL DEFAULT 1,
  total_annotations INTEGER NOT NULL DEFAULT 0,      -- without cancelled ones
  cancelled_annotations INTEGER NOT NULL DEFAULT 0,
  total_predictions INTEGER NOT NULL DEFAULT 0,
  allow_skip INTEGER NOT NULL DEFAULT 1,
  source_state INTEGER NOT NULL DEFAULT 0 -- 0 as in the source, 1 changed there, 2 gone there
);
CREATE INDEX task_project ON task (project_id, id);
-- For the next task to label: without it, a project that is nearly done is walked from its start.
CREATE INDEX task_open ON task (project_id, id) WHERE is_labeled = 0;

CREATE TABLE annotation (
  id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL,
  project_id INTEGER NOT NULL,
  completed_by INTEGER,
  updated_by INTEGER,
  result TEXT NOT NULL,
  was_cancelled INTEGER NOT NULL DEFAULT 0,
  ground_truth INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  draft_created_at INTEGER,
  lead_time REAL,
  import_id INTEGER,
  unique_id TEXT,
  last_action TEXT,
  bulk_created INTEGER NOT NULL DEFAULT 0,
  parent_prediction INTEGER,
  parent_annotation INTEGER,
  last_created_by INTEGER
);
CREATE INDEX annotation_task ON annotation (task_id);
CREATE INDEX annotation_project ON annotation (project_id, id);

CREATE TABLE prediction (
  id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL,
  project_id INTEGER NOT NULL,
  result TEXT NOT NULL,
  score REAL,
  model_version TEXT,
  cluster INTEGER,
  neighbors TEXT,
  mislabeling REAL NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX prediction_task ON prediction (task_id);

CREATE TABLE draft (
  id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL,
  annotation_id INTEGER,
  account_id INTEGER NOT NULL,
  result TEXT NOT NULL,
  lead_time REAL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX draft_task ON draft (task_id);

-- A storage connection. `parameters` and `secrets` are opaque here; the storage room reads them.
CREATE TABLE storage (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  role TEXT NOT NULL,                     -- source | target
  kind TEXT NOT NULL,                     -- s3 | local | …
  title TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  parameters TEXT NOT NULL,
  secrets BLOB,                           -- sealed
  trusted INTEGER NOT NULL DEFAULT 0,     -- made on the operator's command line
  endpoint TEXT NOT NULL,                 -- with kind and bucket: which bucket it is
  bucket TEXT NOT NULL,
  prefix BLOB NOT NULL,
  synchronizable INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER,                     -- a target that is gone, kept to know what it wrote
  status TEXT NOT NULL DEFAULT 'initialized',
  last_sync INTEGER,
  last_sync_count INTEGER,
  last_sync_job TEXT,
  traceback TEXT,
  meta TEXT NOT NULL DEFAULT '{}',
  content_task INTEGER NOT NULL DEFAULT 0, -- a target's object holds a task, not an annotation
  can_delete INTEGER NOT NULL DEFAULT 0,   -- a target's objects go with their annotations
  -- what the probe learned of a target's conditions: NULL unknown, 0 no, 1 yes
  put_if_absent INTEGER,
  put_if_match INTEGER,
  delete_if_match INTEGER
);
CREATE INDEX storage_project ON storage (project_id);
CREATE INDEX storage_location ON storage (kind, endpoint, bucket);

-- The memory of a source: every object seen, and what became of it.
CREATE TABLE source_object (
  source_id INTEGER NOT NULL,
  key BLOB NOT NULL,
  token BLOB NOT NULL,                    -- change token of what was imported
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  state INTEGER NOT NULL,                 -- labeling/storages/source_objects.h, ObjectState
  task_id INTEGER,                        -- of a blob; records have their own rows
  generation INTEGER NOT NULL,            -- last scan that saw it, where the store gives no order
  since INTEGER,                          -- first failure
  error TEXT,
  PRIMARY KEY (source_id, key)
) WITHOUT ROWID;
CREATE INDEX source_object_trouble ON source_object (source_id, state) WHERE state >= 2;

-- One record of a JSON object. `position` counts the non-blank records, bad ones included.
CREATE TABLE source_record (
  source_id INTEGER NOT NULL,
  key BLOB NOT NULL,
  position INTEGER NOT NULL,
  digest BLOB NOT NULL,                   -- SHA-256 of the record's bytes
  task_id INTEGER,
  state INTEGER NOT NULL,
  error TEXT,
  PRIMARY KEY (source_id, key, position)
) WITHOUT ROWID;

-- Where a scan stands; the low-water mark (design §4).
CREATE TABLE source_scan (
  source_id INTEGER PRIMARY KEY,
  generation INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  ordered INTEGER NOT NULL,
  filter TEXT NOT NULL,                   -- prefix and regex it runs with
  position BLOB NOT NULL,                 -- everything up to it is settled
  counts TEXT NOT NULL DEFAULT '{}',
  -- inside one large JSON object
  object_key BLOB,
  object_token BLOB,
  byte_offset INTEGER NOT NULL DEFAULT 0,
  record_position INTEGER NOT NULL DEFAULT 0,
  object_shape INTEGER NOT NULL DEFAULT 0,
  object_staged INTEGER NOT NULL DEFAULT 0,
  held_back INTEGER NOT NULL DEFAULT 0    -- vanished objects that wait for confirmation
);

-- What still has to reach a target; one row per object that is to be written or deleted.
CREATE TABLE export_outbox (
  storage_id INTEGER NOT NULL,
  subject_id INTEGER NOT NULL,            -- annotation, or task with content = task
  change INTEGER NOT NULL DEFAULT 1,      -- grows with every change; settled only at the same one
  deleted INTEGER NOT NULL DEFAULT 0,     -- the subject is gone
  key BLOB,                               -- once prepared
  digest BLOB,                            -- SHA-256 of the body a PUT is under way with
  state INTEGER NOT NULL DEFAULT 0,       -- labeling/storages/export_outbox.h, OutboxState
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  foreign_token BLOB,                     -- of the object in conflict
  foreign_match INTEGER,                  -- it holds an annotation of a task of this project
  PRIMARY KEY (storage_id, subject_id)
) WITHOUT ROWID;
CREATE INDEX export_outbox_key ON export_outbox (storage_id, key) WHERE key IS NOT NULL;

-- What we wrote into a target.
CREATE TABLE export_object (
  storage_id INTEGER NOT NULL,
  key BLOB NOT NULL,
  subject_id INTEGER NOT NULL,
  token BLOB NOT NULL,                    -- change token of our write
  version BLOB NOT NULL,                  -- what conditions compare
  digest BLOB NOT NULL,                   -- SHA-256 of the body
  written_at INTEGER NOT NULL,
  PRIMARY KEY (storage_id, key)
) WITHOUT ROWID;
CREATE INDEX export_object_subject ON export_object (storage_id, subject_id);

CREATE TABLE sync_job (
  id INTEGER PRIMARY KEY,
  storage_id INTEGER NOT NULL,
  kind TEXT NOT NULL,                     -- import | export | verify
  state TEXT NOT NULL,                    -- queued | in_progress | completed | completed_with_errors | failed
  started_by TEXT NOT NULL,               -- an e-mail address, "command line", "start"
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  counts TEXT NOT NULL DEFAULT '{}',
  error TEXT,
  lease_owner TEXT,
  lease_until INTEGER
);
CREATE INDEX sync_job_storage ON sync_job (storage_id, id);
)sql";

}  // namespace millrace::labeling::sql
