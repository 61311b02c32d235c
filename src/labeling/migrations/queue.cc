#include "labeling/migrations/sql.h"

namespace millrace::labeling::sql {

const std::string_view kQueue = R"sql(
)sql";

}  // namespace millrace::labeling::sql
