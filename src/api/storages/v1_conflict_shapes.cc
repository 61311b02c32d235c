#include "api/storages/v1_conflict_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr std::string_view kDecisions = "adopt|overwrite|keep";
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

constexpr Shape kDecisionForAllV1 = {.name = "DecisionForAll", .members = kForAllMembers};
constexpr Shape kDecisionV1 = {
    .name = "Decision", .members = kDecisionMembers, .more = &kDecisionForAllV1};
constexpr Shape kConflictsV1 = {.name = "ConflictList", .members = kConflictsMembers};
constexpr Shape kConflictV1 = {
    .name = "Conflict", .members = kConflictMembers, .more = &kConflictRow};
constexpr Shape kResolvedV1 = {.name = "ResolvedConflicts", .members = kResolvedMembers};

}  // namespace millrace::api
