#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kProjectRoles = R"sql(
-- What a member is in his project: annotator | manager.
ALTER TABLE project_member ADD COLUMN role TEXT NOT NULL DEFAULT 'annotator';
-- What an invitation makes of whoever joins by it.
ALTER TABLE invitation ADD COLUMN project_role TEXT NOT NULL DEFAULT 'annotator';
)sql";

}  // namespace millrace::labeling::sql
