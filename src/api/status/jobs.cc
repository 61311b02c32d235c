#include "api/status/jobs.h"

#include <algorithm>

#include "api/storages/job_json.h"
#include "api/storages/storage_view.h"

namespace millrace::api {

void AppendJob(JsonWriter& json, const StorageJob& job) {
  json.BeginObject();
  json.Member("project", job.storage->project_id);
  json.Member("place", StorageUri(*job.storage));
  json.RawMember("job", JobJson(job.handle, job.status));
  json.EndObject();
}

std::vector<StorageJob> RunningJobs(sync::Engine& engine,
                                    const std::vector<labeling::Storage>& storages) {
  std::vector<StorageJob> jobs;
  for (const labeling::Storage& storage : storages) {
    const auto handle = engine.RunningJob(storage.id);
    if (!handle.has_value()) continue;
    // It may have ended in between.
    if (auto status = engine.Status(*handle); status.has_value() && !Ended(*status))
      jobs.push_back({&storage, *handle, *std::move(status)});
  }
  return jobs;
}

Result<std::vector<StorageJob>> RecentJobs(sync::Engine& engine,
                                           const std::vector<labeling::Storage>& storages,
                                           size_t limit) {
  std::vector<StorageJob> jobs;
  for (const labeling::Storage& storage : storages) {
    ASSIGN_OR_RETURN(std::vector<sync::JobStatus> history, engine.History(storage.id, limit));
    for (sync::JobStatus& status : history) jobs.push_back({&storage, "", std::move(status)});
  }
  std::ranges::sort(jobs, std::ranges::greater{}, [](const StorageJob& job) {
    return std::pair(job.status.started, job.status.id);
  });
  if (jobs.size() > limit) jobs.resize(limit);
  return jobs;
}

}  // namespace millrace::api
