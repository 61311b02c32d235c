// The history of syncs: one row per job. The only owner of sync_job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

struct SyncJob {
  int64_t id = 0, storage_id = 0;
  std::string kind;   // import | export | verify
  std::string state;  // Label Studio's words, or "stopped"
  std::string started_by;
  Time created_at{};
  std::optional<Time> finished_at;
  std::string counts = "{}";
  std::string error;  // sentences, one a line
};

Result<int64_t> AddSyncJob(db::Connection& tx, const SyncJob& job);
// Stores state, finished_at, counts and error. Webhooks hear of it.
Result<void> FinishSyncJob(db::Connection& tx, const SyncJob& job);
Result<std::vector<SyncJob>> ListSyncJobs(db::Connection& tx, int64_t storage_id, size_t limit);
Result<void> DropSyncJobs(db::Connection& tx, int64_t storage_id);
// Jobs and storages that a dead server left queued or in progress become failed with this sentence.
// Webhooks hear of it.
Result<int64_t> FreeInterruptedJobs(db::Connection& tx, const std::string& sentence, Time now);

}  // namespace millrace::labeling
