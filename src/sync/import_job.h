// The import: from a bucket to tasks (design §4).
#pragma once

#include <memory>

#include "sync/connection.h"
#include "sync/progress.h"

namespace millrace::sync {

struct ImportOptions {
  JobOptions job;
  size_t batch = 10'000;      // blob tasks per transaction
  size_t json_batch = 1'000;  // JSON objects per transaction
  // The same where the listing has no order: each transaction touches pages all over the tables.
  size_t scattered_json_batch = 10'000;
};

// Runs to the end, or to the first Error that stops the whole scan. Objects that could not be taken
// in are counted and noted, not Errors. A dry run writes nothing.
Result<void> RunImport(const Context& context, const Connection& connection,
                       const ImportOptions& options, Progress& progress);

}  // namespace millrace::sync
