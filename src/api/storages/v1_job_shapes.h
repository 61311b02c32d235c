// How a job is started below /api/v1/storages, and shown there and at /api/v1/jobs.
#pragma once

#include "api/shape.h"

namespace millrace::api {

// Bodies.
extern const Shape kSyncOptionsV1, kVerifyOptionsV1;

// Answers.
extern const Shape kStartedV1, kJobV1, kHistoryV1;
extern const Shape kCountsV1;  // sync::CountsJson

}  // namespace millrace::api
