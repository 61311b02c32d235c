// The doctor over REST: POST /api/v1/storages/check and /api/v1/storages/{id}/check.
#pragma once

#include "api/router.h"

namespace millrace::api {

// A storage that is saved.
Outcome CheckStorageV1(Service& service, Call& call);
// One that is not: the body of POST /api/v1/storages, where the project may be left out.
Outcome CheckNewStorageV1(Service& service, Call& call);

}  // namespace millrace::api
