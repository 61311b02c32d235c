// The model versions that a column or a dialog of the data manager offers to choose from.
#pragma once

#include "base/json_writer.h"
#include "db/database.h"

namespace millrace::api {

// A list of their names, the latest first; predictions without a version have none.
Result<void> AppendVersionNames(JsonWriter& json, db::Connection& tx, int64_t project_id);

}  // namespace millrace::api
