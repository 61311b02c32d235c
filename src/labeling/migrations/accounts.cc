#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kAccounts = R"sql(
-- Who may label a project besides managers and administrators.
CREATE TABLE project_member (
  project_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, account_id)
) WITHOUT ROWID;
CREATE INDEX project_member_account ON project_member (account_id);

ALTER TABLE account ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN allow_newsletters INTEGER;
ALTER TABLE account ADD COLUMN custom_hotkeys TEXT NOT NULL DEFAULT '{}';
-- A deleted account stays as a nameless row, so that its number still says who labeled what.
ALTER TABLE account ADD COLUMN deleted_at INTEGER;

-- When a session ends follows from the organization's policy.
ALTER TABLE session ADD COLUMN last_seen INTEGER NOT NULL DEFAULT 0;
UPDATE session SET last_seen = created_at;
ALTER TABLE session DROP COLUMN expires_at;

-- The one organization of a server.
CREATE TABLE organization (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  contact_info TEXT,
  updated_at INTEGER,                     -- NULL: as it was made
  invite_digest BLOB,                     -- SHA-256 of the token of its sign-up link
  invite_sealed BLOB,
  api_tokens_enabled INTEGER NOT NULL DEFAULT 1,
  legacy_api_tokens_enabled INTEGER,      -- NULL: as the server was started
  signing_key_sealed BLOB,                -- of personal access tokens
  max_session_age INTEGER NOT NULL DEFAULT 11520,            -- minutes
  max_time_between_activity INTEGER NOT NULL DEFAULT 4320,   -- minutes
  policy_updated_at INTEGER
);
INSERT INTO organization (id, title) VALUES (1, 'Millrace');

CREATE TABLE personal_token (
  id TEXT PRIMARY KEY,                    -- the claim jti
  account_id INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,             -- seconds, as in the claims
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
);
CREATE INDEX personal_token_account ON personal_token (account_id);

-- A link with which somebody signs up under a role, as a member of projects.
CREATE TABLE invitation (
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,            -- SHA-256 of the link's token
  token_sealed BLOB NOT NULL,
  role TEXT NOT NULL,
  created_by INTEGER,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  max_uses INTEGER NOT NULL,
  uses INTEGER NOT NULL DEFAULT 0,
  revoked_at INTEGER
);
CREATE TABLE invitation_project (
  invitation_id INTEGER NOT NULL,
  project_id INTEGER NOT NULL,
  PRIMARY KEY (invitation_id, project_id)
) WITHOUT ROWID;

-- A link with which a person sets a new password, once.
CREATE TABLE password_reset (
  digest BLOB PRIMARY KEY,                -- SHA-256 of the link's token
  account_id INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);

CREATE TABLE product_tour (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'ready',    -- ready | completed | skipped
  interaction_data TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (account_id, name)
);
)sql";

}  // namespace millrace::labeling::sql
