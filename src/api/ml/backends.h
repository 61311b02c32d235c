// /api/ml: the model servers of a project, and what they can be asked.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListBackends(Service& service, Call& call);
Outcome CreateBackend(Service& service, Call& call);
Outcome GetBackend(Service& service, Call& call);
Outcome ChangeBackend(Service& service, Call& call);
Outcome DeleteBackend(Service& service, Call& call);

Outcome TrainBackend(Service& service, Call& call);
Outcome ListBackendVersions(Service& service, Call& call);
Outcome TryPrediction(Service& service, Call& call);
Outcome AnnotateInteractively(Service& service, Call& call);

// What a model server refuses is the request's fault to Label Studio's clients: 400.
Error AsRefusal(Error error);

}  // namespace millrace::api
