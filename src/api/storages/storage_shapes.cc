#include "api/storages/storage_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr Member kInputMembers[] = {
    {.name = "project", .type = kInt, .about = "The project's id.", .required = true},
    {.name = "title", .nullable = true, .max = 256},
    {.name = "description", .nullable = true},
    {.name = "synchronizable", .type = kBool, .about = "Whether POST …/sync is allowed."},
};
constexpr Member kIdMembers[] = {
    {.name = "id",
     .type = kInt,
     .about = "A saved storage: what the body lacks, secrets above all, is taken from it.",
     .nullable = true},
};
constexpr Member kPreviewMembers[] = {
    {.name = "id",
     .type = kInt,
     .about = "A saved storage: what the body lacks, secrets above all, is taken from it.",
     .nullable = true},
    {.name = "limit", .type = kInt, .about = "Rows at most; else 100.", .min = 1, .max = 1'000},
};

constexpr Member kStoredMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "type", .about = "The kind; a PATCH does not answer it.", .optional = true},
    {.name = "synchronizable", .type = kBool},
    {.name = "last_sync", .type = kTime, .about = "When its last job ended.", .nullable = true},
    {.name = "last_sync_count",
     .type = kInt,
     .about = "New tasks, or objects written, of the last job.",
     .nullable = true},
    {.name = "last_sync_job", .about = "Its id.", .nullable = true},
    {.name = "status",
     .about = "Of the last job.",
     .choices = "initialized|queued|in_progress|failed|completed|completed_with_errors"},
    {.name = "traceback", .about = "What went wrong, in sentences.", .nullable = true},
    {.name = "meta", .type = kObject, .about = "Times and counts of the last job."},
    {.name = "title", .nullable = true},
    {.name = "description", .nullable = true},
    {.name = "created_at", .type = kTime},
    {.name = "project", .type = kInt, .about = "The project's id."},
};

constexpr Member kTypeMembers[] = {
    {.name = "name", .about = "In the paths of /api/storages."},
    {.name = "title"},
};

constexpr Member kFileMembers[] = {
    {.name = "key", .about = "null: there are more than these.", .nullable = true},
    {.name = "last_modified", .type = kTime, .nullable = true},
    {.name = "size", .type = kInt, .about = "Bytes.", .nullable = true},
};
constexpr Shape kStoredFile = {.name = "StorageFile", .members = kFileMembers};
constexpr Member kFilesMembers[] = {{.name = "files", .type = kList, .shape = &kStoredFile}};

constexpr Member kFormFieldMembers[] = {
    {.name = "type", .choices = "text|password|toggle|counter|select"},
    {.name = "name", .about = "The parameter."},
    {.name = "label"},
    {.name = "description"},
    {.name = "required", .type = kBool},
    {.name = "advanced", .type = kBool},
    {.name = "placeholder", .optional = true},
    {.name = "value", .type = kAny, .about = "What the form begins with.", .optional = true},
    {.name = "min", .type = kInt, .optional = true},
    {.name = "max", .type = kInt, .optional = true},
    {.name = "options", .type = kList, .optional = true, .items = kObject},
};
constexpr Shape kFormField = {.name = "StorageFormField", .members = kFormFieldMembers};
constexpr Member kFormGroupMembers[] = {
    {.name = "columnCount", .type = kInt},
    {.name = "fields", .type = kList, .shape = &kFormField},
};

}  // namespace

constinit const Shape kSourceInput = {
    .name = "SourceSettings", .members = kInputMembers, .parameters = Shape::kOfSource};
constinit const Shape kTargetInput = {
    .name = "TargetSettings", .members = kInputMembers, .parameters = Shape::kOfTarget};
constinit const Shape kSourceToValidate = {.name = "SourceToValidate",
                                           .members = kIdMembers,
                                           .more = &kSourceInput,
                                           .parameters = Shape::kOfSource};
constinit const Shape kTargetToValidate = {.name = "TargetToValidate",
                                           .members = kIdMembers,
                                           .more = &kTargetInput,
                                           .parameters = Shape::kOfTarget};
constinit const Shape kSourceToPreview = {.name = "SourceToPreview",
                                          .members = kPreviewMembers,
                                          .more = &kSourceInput,
                                          .parameters = Shape::kOfSource};

constinit const Shape kSource = {
    .name = "Source", .members = kStoredMembers, .parameters = Shape::kOfSource};
constinit const Shape kTarget = {
    .name = "Target", .members = kStoredMembers, .parameters = Shape::kOfTarget};
constinit const Shape kStorageType = {.name = "StorageType", .members = kTypeMembers};
constinit const Shape kPreview = {.name = "StoragePreview", .members = kFilesMembers};
constinit const Shape kFormGroup = {.name = "StorageFormGroup", .members = kFormGroupMembers};

}  // namespace millrace::api
