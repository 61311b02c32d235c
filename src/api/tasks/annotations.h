// Annotations and predictions over REST.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListAnnotations(Service& service, Call& call);  // of a task
Outcome CreateAnnotation(Service& service, Call& call);
Outcome GetAnnotation(Service& service, Call& call);
Outcome ChangeAnnotation(Service& service, Call& call);
Outcome DeleteAnnotation(Service& service, Call& call);

Outcome ListPredictions(Service& service, Call& call);  // ?task= or ?project=
Outcome CreatePrediction(Service& service, Call& call);
Outcome GetPrediction(Service& service, Call& call);
Outcome DeletePrediction(Service& service, Call& call);

}  // namespace millrace::api
