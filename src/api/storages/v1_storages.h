// Storages in our own style: /api/v1/storages.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome AddStorageV1(Service& service, Call& call);
Outcome ListStoragesV1(Service& service, Call& call);
Outcome GetStorageV1(Service& service, Call& call);
Outcome ChangeStorageV1(Service& service, Call& call);
Outcome ListHistoryV1(Service& service, Call& call);
Outcome ListStorageKinds(Service& service, Call& call);

}  // namespace millrace::api
