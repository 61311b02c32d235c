// A storage below /api/v1/storages: what connects, checks and changes one, and how it is shown.
#pragma once

#include "api/shape.h"

namespace millrace::api {

// Bodies.
extern const Shape kNewStorageV1;      // POST /api/v1/storages
extern const Shape kStorageToCheckV1;  // POST /api/v1/storages/check
extern const Shape kStorageChangeV1;   // PATCH /api/v1/storages/{id}

// Answers.
extern const Shape kStorageV1, kStorageListV1, kAddedStorageV1, kDisconnectedV1;

}  // namespace millrace::api
