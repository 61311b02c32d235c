// The objects of a source that did not become tasks: look, try again, leave them.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListFailuresV1(Service& service, Call& call);
Outcome RetryFailuresV1(Service& service, Call& call);
Outcome IgnoreFailuresV1(Service& service, Call& call);
Outcome HeedFailuresV1(Service& service, Call& call);  // no longer ignored

}  // namespace millrace::api
