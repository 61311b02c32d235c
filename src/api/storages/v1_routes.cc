#include "api/route.h"
#include "api/storages/preview_shapes.h"
#include "api/storages/storage_roles.h"
#include "api/storages/v1_check.h"
#include "api/storages/v1_check_shapes.h"
#include "api/storages/v1_conflict_shapes.h"
#include "api/storages/v1_conflicts.h"
#include "api/storages/v1_disconnect.h"
#include "api/storages/v1_failure_shapes.h"
#include "api/storages/v1_failures.h"
#include "api/storages/v1_job_shapes.h"
#include "api/storages/v1_jobs.h"
#include "api/storages/v1_kind_shapes.h"
#include "api/storages/v1_preview.h"
#include "api/storages/v1_storage_shapes.h"
#include "api/storages/v1_storages.h"

namespace millrace::api {
namespace {

constexpr Member kWhichStorages[] = {
    {.name = "project", .type = Type::kInt, .about = "Only those of this project."},
    {.name = "role", .about = "Only these.", .choices = kStorageRoles},
};
constexpr Member kLimit = {
    .name = "limit", .type = Type::kInt, .about = "How many, at most 10,000; else 100.", .min = 0};
constexpr Member kOffset = {
    .name = "offset", .type = Type::kInt, .about = "How many to leave out first.", .min = 0};
constexpr Member kFirst[] = {kLimit};
constexpr Member kSome[] = {kLimit, kOffset};
constexpr Member kWhichFailures[] = {
    kLimit,
    kOffset,
    {.name = "state", .about = "Else failed.", .choices = "failed|ignored"},
};
constexpr Member kTasks[] = {
    {.name = "tasks", .about = "What becomes of its tasks; else keep.", .choices = "keep|delete"},
};
constexpr Member kWait[] = {
    {.name = "wait",
     .type = Type::kInt,
     .about = "Seconds to wait for its end, at most 60.",
     .min = 0},
};

constexpr AnswerShape Is(const Shape& shape) { return {.shape = &shape}; }
constexpr AnswerShape Looked() { return {.shape = &kDiagnosisV1, .events = true}; }
constexpr AnswerShape Started() { return {.status = 202, .shape = &kStartedV1}; }

}  // namespace

std::span<const Route> OwnStorageRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET",
       "/api/v1/storage-kinds",
       kSignedIn,
       ListStorageKinds,
       {.about = "The kinds of storage, with the JSON Schema of their parameters.",
        .answer = {.shape = &kStorageKindV1, .many = AnswerShape::kList}}},
      {"GET",
       "/api/v1/storages",
       kManage,
       ListStoragesV1,
       {.named = Named::kProjectOfQuery,
        .about = "The storages with their counts.",
        .query = kWhichStorages,
        .answer = Is(kStorageListV1),
        .name = "listStoragesV1"}},
      {"POST",
       "/api/v1/storages",
       kManage,
       AddStorageV1,
       {.named = Named::kProjectOfBody,
        .about = "Connects a bucket that answers.",
        .body = &kNewStorageV1,
        .answer = {.status = 201, .also = 200, .shape = &kAddedStorageV1}}},
      {"POST",
       "/api/v1/storages/check",
       kManage,
       CheckNewStorageV1,
       {.named = Named::kStorageOfBody,
        .about =
            "Looks at a connection step by step, without saving it. Events: started, probe, done.",
        .body = &kStorageToCheckV1,
        .answer = Looked(),
        .refusals = {429}}},
      {"POST",
       "/api/v1/storages/preview",
       kManage,
       PreviewSourceV1,
       {.named = Named::kStorageOfBody,
        .about = "What a source would use of its first 10,000 objects, without saving it.",
        .body = &kSourceToPreviewV1,
        .answer = Is(kSourcePreviewV1),
        .refusals = {429}}},
      {"GET",
       "/api/v1/storages/preview/{word}/{id}",
       kSignedIn,
       ServePreviewPicture,
       {.about = "A picture of such a preview, for ten minutes and for who asked.",
        .answer = {.also = 206, .media = "image/*"},
        .refusals = {413, 416, 504}}},
      {"GET",
       "/api/v1/storages/{id}",
       kManage,
       GetStorageV1,
       {.of = Subject::kStorage,
        .about = "One storage with its counts.",
        .answer = Is(kStorageV1)}},
      {"PATCH",
       "/api/v1/storages/{id}",
       kManage,
       ChangeStorageV1,
       {.of = Subject::kStorage,
        .about = "Changes its settings, if the bucket answers with them.",
        .body = &kStorageChangeV1,
        .answer = Is(kStorageV1),
        .refusals = {504}}},
      {"DELETE",
       "/api/v1/storages/{id}",
       kManage,
       DisconnectStorageV1,
       {.of = Subject::kStorage,
        .about = "Disconnects it; its objects stay, and its tasks unless they are to go too.",
        .query = kTasks,
        .answer = Is(kDisconnectedV1)}},
      {"POST",
       "/api/v1/storages/{id}/check",
       kManage,
       CheckStorageV1,
       {.of = Subject::kStorage,
        .about = "Looks at the connection step by step. Events: started, probe, done.",
        .answer = Looked(),
        .refusals = {429}}},
      {"POST",
       "/api/v1/storages/{id}/sync",
       kManage,
       StartSyncV1,
       {.of = Subject::kStorage,
        .about = "Starts a sync, or joins the one that runs.",
        .body = &kSyncOptionsV1,
        .answer = Started()}},
      {"POST",
       "/api/v1/storages/{id}/verify",
       kManage,
       StartVerifyV1,
       {.of = Subject::kStorage,
        .about = "Starts to compare a target with what was written there.",
        .body = &kVerifyOptionsV1,
        .answer = Started()}},
      {"GET",
       "/api/v1/storages/{id}/history",
       kManage,
       ListHistoryV1,
       {.of = Subject::kStorage,
        .about = "Its last jobs.",
        .query = kFirst,
        .answer = Is(kHistoryV1),
        .name = "listStorageHistoryV1"}},
      {"GET",
       "/api/v1/storages/{id}/failures",
       kManage,
       ListFailuresV1,
       {.of = Subject::kStorage,
        .about = "The objects that did not become tasks, each with its cause.",
        .query = kWhichFailures,
        .answer = Is(kFailuresV1),
        .name = "listStorageFailuresV1"}},
      {"POST",
       "/api/v1/storages/{id}/failures/retry",
       kManage,
       RetryFailuresV1,
       {.of = Subject::kStorage,
        .about = "Starts to read failed objects again.",
        .body = &kFailureChoiceV1,
        .answer = Started()}},
      {"POST",
       "/api/v1/storages/{id}/failures/ignore",
       kManage,
       IgnoreFailuresV1,
       {.of = Subject::kStorage,
        .about = "Leaves failed objects alone until they change.",
        .body = &kFailureChoiceV1,
        .answer = Is(kFailuresChangedV1)}},
      {"POST",
       "/api/v1/storages/{id}/failures/heed",
       kManage,
       HeedFailuresV1,
       {.of = Subject::kStorage,
        .about = "Ignored objects are read again at the next sync.",
        .body = &kFailureChoiceV1,
        .answer = Is(kFailuresChangedV1)}},
      {"GET",
       "/api/v1/storages/{id}/conflicts",
       kManage,
       ListConflictsV1,
       {.of = Subject::kStorage,
        .about = "The objects of a target that somebody else wrote.",
        .query = kSome,
        .answer = Is(kConflictsV1),
        .name = "listStorageConflictsV1"}},
      {"POST",
       "/api/v1/storages/{id}/conflicts/resolve",
       kManage,
       ResolveAllConflictsV1,
       {.of = Subject::kStorage,
        .about = "Decides all conflicts in one way.",
        .body = &kDecisionForAllV1,
        .answer = Is(kResolvedV1)}},
      {"GET",
       "/api/v1/storages/{id}/conflicts/{id}",
       kManage,
       GetConflictV1,
       {.of = Subject::kStorage,
        .about = "Both sides of one conflict.",
        .answer = Is(kConflictV1),
        .refusals = {504}}},
      {"POST",
       "/api/v1/storages/{id}/conflicts/{id}/resolve",
       kManage,
       ResolveConflictV1,
       {.of = Subject::kStorage,
        .about = "Decides one conflict.",
        .body = &kDecisionV1,
        .answer = {.status = 204},
        .refusals = {409, 504}}},
      {"GET",
       "/api/v1/jobs/{word}",
       kManage,
       GetJobV1,
       {.named = Named::kJobOfPath,
        .about = "How far a job is.",
        .query = kWait,
        .answer = Is(kJobV1)}},
      {"POST",
       "/api/v1/jobs/{word}/cancel",
       kManage,
       CancelJobV1,
       {.named = Named::kJobOfPath,
        .about = "Asks a job to stop; what it did stays.",
        .answer = Is(kJobV1)}},
      {"GET",
       "/api/v1/jobs/{word}/events",
       kManage,
       JobEventsV1,
       {.named = Named::kJobOfPath,
        .about = "Server-sent events: progress, each with the Job, and at the end done.",
        .answer = {.media = "text/event-stream"}}},
  };
  return kRoutes;
}

}  // namespace millrace::api
