// Parameters that every storage has, declared once. What they mean: docs/storage.md and design §7.
#pragma once

#include "schema/field.h"

namespace millrace::storage {

inline constexpr Field kPrefix{
    .name = "prefix", .title = "Prefix", .help = "A folder in the bucket; only objects below it are used.",
    .placeholder = "raw/"};
inline constexpr Field kRegexFilter{
    .name = "regex_filter", .title = "Regex",
    .help = "Only objects whose key matches become tasks; use .* to collect all objects.",
    .flag = "regex", .aliases = {"regex"}, .placeholder = ".*\\.jpg"};
inline constexpr Field kEmptyRegexSkips{
    .name = "empty_regex_skips", .type = FieldType::kBool, .title = "Empty regex skips all",
    .help = "Whether an empty regex skips every object, as the dialog means it, or filters nothing.",
    .role = FieldRole::kSource, .advanced = true, .fallback = "false", .dialog = "true"};
inline constexpr Field kUseBlobUrls{
    .name = "use_blob_urls", .type = FieldType::kBool, .title = "Treat every bucket object as a source file",
    .help = "On: each object (picture, sound, text) becomes a task that points to it. Off: objects hold "
            "tasks as JSON.",
    .fallback = "false"};
inline constexpr Field kDataKey{
    .name = "data_key", .title = "Data key",
    .help = "The task's data key that gets the object's URL; empty takes the first one of the label config.",
    .role = FieldRole::kSource, .advanced = true, .only_with = {"use_blob_urls", "true"}};
inline constexpr Field kRecursiveScan{
    .name = "recursive_scan", .type = FieldType::kBool, .title = "Include subfolders",
    .help = "Whether objects in subfolders of the prefix are used too.",
    .role = FieldRole::kSource, .fallback = "false", .suggested = "true"};
inline constexpr Field kPresign{
    .name = "presign", .type = FieldType::kBool, .title = "Presigned URLs",
    .help = "On: the browser loads media straight from the bucket by a signed URL. Off: through this server.",
    .role = FieldRole::kSource, .fallback = "true"};
inline constexpr Field kPresignTtl{
    .name = "presign_ttl", .type = FieldType::kInt, .title = "Lifetime of presigned URLs",
    .help = "How long a signed URL stays valid, in minutes.",
    .role = FieldRole::kSource, .fallback = "1", .dialog = "15", .minimum = 0, .maximum = 32768,
    .unit = "minutes", .only_with = {"presign", "true"}};
inline constexpr Field kOnChange{
    .name = "on_change", .title = "When an object changed",
    .help = "keep: leave its task as it is; update: change the task while nobody annotated it; new: add a "
            "new task.",
    .role = FieldRole::kSource, .advanced = true, .fallback = "keep", .choices = {"keep", "update", "new"},
    .choice_titles = {"Keep its task as it is", "Update its task while nobody annotated it", "Add a new task"}};
inline constexpr Field kOnDelete{
    .name = "on_delete", .title = "When an object vanished",
    .help = "keep: leave its task; mark: flag the task; delete: remove the task unless it is annotated.",
    .role = FieldRole::kSource, .advanced = true, .fallback = "keep", .choices = {"keep", "mark", "delete"},
    .choice_titles = {"Keep its task", "Mark its task", "Delete its task unless it is annotated"}};
inline constexpr Field kMaxRecordMib{
    .name = "max_record_mib", .type = FieldType::kInt, .title = "Largest record",
    .help = "A task record in a JSON object above this size, in MiB, is refused.",
    .role = FieldRole::kSource, .advanced = true, .fallback = "64", .minimum = 1, .maximum = 1024, .unit = "MiB",
    .only_with = {"use_blob_urls", "false"}};
inline constexpr Field kCanDeleteObjects{
    .name = "can_delete_objects", .type = FieldType::kBool, .title = "Can delete objects from storage",
    .help = "Whether deleting an annotation deletes its object in the target.",
    .role = FieldRole::kTarget, .fallback = "false"};
inline constexpr Field kKeyTemplate{
    .name = "key_template", .title = "Object name",
    .help = "Name of an annotation's object below the prefix; must contain {annotation_id}, and may contain "
            "{task_id}, {project_id} and {source_key}.",
    .role = FieldRole::kTarget, .advanced = true, .fallback = "{annotation_id}"};
inline constexpr Field kContent{
    .name = "content", .title = "Object content",
    .help = "annotation: one object per annotation; task: one object per task with all its annotations.",
    .role = FieldRole::kTarget, .advanced = true, .fallback = "annotation", .choices = {"annotation", "task"},
    .choice_titles = {"One object per annotation", "One object per task"}};
// What copies are and where they lie: sync/local_copies.h.
inline constexpr Field kCreateLocalCopy{
    .name = "create_local_copy", .type = FieldType::kBool, .title = "Create local copy",
    .help = "Whether tasks that are read and annotations that are written are kept as files on the server "
            "too; media are not copied.",
    .advanced = true, .fallback = "false"};
// For the storages where the guide has it on: among a provider's own fields it replaces the one above.
inline constexpr Field kCreateLocalCopySuggested{
    .name = "create_local_copy", .type = FieldType::kBool, .title = "Create local copy",
    .help = kCreateLocalCopy.help, .fallback = "false", .suggested = "true"};
inline constexpr Field kProjectPath{
    .name = "project_path", .title = "Project path",
    .help = "Directory on the server's machine for the local copies, which are made if it is given; empty "
            "takes the data directory.",
    .advanced = true};

inline constexpr const Field* kCommonFields[] = {
    &kRegexFilter,      &kEmptyRegexSkips, &kUseBlobUrls, &kDataKey,         &kRecursiveScan,
    &kPresign,          &kPresignTtl,      &kOnChange,    &kOnDelete,        &kMaxRecordMib,
    &kCanDeleteObjects, &kKeyTemplate,     &kContent,     &kCreateLocalCopy, &kProjectPath};

}  // namespace millrace::storage
