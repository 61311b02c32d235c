// `millrace start`: serve; with a project, connect and sync it first.
#pragma once

#include "app/arguments.h"
#include "app/config.h"
#include "app/console.h"
#include "app/data_dir.h"
#include "app/stop_signals.h"
#include "app/storage_arguments.h"

namespace millrace::app {

// Serves until a stop is requested. The server answers before the first sync begins; a sync that
// fails is reported and does not end it, a storage that cannot be connected does (connect.h).
// `lock` is on config.data_dir.
Result<int> RunStart(const Arguments& arguments, const Config& config,
                     const StorageRequests& requests, DataLock lock, const StopSignals& signals,
                     Console& console);

}  // namespace millrace::app
