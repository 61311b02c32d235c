// Jobs of several storages in one list.
#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "labeling/storages/storages.h"
#include "sync/engine.h"

namespace millrace::api {

struct StorageJob {
  const labeling::Storage* storage = nullptr;  // of the list that was given
  std::string handle;                          // "" once it ended
  sync::JobStatus status;
};

// Those that run or wait.
std::vector<StorageJob> RunningJobs(sync::Engine& engine,
                                    const std::vector<labeling::Storage>& storages);
// Those that ended, the newest first.
Result<std::vector<StorageJob>> RecentJobs(sync::Engine& engine,
                                           const std::vector<labeling::Storage>& storages,
                                           size_t limit);
void AppendJob(JsonWriter& json, const StorageJob& job);

}  // namespace millrace::api
