// The dry run: what a sync would do, without writing anything.
#pragma once

#include "sync/object_reader.h"
#include "sync/progress.h"
#include "sync/scan.h"

namespace millrace::sync {

// Reads JSON objects as the sync would, so that bad ones are named. Counts and samples go to
// `progress`.
Result<void> PreviewImport(const Connection& connection, WorkSource& source, bool blob,
                           const ReadOptions& options, Progress& progress);

}  // namespace millrace::sync
