#include "api/storages/v1_kind_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

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

}  // namespace

constexpr Shape kStorageKindV1 = {.name = "StorageKind", .members = kKindMembers};

}  // namespace millrace::api
