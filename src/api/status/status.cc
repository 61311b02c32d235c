#include "api/status/status.h"

#include <algorithm>
#include <filesystem>

#include "api/service.h"
#include "api/status/jobs.h"
#include "api/storages/storage_roles.h"
#include "api/storages/storage_view.h"
#include "api/storages/v1_job_shapes.h"
#include "db/facts.h"
#include "labeling/json/json_members.h"
#include "labeling/server_facts.h"
#include "labeling/storages/source_objects.h"
#include "labeling/storages/storages.h"

namespace millrace::api {
namespace {

using enum Type;
using labeling::Storage;

constexpr int64_t kOutboxRows = 50'000;  // that are counted
constexpr int64_t kJobs = 50, kMaxJobs = 1000;

constexpr Member kDatabaseMembers[] = {
    {.name = "kind"},
    {.name = "bytes", .type = kInt},
    {.name = "wal_bytes", .type = kInt, .about = "Committed, and not yet in the file."},
};
constexpr Shape kDatabase = {.name = "DatabaseStatus", .members = kDatabaseMembers};
constexpr Member kDiskMembers[] = {
    {.name = "path"},
    {.name = "free_bytes", .type = kInt},
    {.name = "total_bytes", .type = kInt},
};
constexpr Shape kDisk = {.name = "DataDirectoryStatus", .members = kDiskMembers};
constexpr Member kAccountsMembers[] = {
    {.name = "administrator", .type = kInt},
    {.name = "manager", .type = kInt},
    {.name = "annotator", .type = kInt},
};
constexpr Shape kAccounts = {.name = "AccountCounts", .members = kAccountsMembers};
constexpr Member kJobCountsMembers[] = {
    {.name = "queued", .type = kInt},    {.name = "in_progress", .type = kInt},
    {.name = "completed", .type = kInt}, {.name = "completed_with_errors", .type = kInt},
    {.name = "failed", .type = kInt},    {.name = "stopped", .type = kInt},
};
constexpr Shape kJobCounts = {.name = "JobCountsByState", .members = kJobCountsMembers};
constexpr Member kListedJobMembers[] = {
    {.name = "project", .type = kInt},
    {.name = "place", .about = "Bucket and prefix of its storage."},
    {.name = "job", .type = kObject, .shape = &kJobV1},
};
constexpr Shape kListedJob = {.name = "ListedJob", .members = kListedJobMembers};
constexpr Member kExportsMembers[] = {
    {.name = "pending", .type = kInt},
    {.name = "failed", .type = kInt},
    {.name = "conflicts", .type = kInt},
    {.name = "complete", .type = kBool, .about = "false: there are more than were counted."},
    {.name = "next_attempt",
     .type = kTime,
     .about = "When the next export that waits after a failure is tried again.",
     .nullable = true},
};
constexpr Shape kExports = {.name = "ExportStatus", .members = kExportsMembers};
constexpr Member kStorageMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "project", .type = kInt},
    {.name = "role", .choices = kStorageRoles},
    {.name = "kind"},
    {.name = "title"},
    {.name = "place", .about = "Bucket and prefix."},
    {.name = "status", .about = "Outcome of the last job."},
    {.name = "last_sync", .type = kTime, .nullable = true},
    {.name = "message", .about = "What went wrong, the first sentence; else empty."},
    {.name = "failed", .type = kInt, .about = "Objects that could not be read or written."},
    {.name = "pending", .type = kInt, .about = "Objects that are still to be written."},
    {.name = "conflicts", .type = kInt},
};
constexpr Shape kStorage = {.name = "StorageHealth", .members = kStorageMembers};
constexpr Member kLimitsMembers[] = {
    {.name = "body_bytes", .type = kInt, .about = "Of a request."},
    {.name = "upload_bytes", .type = kInt, .about = "Of a request that uploads files."},
    {.name = "upload_files", .type = kInt, .about = "In one such request."},
    {.name = "task_lock_seconds", .type = kInt, .about = "How long a task is one person's."},
    {.name = "sync_wait_seconds",
     .type = kInt,
     .about = "How long Label Studio's sync requests wait for their job."},
};
constexpr Shape kLimits = {.name = "Limits", .members = kLimitsMembers};
constexpr Member kStatusMembers[] = {
    {.name = "version"},
    {.name = "started_at", .type = kTime},
    {.name = "uptime_seconds", .type = kInt},
    {.name = "database", .type = kObject, .shape = &kDatabase},
    {.name = "data_directory", .type = kObject, .shape = &kDisk},
    {.name = "accounts", .type = kObject, .about = "Active ones.", .shape = &kAccounts},
    {.name = "projects", .type = kInt},
    {.name = "tasks", .type = kInt},
    {.name = "annotations", .type = kInt, .about = "With skipped ones."},
    {.name = "jobs", .type = kObject, .about = "Of all times.", .shape = &kJobCounts},
    {.name = "running_jobs", .type = kList, .shape = &kListedJob},
    {.name = "running_imports", .type = kInt, .about = "Uploads that are being read."},
    {.name = "exports", .type = kObject, .shape = &kExports},
    {.name = "storages", .type = kList, .shape = &kStorage},
    {.name = "limits", .type = kObject, .shape = &kLimits},
};
constexpr Member kListMembers[] = {
    {.name = "running", .type = kList, .shape = &kListedJob},
    {.name = "recent", .type = kList, .about = "The newest first.", .shape = &kListedJob},
};
constexpr Member kListQuery[] = {
    {.name = "project", .type = kInt, .about = "Only of this project."},
    {.name = "limit", .type = kInt, .about = "Of recent ones; 50 if absent, at most 1,000."},
};

int64_t Of(const std::map<std::string, int64_t>& counts, std::string_view name) {
  const auto found = counts.find(std::string(name));
  return found == counts.end() ? 0 : found->second;
}

void AppendCounts(JsonWriter& json, std::string_view name, const Shape& shape,
                  const std::map<std::string, int64_t>& counts) {
  json.Key(name);
  json.BeginObject();
  for (const Member& member : shape.members) json.Member(member.name, Of(counts, member.name));
  json.EndObject();
}

void AppendDisk(JsonWriter& json, const std::string& path) {
  std::error_code error;
  const auto space = std::filesystem::space(path, error);
  json.Key("data_directory");
  json.BeginObject();
  json.Member("path", path);
  json.Member("free_bytes", error ? 0 : static_cast<int64_t>(space.available));
  json.Member("total_bytes", error ? 0 : static_cast<int64_t>(space.capacity));
  json.EndObject();
}

void AppendLimits(JsonWriter& json, const ApiOptions& options) {
  json.Key("limits");
  json.BeginObject();
  json.Member("body_bytes", options.max_body);
  json.Member("upload_bytes", options.max_upload);
  json.Member("upload_files", options.max_files);
  json.Member("task_lock_seconds", options.task_lock_time.count());
  json.Member("sync_wait_seconds",
              std::chrono::duration_cast<std::chrono::seconds>(options.sync_wait).count());
  json.EndObject();
}

// A storage with what waits for attention there.
struct Health {
  Storage storage;
  labeling::OutboxFacts facts;
};

void AppendHealth(JsonWriter& json, const Health& health) {
  const Storage& storage = health.storage;
  json.BeginObject();
  json.Member("id", storage.id);
  json.Member("project", storage.project_id);
  json.Member("role", storage.role == labeling::StorageRole::kSource ? "source" : "target");
  json.Member("kind", storage.kind);
  json.Member("title", storage.title);
  json.Member("place", StorageUri(storage));
  json.Member("status", storage.status);
  labeling::MaybeTime(json, "last_sync", storage.last_sync);
  json.Member("message", storage.traceback.substr(0, storage.traceback.find('\n')));
  json.Member("failed", health.facts.failed);
  json.Member("pending", health.facts.pending);
  json.Member("conflicts", health.facts.conflicts);
  json.EndObject();
}

struct Facts {
  labeling::ServerFacts server;
  db::DatabaseFacts database;
  labeling::OutboxFacts exports;
  bool exports_complete = true;
  std::optional<Time> next_attempt;
  std::vector<Health> storages;
};

Result<Facts> GatherFacts(db::Connection& tx) {
  Facts facts;
  ASSIGN_OR_RETURN(facts.server, labeling::ReadServerFacts(tx));
  ASSIGN_OR_RETURN(facts.database, db::ReadFacts(tx));
  ASSIGN_OR_RETURN(const labeling::OutboxLook outbox, labeling::LookAtOutbox(tx, kOutboxRows));
  facts.exports_complete = outbox.complete;
  ASSIGN_OR_RETURN(facts.next_attempt, labeling::NextDue(tx));
  ASSIGN_OR_RETURN(const std::vector<Storage> storages, labeling::ListStorages(tx, {}));
  for (const Storage& storage : storages) {
    Health health{.storage = storage, .facts = {}};
    if (storage.role == labeling::StorageRole::kSource) {
      ASSIGN_OR_RETURN(health.facts.failed, labeling::CountTrouble(tx, storage.id));
    } else if (const auto found = outbox.by_storage.find(storage.id);
               found != outbox.by_storage.end()) {
      health.facts = found->second;
      facts.exports.pending += health.facts.pending;
      facts.exports.failed += health.facts.failed;
      facts.exports.conflicts += health.facts.conflicts;
    }
    facts.storages.push_back(std::move(health));
  }
  return facts;
}

void AppendExports(JsonWriter& json, const Facts& facts) {
  json.Key("exports");
  json.BeginObject();
  json.Member("pending", facts.exports.pending);
  json.Member("failed", facts.exports.failed);
  json.Member("conflicts", facts.exports.conflicts);
  json.Member("complete", facts.exports_complete);
  labeling::MaybeTime(json, "next_attempt", facts.next_attempt);
  json.EndObject();
}

void AppendJobs(JsonWriter& json, std::string_view name, const std::vector<StorageJob>& jobs) {
  json.Key(name);
  json.BeginArray();
  for (const StorageJob& job : jobs) AppendJob(json, job);
  json.EndArray();
}

}  // namespace

constexpr Shape kStatusV1 = {.name = "ServerStatus", .members = kStatusMembers};
constexpr Shape kJobListV1 = {.name = "JobList", .members = kListMembers};
constexpr std::span<const Member> kJobListQueryV1 = kListQuery;

Outcome ShowStatusV1(Service& service, Call&) {
  ASSIGN_OR_RETURN(const Facts facts,
                   service.db().Read([](db::Connection& tx) { return GatherFacts(tx); }));
  std::vector<Storage> storages;
  for (const Health& health : facts.storages) storages.push_back(health.storage);
  JsonWriter json;
  json.BeginObject();
  json.Member("version", service.options.version);
  json.Member("started_at", FormatIso(service.started_at));
  json.Member("uptime_seconds", std::chrono::duration_cast<std::chrono::seconds>(
                                    service.clock().Steady() - service.started_steady)
                                    .count());
  json.Key("database");
  json.BeginObject();
  json.Member("kind", facts.database.kind);
  json.Member("bytes", facts.database.bytes);
  json.Member("wal_bytes", facts.database.wal_bytes);
  json.EndObject();
  AppendDisk(json, service.engine.context().environment.data_dir);
  AppendCounts(json, "accounts", kAccounts, facts.server.accounts);
  json.Member("projects", facts.server.projects);
  json.Member("tasks", facts.server.tasks);
  json.Member("annotations", facts.server.annotations);
  AppendCounts(json, "jobs", kJobCounts, facts.server.jobs);
  AppendJobs(json, "running_jobs", RunningJobs(service.engine, storages));
  json.Member("running_imports", facts.server.running_imports);
  AppendExports(json, facts);
  json.Key("storages");
  json.BeginArray();
  for (const Health& health : facts.storages) AppendHealth(json, health);
  json.EndArray();
  AppendLimits(json, service.options);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome ListJobsV1(Service& service, Call& call) {
  labeling::StorageQuery query;
  ASSIGN_OR_RETURN(query.project_id, call.QueryInt("project"));
  ASSIGN_OR_RETURN(const std::optional<int64_t> limit, call.QueryInt("limit"));
  ASSIGN_OR_RETURN(const std::vector<Storage> storages, service.db().Read([&](db::Connection& tx) {
    return labeling::ListStorages(tx, query);
  }));
  ASSIGN_OR_RETURN(
      const auto recent,
      RecentJobs(service.engine, storages,
                 static_cast<size_t>(std::clamp<int64_t>(limit.value_or(kJobs), 0, kMaxJobs))));
  JsonWriter json;
  json.BeginObject();
  AppendJobs(json, "running", RunningJobs(service.engine, storages));
  AppendJobs(json, "recent", recent);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api
