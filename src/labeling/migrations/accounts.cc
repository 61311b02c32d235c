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
)sql";

}  // namespace millrace::labeling::sql
