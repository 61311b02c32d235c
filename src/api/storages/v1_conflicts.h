// Objects in a target that someone else wrote: look at both sides, decide.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListConflictsV1(Service& service, Call& call);
Outcome GetConflictV1(Service& service, Call& call);
Outcome ResolveConflictV1(Service& service, Call& call);
Outcome ResolveAllConflictsV1(Service& service, Call& call);

}  // namespace millrace::api
