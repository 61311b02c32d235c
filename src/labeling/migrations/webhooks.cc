#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kWebhooks = R"sql(
-- An address that is told what happens.
CREATE TABLE webhook (
  id INTEGER PRIMARY KEY,
  project_id INTEGER,                     -- NULL: all projects
  url TEXT NOT NULL,
  headers BLOB NOT NULL,                  -- sealed JSON object
  secret BLOB NOT NULL,                   -- sealed; signs what is sent
  send_payload INTEGER NOT NULL,
  send_for_all_actions INTEGER NOT NULL,
  is_active INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX webhook_project ON webhook (project_id);
-- Asked with every change of a task or annotation.
CREATE INDEX webhook_active ON webhook (project_id, id) WHERE is_active = 1;
CREATE TABLE webhook_action (
  webhook_id INTEGER NOT NULL,
  action TEXT NOT NULL,
  PRIMARY KEY (webhook_id, action)
) WITHOUT ROWID;

-- What happened, for those that listen; goes with its last delivery.
CREATE TABLE webhook_event (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL,
  action TEXT NOT NULL,
  project_id INTEGER,
  members TEXT NOT NULL,                  -- of the body, as a JSON object
  size INTEGER NOT NULL,                  -- bytes of it
  first_task INTEGER,                     -- new tasks: read when they are sent
  last_task INTEGER,
  created_at INTEGER NOT NULL
);
CREATE TABLE webhook_delivery (
  id INTEGER PRIMARY KEY,                 -- a webhook gets them in this order
  webhook_id INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,       -- labeling/webhooks/deliveries.h, DeliveryState
  tries INTEGER NOT NULL DEFAULT 0,
  queued_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL DEFAULT 0,
  tried_at INTEGER,
  status INTEGER,                         -- HTTP status of the last try
  error TEXT
);
CREATE INDEX webhook_delivery_state ON webhook_delivery (webhook_id, state, id);
CREATE INDEX webhook_delivery_webhook ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_event ON webhook_delivery (event_id);
)sql";

}  // namespace millrace::labeling::sql
