// DELETE /api/v1/storages/{id}, with or without the tasks that came from it.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome DisconnectStorageV1(Service& service, Call& call);

}  // namespace millrace::api
