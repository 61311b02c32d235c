// The doctor over REST: POST /api/v1/storages/check and /api/v1/storages/{id}/check.
#pragma once

#include "api/router.h"

namespace millrace::api {

// A storage that is saved.
Outcome CheckStorageV1(Service& service, Call& call);
// Settings that are not saved: those of a new storage, or with `id` changes of a saved one.
Outcome CheckNewStorageV1(Service& service, Call& call);

}  // namespace millrace::api
