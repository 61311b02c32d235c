#include "api/storages/v1_failure_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr Member kFailureMembers[] = {
    {.name = "key"},
    {.name = "record", .type = kInt, .about = "Its position in the object.", .nullable = true},
    {.name = "error"},
    {.name = "since", .type = kTime, .nullable = true},
    {.name = "temporary", .type = kBool, .about = "The next sync tries it again."},
    {.name = "attempts", .type = kInt, .about = "In a row, to read its object."},
    {.name = "state", .choices = "failed|ignored"},
};
constexpr Shape kFailure = {.name = "SyncFailure", .members = kFailureMembers};
constexpr Member kFailuresMembers[] = {
    {.name = "count", .type = kInt, .about = "How many there are."},
    {.name = "results", .type = kList, .shape = &kFailure},
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

}  // namespace

constexpr Shape kFailuresV1 = {.name = "SyncFailures", .members = kFailuresMembers};
constexpr Shape kFailureChoiceV1 = {.name = "FailureChoice", .members = kFailureChoiceMembers};
constexpr Shape kFailuresChangedV1 = {.name = "FailuresChanged", .members = kChangedMembers};

}  // namespace millrace::api
