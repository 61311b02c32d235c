// Other results for annotations that stay what they are otherwise: no draft, lock or counter
// changes. Every change enqueues the export to the project's targets in the same transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

struct NewResult {
  int64_t annotation_id = 0, task_id = 0, project_id = 0;
  std::string result;  // JSON array
};
Result<void> ReplaceResults(db::Connection& tx, std::span<const NewResult> results,
                            std::optional<int64_t> by, Time now);

}  // namespace millrace::labeling
