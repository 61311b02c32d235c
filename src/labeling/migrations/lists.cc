#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kLists = R"sql(
-- A member of the settings that queries need.
ALTER TABLE project ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
)sql";

}  // namespace millrace::labeling::sql
