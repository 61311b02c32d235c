// One project over REST.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome CreateProject(Service& service, Call& call);
Outcome GetProject(Service& service, Call& call);
Outcome ChangeProject(Service& service, Call& call);  // PATCH, and PUT as Label Studio treats it
Outcome DeleteProject(Service& service, Call& call);
Outcome OpenProject(Service& service, Call& call);       // POST /api/v1/projects/open
Outcome DuplicateProject(Service& service, Call& call);  // POST /api/v1/projects/{id}/duplicate

}  // namespace millrace::api
