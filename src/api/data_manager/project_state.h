// GET /api/dm/project: a project, and what its table of tasks may do.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ShowProjectState(Service& service, Call& call);

extern const Shape kProjectState;
extern const std::span<const Member> kProjectStateQuery;

}  // namespace millrace::api
