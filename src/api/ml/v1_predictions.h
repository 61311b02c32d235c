// /api/v1/ml: connections tried out, predictions for many tasks as jobs, models for smart tools.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome CheckBackendV1(Service& service, Call& call);
Outcome ListInteractiveModelsV1(Service& service, Call& call);

Outcome StartPredictionsV1(Service& service, Call& call);
Outcome ListPredictionJobsV1(Service& service, Call& call);
Outcome GetPredictionJobV1(Service& service, Call& call);
Outcome CancelPredictionJobV1(Service& service, Call& call);
Outcome ListFailedTasksV1(Service& service, Call& call);

}  // namespace millrace::api
