// Jobs in our own style: start, watch, cancel.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome StartSyncV1(Service& service, Call& call);
Outcome StartVerifyV1(Service& service, Call& call);
Outcome GetJobV1(Service& service, Call& call);  // ?wait=seconds
Outcome CancelJobV1(Service& service, Call& call);
Outcome JobEventsV1(Service& service, Call& call);  // text/event-stream

}  // namespace millrace::api
