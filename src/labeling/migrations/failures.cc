#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kFailures = R"sql(
-- How often in a row an object could not be taken in.
ALTER TABLE source_object ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
UPDATE source_object SET attempts = 1 WHERE state IN (2, 3) AND error IS NOT NULL;
)sql";

}  // namespace millrace::labeling::sql
