// Projects over REST.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListProjects(Service& service, Call& call);
Outcome CreateProject(Service& service, Call& call);
Outcome GetProject(Service& service, Call& call);
Outcome ChangeProject(Service& service, Call& call);  // PATCH, and PUT as Label Studio treats it
Outcome DeleteProject(Service& service, Call& call);
Outcome ValidateConfig(Service& service, Call& call);         // POST /api/projects/validate
Outcome ValidateProjectConfig(Service& service, Call& call);  // POST /api/projects/{id}/validate
Outcome OpenProject(Service& service, Call& call);            // POST /api/v1/projects/open

}  // namespace millrace::api
