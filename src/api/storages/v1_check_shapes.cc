#include "api/storages/v1_check_shapes.h"

#include "api/storages/storage_roles.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr Member kStateCountsMembers[] = {
    {.name = "ok", .type = kInt},
    {.name = "warning", .type = kInt},
    {.name = "failed", .type = kInt},
    {.name = "skipped", .type = kInt},
};
constexpr Shape kStateCounts = {.name = "ProbeCounts", .members = kStateCountsMembers};
constexpr Member kCheckedMembers[] = {
    {.name = "id", .type = kInt, .nullable = true},
    {.name = "role", .choices = kStorageRoles},
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

}  // namespace

constexpr Shape kDiagnosisV1 = {.name = "Diagnosis", .members = kDiagnosisMembers};

}  // namespace millrace::api
