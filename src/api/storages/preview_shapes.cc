#include "api/storages/preview_shapes.h"

#include "api/storages/v1_storage_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr Member kBodyMembers[] = {
    {.name = "limit",
     .type = kInt,
     .about = "Rows at most, up to 200; else 100.",
     .min = 1,
     .max = 200},
};

constexpr Member kCountsMembers[] = {
    {.name = "listed", .type = kInt, .about = "Objects that the listing showed."},
    {.name = "matched", .type = kInt, .about = "Of them, those that would be used."},
    {.name = "skipped_regex", .type = kInt},
    {.name = "skipped_directory", .type = kInt, .about = "Markers of folders."},
    {.name = "skipped_own", .type = kInt, .about = "Exports of this server."},
};
constexpr Shape kCounts = {.name = "SourcePreviewCounts", .members = kCountsMembers};

constexpr Member kSuggestionMembers[] = {
    {.name = "field", .about = "A parameter."},
    {.name = "value", .type = kScalar, .about = "What is probably meant."},
    {.name = "title", .about = "What a button says that sets it."},
};
constexpr Shape kSuggestion = {.name = "SourcePreviewSuggestion", .members = kSuggestionMembers};

constexpr Member kRowMembers[] = {
    {.name = "key"},
    {.name = "size", .type = kInt, .about = "Bytes."},
    {.name = "modified", .type = kTime, .nullable = true},
    {.name = "match", .type = kBool, .about = "It would be used."},
    {.name = "why",
     .about = "Why it would not: the regex, a folder's marker, or this server exported it.",
     .nullable = true,
     .choices = "regex|directory|own"},
    {.name = "becomes",
     .about = "A task of its own, or it is read as tasks in JSON.",
     .nullable = true,
     .choices = "task|json"},
    {.name = "picture",
     .about = "Of the first 12 pictures: where a browser loads it, until `expires`.",
     .nullable = true},
};
constexpr Shape kRow = {.name = "SourcePreviewRow", .members = kRowMembers};

constexpr Member kPreviewMembers[] = {
    {.name = "sentence", .about = "What the settings mean."},
    {.name = "suggestion", .type = kObject, .nullable = true, .shape = &kSuggestion},
    {.name = "uri", .about = "Where the source points to."},
    {.name = "counts", .type = kObject, .shape = &kCounts},
    {.name = "complete", .type = kBool, .about = "False: there are more objects than were listed."},
    {.name = "rows", .type = kList, .shape = &kRow},
    {.name = "expires", .type = kTime, .about = "When the pictures go.", .nullable = true},
    {.name = "seconds", .type = kNumber},
};

}  // namespace

constexpr Shape kSourceToPreviewV1 = {
    .name = "SourceToTry", .members = kBodyMembers, .more = &kStorageToCheckV1};
constexpr Shape kSourcePreviewV1 = {.name = "SourcePreview", .members = kPreviewMembers};

}  // namespace millrace::api
