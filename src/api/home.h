// GET /: what is there, and what to try next.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome Home(Service& service, Call& call);

}  // namespace millrace::api
