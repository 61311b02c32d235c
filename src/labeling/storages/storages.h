// Storage connections: which bucket feeds a project and which one gets its annotations. Parameters
// are opaque here; sync/connection.h reads them with the storage room's declarations.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

enum class StorageRole { kSource, kTarget };

struct Storage {
  int64_t id = 0, project_id = 0;
  StorageRole role = StorageRole::kSource;
  std::string kind;
  std::string title, description;
  std::string parameters = "{}";  // JSON object without secrets
  std::string secrets;            // sealed; "" = none
  bool trusted = false;           // made by the operator: its endpoint is not checked as a user's
  std::string endpoint, bucket, prefix;  // its location (storage::Location)
  bool synchronizable = true;
  // How a target writes: one object per task instead of per annotation; objects go with their
  // annotations.
  bool content_task = false, can_delete = false;
  Time created_at{};
  // Outcome of the last job, in Label Studio's words (design §6), or "stopped".
  std::string status = "initialized";
  std::optional<Time> last_sync;
  std::optional<int64_t> last_sync_count;
  std::string last_sync_job, traceback;
  std::string meta = "{}";
  // Learned by the probe; nothing = unknown.
  std::optional<bool> put_if_absent, put_if_match, delete_if_match;
};

// A new target enqueues all annotations of its project.
Result<Storage> CreateStorage(db::Connection& tx, const Storage& given, Time now);
Result<Storage> GetStorage(db::Connection& tx, int64_t id);  // kNotFound, also for a deleted one
struct StorageQuery {
  std::optional<int64_t> project_id;
  std::optional<StorageRole> role;
  std::optional<std::string> kind;
};
Result<std::vector<Storage>> ListStorages(db::Connection& tx, const StorageQuery& query);
// Everything but id, project, role, kind, created_at and the outcome of jobs. What the probe had
// learned is forgotten when the location changes; failed objects of a source are tried again; what
// a target has is enqueued anew when its parameters change, as place and names may be others.
Result<void> UpdateStorage(db::Connection& tx, const Storage& storage);
// Only status, last_sync, last_sync_count, last_sync_job, traceback, meta and the probe's results.
Result<void> UpdateOutcome(db::Connection& tx, const Storage& storage);
// Tasks and objects in the bucket stay. A target that wrote objects leaves a tombstone, so that no
// source takes its exports for tasks.
Result<void> DeleteStorage(db::Connection& tx, int64_t id, Time now);

// How the storages of a project stand.
struct StorageTally {
  int64_t count = 0;
  int64_t syncing = 0;  // queued ones included
  int64_t failed = 0;   // those whose last job failed
};
// By project; those without a storage are absent.
Result<std::map<int64_t, StorageTally>> TallyStorages(db::Connection& tx,
                                                      std::span<const int64_t> project_ids);

// A connection of the same project, role, kind, endpoint, bucket and prefix; nothing if there is
// none.
Result<std::optional<Storage>> FindSameStorage(db::Connection& tx, const Storage& like);

}  // namespace millrace::labeling
