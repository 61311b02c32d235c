#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kUploads = R"sql(
)sql";

}  // namespace millrace::labeling::sql
