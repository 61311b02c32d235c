#include "api/storages/v1_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr std::string_view kRoles = "source|target";
constexpr std::string_view kDecisions = "adopt|overwrite|keep";

constexpr Member kPlaceMembers[] = {
    {.name = "role", .required = true, .choices = kRoles},
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
    {.name = "role", .about = "Needed without an id.", .choices = kRoles},
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
constexpr Member kForAllMembers[] = {
    {.name = "decision",
     .about = "adopt: import their annotation; overwrite: put ours there; keep: never export here.",
     .required = true,
     .choices = kDecisions},
};
constexpr Member kDecisionMembers[] = {
    {.name = "foreign_token",
     .about = "The version that was looked at; it is refused if another one stands there now."},
};

constexpr Member kSchemasMembers[] = {
    {.name = "source", .type = kObject, .about = "JSON Schema of the parameters."},
    {.name = "target", .type = kObject, .about = "JSON Schema of the parameters."},
};
constexpr Shape kSchemas = {.name = "StorageKindSchemas", .members = kSchemasMembers};
constexpr Member kConditionMembers[] = {
    {.name = "field", .about = "Another field's name."},
    {.name = "values",
     .type = kList,
     .about = "With any other value of that one, this one means nothing.",
     .items = kScalar},
};
constexpr Shape kCondition = {.name = "StorageFieldCondition", .members = kConditionMembers};
constexpr Member kChoiceMembers[] = {{.name = "value"}, {.name = "title"}};
constexpr Shape kChoice = {.name = "StorageFieldChoice", .members = kChoiceMembers};
constexpr Member kFieldMembers[] = {
    {.name = "name", .about = "In params."},
    {.name = "title"},
    {.name = "help", .about = "A sentence."},
    {.name = "type",
     .about = "A secret is written and never shown again.",
     .choices = "string|bool|int|secret"},
    {.name = "required", .type = kBool},
    {.name = "advanced", .type = kBool, .about = "Rarely needed."},
    {.name = "default", .type = kScalar, .about = "What a dialog begins with.", .nullable = true},
    {.name = "min", .type = kInt, .nullable = true},
    {.name = "max", .type = kInt, .nullable = true},
    {.name = "unit", .about = "Of a number; empty if it has none."},
    {.name = "choices", .type = kList, .about = "Empty: any value.", .shape = &kChoice},
    {.name = "placeholder"},
    {.name = "multiline", .type = kBool, .about = "The text has several lines."},
    {.name = "depends_on", .type = kObject, .nullable = true, .shape = &kCondition},
};
constexpr Shape kField = {.name = "StorageField", .members = kFieldMembers};
constexpr Member kFormsMembers[] = {
    {.name = "source", .type = kList, .about = "In the order to show them.", .shape = &kField},
    {.name = "target", .type = kList, .about = "In the order to show them.", .shape = &kField},
};
constexpr Shape kForms = {.name = "StorageForms", .members = kFormsMembers};
constexpr Member kKindMembers[] = {
    {.name = "kind"},
    {.name = "rest_name", .about = "In the paths of /api/storages."},
    {.name = "title"},
    {.name = "roles", .type = kList, .items = kText},
    {.name = "scheme", .about = "Of the URIs in tasks; empty for files."},
    {.name = "path_field", .about = "The parameter that names bucket, container or directory."},
    {.name = "forms", .type = kObject, .about = "What a dialog asks for.", .shape = &kForms},
    {.name = "schema", .type = kObject, .shape = &kSchemas},
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
    {.name = "role", .choices = kRoles},
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
     .choices = "initialized|queued|in_progress|completed|completed_with_errors|failed"},
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

constexpr Member kStateCountsMembers[] = {
    {.name = "ok", .type = kInt},
    {.name = "warning", .type = kInt},
    {.name = "failed", .type = kInt},
    {.name = "skipped", .type = kInt},
};
constexpr Shape kStateCounts = {.name = "ProbeCounts", .members = kStateCountsMembers};
constexpr Member kCheckedMembers[] = {
    {.name = "id", .type = kInt, .nullable = true},
    {.name = "role", .choices = kRoles},
    {.name = "kind"},
    {.name = "uri"},
};
constexpr Shape kChecked = {.name = "CheckedStorage", .members = kCheckedMembers};
constexpr Member kProbeMembers[] = {
    {.name = "number", .type = kInt},
    {.name = "name"},
    {.name = "title"},
    {.name = "state", .choices = "ok|warning|failed|skipped"},
    {.name = "detail"},
    {.name = "advice"},
    {.name = "paste", .about = "What to paste on the other side; empty if there is nothing."},
    {.name = "language", .about = "Of what is to paste.", .choices = "json|text"},
    {.name = "essential", .type = kBool, .about = "Without it the storage is of no use."},
    {.name = "seconds", .type = kNumber},
    {.name = "matching",
     .type = kList,
     .about = "Keys that pass the regex.",
     .optional = true,
     .items = kText},
    {.name = "not_matching", .type = kList, .optional = true, .items = kText},
};
constexpr Shape kProbe = {.name = "Probe", .members = kProbeMembers};
constexpr Member kDiagnosisMembers[] = {
    {.name = "ok", .type = kBool, .about = "No probe failed."},
    {.name = "seconds", .type = kNumber},
    {.name = "counts", .type = kObject, .shape = &kStateCounts},
    {.name = "storage", .type = kObject, .shape = &kChecked},
    {.name = "probes", .type = kList, .shape = &kProbe},
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
    {.name = "per_second", .type = kNumber},
    {.name = "seconds_left", .type = kNumber, .nullable = true},
};
constexpr Shape kProgress = {.name = "JobProgress", .members = kProgressMembers};
constexpr Member kJobMembers[] = {
    {.name = "job", .about = "Absent in a history.", .optional = true},
    {.name = "id", .type = kInt, .about = "0: it leaves no history."},
    {.name = "storage", .type = kInt},
    {.name = "kind", .choices = "import|export|verify"},
    {.name = "dry_run", .type = kBool},
    {.name = "state", .choices = "queued|in_progress|completed|completed_with_errors|failed"},
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
constexpr Member kFailureMembers[] = {
    {.name = "key"},
    {.name = "record", .type = kInt, .about = "Its position in the object.", .nullable = true},
    {.name = "error"},
    {.name = "since", .type = kTime, .nullable = true},
    {.name = "temporary", .type = kBool, .about = "The next sync tries it again."},
    {.name = "attempts", .type = kInt, .about = "In a row, to read its object."},
    {.name = "state", .choices = "failed|ignored"},
};
constexpr Member kFailureChoiceMembers[] = {
    {.name = "keys",
     .type = kList,
     .about = "Objects; without them, all.",
     .items = kText,
     .example = R"(["raw/0412.json"])"},
};
constexpr Member kChangedMembers[] = {
    {.name = "changed", .type = kInt, .about = "How many objects there were."},
};
constexpr Shape kFailure = {.name = "SyncFailure", .members = kFailureMembers};
constexpr Member kFailuresMembers[] = {
    {.name = "count", .type = kInt, .about = "How many there are."},
    {.name = "results", .type = kList, .shape = &kFailure},
};

constexpr Member kConflictRowMembers[] = {
    {.name = "subject", .type = kInt, .about = "The annotation (or task) that is exported."},
    {.name = "key"},
    {.name = "error"},
    {.name = "foreign_token", .about = "The version that stands there."},
    {.name = "match",
     .type = kBool,
     .about = "It is an annotation of a task of this project.",
     .nullable = true},
};
constexpr Shape kConflictRow = {.name = "ConflictRow", .members = kConflictRowMembers};
constexpr Member kConflictsMembers[] = {
    {.name = "results", .type = kList, .shape = &kConflictRow},
};
constexpr Member kDisconnectedMembers[] = {
    {.name = "sentence", .about = "What stays and what went."},
    {.name = "tasks_deleted", .type = kInt},
    {.name = "tasks_kept", .type = kInt},
};
constexpr Member kConflictMembers[] = {
    {.name = "ours", .about = "What would be written."},
    {.name = "theirs", .about = "What stands there; empty if it cannot be read."},
    {.name = "theirs_token"},
    {.name = "theirs_size", .type = kInt, .about = "Bytes; null: it is gone.", .nullable = true},
    {.name = "theirs_modified", .type = kTime, .nullable = true},
    {.name = "theirs_by", .about = "Who annotated it, if it says so.", .nullable = true},
};
constexpr Member kLeftMembers[] = {{.name = "subject", .type = kInt}, {.name = "error"}};
constexpr Shape kLeft = {.name = "UnresolvedConflict", .members = kLeftMembers};
constexpr Member kResolvedMembers[] = {
    {.name = "resolved", .type = kInt},
    {.name = "left", .type = kList, .shape = &kLeft},
};

}  // namespace

constexpr Shape kCountsV1 = {.name = "JobCounts", .members = kCountsMembers};
constexpr Shape kNewStorageV1 = {
    .name = "NewStorage", .members = kNewMembers, .more = &kPlaceToUse};
constexpr Shape kStorageToCheckV1 = {
    .name = "StorageToCheck", .members = kToCheckMembers, .more = &kCommon};
constexpr Shape kStorageChangeV1 = {
    .name = "StorageChange", .members = kChangeMembers, .more = &kCommon};
constexpr Shape kSyncOptionsV1 = {.name = "SyncOptions", .members = kSyncMembers};
constexpr Shape kVerifyOptionsV1 = {.name = "VerifyOptions", .members = kVerifyMembers};
constexpr Shape kDecisionForAllV1 = {.name = "DecisionForAll", .members = kForAllMembers};
constexpr Shape kDecisionV1 = {
    .name = "Decision", .members = kDecisionMembers, .more = &kDecisionForAllV1};
constexpr Shape kStorageKindV1 = {.name = "StorageKind", .members = kKindMembers};
constexpr Shape kStorageV1 = {.name = "StorageDetails", .members = kStorageMembers};
constexpr Shape kStorageListV1 = {.name = "StorageDetailsList", .members = kStorageListMembers};
constexpr Shape kAddedStorageV1 = {.name = "AddedStorage", .members = kAddedMembers};
constexpr Shape kDiagnosisV1 = {.name = "Diagnosis", .members = kDiagnosisMembers};
constexpr Shape kStartedV1 = {.name = "StartedJob", .members = kStartedMembers};
constexpr Shape kJobV1 = {.name = "Job", .members = kJobMembers};
constexpr Shape kHistoryV1 = {.name = "JobHistory", .members = kHistoryMembers};
constexpr Shape kFailuresV1 = {.name = "SyncFailures", .members = kFailuresMembers};
constexpr Shape kConflictsV1 = {.name = "ConflictList", .members = kConflictsMembers};
constexpr Shape kConflictV1 = {
    .name = "Conflict", .members = kConflictMembers, .more = &kConflictRow};
constexpr Shape kFailureChoiceV1 = {.name = "FailureChoice", .members = kFailureChoiceMembers};
constexpr Shape kFailuresChangedV1 = {.name = "FailuresChanged", .members = kChangedMembers};
constexpr Shape kDisconnectedV1 = {.name = "DisconnectedStorage", .members = kDisconnectedMembers};
constexpr Shape kResolvedV1 = {.name = "ResolvedConflicts", .members = kResolvedMembers};

}  // namespace millrace::api
