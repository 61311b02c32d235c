// What clients say about a model server, checked and made a row.
#pragma once

#include "api/call.h"
#include "api/service.h"
#include "labeling/ml/backends.h"

namespace millrace::api {

// A new one, connected by `who`.
Result<labeling::MlBackend> NewBackend(Service& service, const Identity& who, const Body& body);

struct BackendChange {
  labeling::MlBackend backend;
  bool connection = false;  // it is asked at another place, in another way, or for something else
};
// What was given goes over the saved row.
Result<BackendChange> ChangedBackend(Service& service, const Identity& who, const Body& body,
                                     Form::Given given, const labeling::MlBackend& saved);

// One to try, of kMlCheckInputV1.
Result<labeling::MlBackend> BackendToTry(Service& service, const Identity& who, const Body& body);

}  // namespace millrace::api
