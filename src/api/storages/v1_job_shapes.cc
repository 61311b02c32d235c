#include "api/storages/v1_job_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr Member kSyncMembers[] = {
    {.name = "dry_run", .type = kBool, .about = "Say what would be done, and do nothing."},
    {.name = "failed", .type = kBool, .about = "Read again only what failed."},
    {.name = "confirm_deletions",
     .type = kBool,
     .about = "Apply the vanishing of many objects that was held back."},
};
constexpr Member kVerifyMembers[] = {
    {.name = "repair", .type = kBool, .about = "Export what is missing again."},
};
constexpr Member kCountsMembers[] = {
    {.name = "listed", .type = kInt, .about = "Objects that the listing showed."},
    {.name = "matched", .type = kInt, .about = "Of them, those that pass prefix and regex."},
    {.name = "new_tasks", .type = kInt},
    {.name = "updated_tasks", .type = kInt},
    {.name = "flagged_tasks", .type = kInt, .about = "Changed objects of annotated tasks."},
    {.name = "deleted_tasks", .type = kInt},
    {.name = "known", .type = kInt, .about = "Objects as they were at the last sync."},
    {.name = "changed", .type = kInt},
    {.name = "gone", .type = kInt},
    {.name = "held_back", .type = kInt, .about = "Vanished, and waiting to be confirmed."},
    {.name = "skipped_regex", .type = kInt},
    {.name = "skipped_own", .type = kInt, .about = "Exports of this server."},
    {.name = "skipped_directory", .type = kInt},
    {.name = "removed_by_user", .type = kInt, .about = "Their tasks were deleted by a person."},
    {.name = "failed", .type = kInt},
    {.name = "ignored", .type = kInt, .about = "They failed, and a person decided to leave them."},
    {.name = "bytes", .type = kInt, .about = "That were read."},
    {.name = "written", .type = kInt, .about = "Objects put into the target."},
    {.name = "deleted", .type = kInt},
    {.name = "adopted", .type = kInt},
    {.name = "unchanged", .type = kInt},
    {.name = "pending", .type = kInt},
    {.name = "refused", .type = kInt},
    {.name = "conflicts", .type = kInt},
    {.name = "missing", .type = kInt},
    {.name = "differs", .type = kInt},
    {.name = "copied", .type = kInt, .about = "Local copies."},
    {.name = "copies_failed", .type = kInt},
};
constexpr Member kStartedMembers[] = {
    {.name = "job", .about = "For /api/v1/jobs."},
};
constexpr Member kDifferenceMembers[] = {{.name = "key"}, {.name = "what"}};
constexpr Shape kDifference = {.name = "JobDifference", .members = kDifferenceMembers};
constexpr Member kProgressMembers[] = {
    {.name = "phase",
     .about = "What it does: tasks are made while the listing goes on, and when it is over.",
     .choices = "waiting|listing|tasks|writing|comparing|ended"},
    {.name = "done", .type = kInt, .about = "Objects."},
    {.name = "total", .type = kInt, .about = "null: nobody knows.", .nullable = true},
    {.name = "per_second",
     .type = kNumber,
     .about = "In the last seconds; of an ended job in all. null: too early to tell.",
     .nullable = true},
    {.name = "seconds_left", .type = kNumber, .nullable = true},
};
constexpr Shape kProgress = {.name = "JobProgress", .members = kProgressMembers};
constexpr Member kJobMembers[] = {
    {.name = "job", .about = "Absent in a history.", .optional = true},
    {.name = "id", .type = kInt, .about = "0: it leaves no history."},
    {.name = "storage", .type = kInt},
    {.name = "kind", .choices = "import|export|verify"},
    {.name = "dry_run", .type = kBool},
    {.name = "state",
     .choices = "queued|in_progress|completed|completed_with_errors|failed|stopped"},
    {.name = "summary", .about = "The counts in words."},
    {.name = "progress", .type = kObject, .shape = &kProgress},
    {.name = "counts", .type = kObject, .shape = &kCountsV1},
    {.name = "started_by", .about = "An e-mail address, or \"command line\"."},
    {.name = "started", .type = kTime},
    {.name = "finished", .type = kTime, .nullable = true},
    {.name = "seconds", .type = kNumber},
    {.name = "expected",
     .type = kInt,
     .about = "Objects that the last scan saw, or that an export or a verification began with.",
     .nullable = true},
    {.name = "problems", .type = kList, .about = "The first sentences.", .items = kText},
    {.name = "warnings", .type = kList, .items = kText},
    {.name = "differences",
     .type = kList,
     .about = "Of a verification and of a dry run of an export.",
     .shape = &kDifference},
    {.name = "sample_new", .type = kList, .about = "Keys, of a dry run.", .items = kText},
    {.name = "sample_changed", .type = kList, .items = kText},
    {.name = "sample_gone", .type = kList, .items = kText},
    {.name = "sample_bad", .type = kList, .items = kText},
};
constexpr Member kHistoryMembers[] = {
    {.name = "results", .type = kList, .about = "The latest first.", .shape = &kJobV1},
};

}  // namespace

constexpr Shape kSyncOptionsV1 = {.name = "SyncOptions", .members = kSyncMembers};
constexpr Shape kVerifyOptionsV1 = {.name = "VerifyOptions", .members = kVerifyMembers};
constexpr Shape kCountsV1 = {.name = "JobCounts", .members = kCountsMembers};
constexpr Shape kStartedV1 = {.name = "StartedJob", .members = kStartedMembers};
constexpr Shape kJobV1 = {.name = "Job", .members = kJobMembers};
constexpr Shape kHistoryV1 = {.name = "JobHistory", .members = kHistoryMembers};

}  // namespace millrace::api
