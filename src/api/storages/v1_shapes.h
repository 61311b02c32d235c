// What comes in and goes out below /api/v1/storages and /api/v1/jobs.
#pragma once

#include "api/shape.h"

namespace millrace::api {

// Bodies.
extern const Shape kNewStorageV1;      // POST /api/v1/storages
extern const Shape kStorageToCheckV1;  // POST /api/v1/storages/check
extern const Shape kStorageChangeV1;   // PATCH /api/v1/storages/{id}
extern const Shape kSyncOptionsV1, kVerifyOptionsV1;
extern const Shape kDecisionV1, kDecisionForAllV1;
extern const Shape kFailureChoiceV1;

// Answers.
extern const Shape kStorageKindV1;
extern const Shape kStorageV1, kStorageListV1, kAddedStorageV1;
extern const Shape kDiagnosisV1;
extern const Shape kStartedV1, kJobV1, kHistoryV1, kFailuresV1;
extern const Shape kFailuresChangedV1, kDisconnectedV1;
extern const Shape kConflictsV1, kConflictV1, kResolvedV1;
extern const Shape kCountsV1;  // sync::CountsJson

}  // namespace millrace::api
