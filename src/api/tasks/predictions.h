// Predictions over REST.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListPredictions(Service& service, Call& call);  // ?task=, ?project=
Outcome CreatePrediction(Service& service, Call& call);
Outcome GetPrediction(Service& service, Call& call);
Outcome ChangePrediction(Service& service, Call& call);  // PATCH and PUT
Outcome DeletePrediction(Service& service, Call& call);

}  // namespace millrace::api
