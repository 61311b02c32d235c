#include "api/storages/v1_storage_shapes.h"

#include "api/storages/storage_roles.h"
#include "api/storages/v1_job_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr Member kPlaceMembers[] = {
    {.name = "role", .required = true, .choices = kStorageRoles},
    {.name = "kind",
     .about = "As /api/v1/storage-kinds names it.",
     .required = true,
     .blank = false,
     .example = R"("s3")"},
    {.name = "params",
     .type = kObject,
     .about = "The parameters of this kind; its schema is at /api/v1/storage-kinds.",
     .required = true,
     .example = R"({"bucket": "my-bucket", "prefix": "raw/"})"},
};
constexpr Member kCommonMembers[] = {
    {.name = "title", .nullable = true, .max = 256},
    {.name = "description", .nullable = true},
    {.name = "synchronizable", .type = kBool, .about = "Whether it may be synced."},
};
constexpr Shape kCommon = {.name = "StorageNames", .members = kCommonMembers};
constexpr Shape kPlaceToUse = {
    .name = "StoragePlaceInput", .members = kPlaceMembers, .more = &kCommon};
constexpr Member kNewMembers[] = {
    {.name = "project", .type = kInt, .about = "The project's id.", .required = true},
    {.name = "reuse",
     .type = kBool,
     .about = "Give the storage that points to the same place these parameters, if there is one."},
};
constexpr Member kToCheckMembers[] = {
    {.name = "id",
     .type = kInt,
     .about = "A saved storage: role, kind and what params lacks, secrets above all, are its own.",
     .nullable = true},
    {.name = "project", .type = kInt, .about = "The project's id.", .nullable = true},
    {.name = "role", .about = "Needed without an id.", .choices = kStorageRoles},
    {.name = "kind", .about = "Needed without an id.", .blank = false, .example = R"("s3")"},
    {.name = "params",
     .type = kObject,
     .about = "Needed without an id. The parameters of this kind.",
     .example = R"({"bucket": "my-bucket", "prefix": "raw/"})"},
};
constexpr Member kChangeMembers[] = {
    {.name = "params",
     .type = kObject,
     .about = "Those that change. null removes one; a secret that is absent or empty stays.",
     .example = R"({"prefix": "raw/"})"},
};
constexpr Member kOutboxMembers[] = {
    {.name = "pending", .type = kInt},
    {.name = "failed", .type = kInt},
    {.name = "conflicts", .type = kInt},
    {.name = "kept", .type = kInt, .about = "Conflicts that were decided to stay."},
    {.name = "written", .type = kInt},
};
constexpr Shape kOutbox = {.name = "OutboxCounts", .members = kOutboxMembers};
constexpr Member kNoticeMembers[] = {
    {.name = "sentence"},
    {.name = "action",
     .about = "What answers it: a sync with confirm_deletions, or a look at the conflicts.",
     .nullable = true,
     .choices = "confirm_deletions|show_conflicts"},
};
constexpr Shape kNotice = {.name = "StorageNotice", .members = kNoticeMembers};
constexpr Member kStorageMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "project", .type = kInt},
    {.name = "role", .choices = kStorageRoles},
    {.name = "kind"},
    {.name = "title", .nullable = true},
    {.name = "description", .nullable = true},
    {.name = "uri", .about = "Where it points to: s3://bucket/prefix/."},
    {.name = "params", .type = kObject, .about = "Without the secrets."},
    {.name = "secrets_set",
     .type = kList,
     .about = "The names of the secrets that were given.",
     .items = kText},
    {.name = "synchronizable", .type = kBool},
    {.name = "created_at", .type = kTime},
    {.name = "status",
     .about = "The outcome of the last job.",
     .choices = "initialized|queued|in_progress|completed|completed_with_errors|failed|stopped"},
    {.name = "last_sync", .type = kTime, .nullable = true},
    {.name = "last_sync_count", .type = kInt, .nullable = true},
    {.name = "traceback", .about = "What went wrong, a sentence in each line.", .nullable = true},
    {.name = "running_job", .about = "For /api/v1/jobs.", .nullable = true},
    {.name = "running",
     .type = kObject,
     .about = "How far it is.",
     .nullable = true,
     .shape = &kJobV1},
    {.name = "last_job",
     .type = kObject,
     .about = "The sync that ended last.",
     .nullable = true,
     .shape = &kJobV1},
    {.name = "counts",
     .type = kObject,
     .about = "Of the sync that ended last.",
     .nullable = true,
     .shape = &kCountsV1},
    {.name = "outbox",
     .type = kObject,
     .about = "Of a target.",
     .optional = true,
     .shape = &kOutbox},
    {.name = "objects", .type = kInt, .about = "Of a source: those it knows.", .optional = true},
    {.name = "tasks",
     .type = kInt,
     .about = "Of a source, where each object is one task.",
     .optional = true,
     .nullable = true},
    {.name = "failures", .type = kInt, .about = "Of a source.", .optional = true},
    {.name = "ignored",
     .type = kInt,
     .about = "Of a source: failed objects that were decided to be left.",
     .optional = true},
    {.name = "warnings", .type = kList, .items = kText},
    {.name = "notices",
     .type = kList,
     .about = "The warnings, and what waits for a decision.",
     .shape = &kNotice},
    {.name = "can_sync", .type = kBool},
    {.name = "can_verify", .type = kBool},
};
constexpr Member kStorageListMembers[] = {
    {.name = "results", .type = kList, .shape = &kStorageV1},
};
constexpr Member kAddedMembers[] = {
    {.name = "storage", .type = kObject, .shape = &kStorageV1},
    {.name = "created", .type = kBool, .about = "False: it was there and was reused."},
    {.name = "warnings", .type = kList, .items = kText},
};
constexpr Member kDisconnectedMembers[] = {
    {.name = "sentence", .about = "What stays and what went."},
    {.name = "tasks_deleted", .type = kInt},
    {.name = "tasks_kept", .type = kInt},
};

}  // namespace

constexpr Shape kNewStorageV1 = {
    .name = "NewStorage", .members = kNewMembers, .more = &kPlaceToUse};
constexpr Shape kStorageToCheckV1 = {
    .name = "StorageToCheck", .members = kToCheckMembers, .more = &kCommon};
constexpr Shape kStorageChangeV1 = {
    .name = "StorageChange", .members = kChangeMembers, .more = &kCommon};
constexpr Shape kStorageV1 = {.name = "StorageDetails", .members = kStorageMembers};
constexpr Shape kStorageListV1 = {.name = "StorageDetailsList", .members = kStorageListMembers};
constexpr Shape kAddedStorageV1 = {.name = "AddedStorage", .members = kAddedMembers};
constexpr Shape kDisconnectedV1 = {.name = "DisconnectedStorage", .members = kDisconnectedMembers};

}  // namespace millrace::api
