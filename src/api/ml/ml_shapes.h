// What /api/ml and /api/v1/ml take and answer (api/shape.h).
#pragma once

#include "api/shape.h"

namespace millrace::api {

extern const Shape kMlBackend, kMlBackendInput, kMlVersions, kMlTrial;
extern const Shape kInteractiveInput, kInteractiveAnswer;
// Below /api/v1.
extern const Shape kMlCheckInputV1, kMlCheckV1, kInteractiveModelV1;
extern const Shape kPredictionStartV1, kPredictionJobV1, kPredictionJobsV1, kFailedTasksV1;

}  // namespace millrace::api
