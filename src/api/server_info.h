// Is it alive, and which version?
#pragma once

#include "api/router.h"

namespace millrace::api {

extern const Shape kHealth, kVersion;

Outcome Health(Service& service, Call& call);
Outcome Version(Service& service, Call& call);

}  // namespace millrace::api
