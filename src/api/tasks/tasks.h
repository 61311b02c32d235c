// Tasks over REST.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListTasks(Service& service, Call& call);         // GET /api/tasks?project=
Outcome ListProjectTasks(Service& service, Call& call);  // GET /api/projects/{id}/tasks
Outcome DeleteProjectTasks(Service& service, Call& call);
Outcome CreateTask(Service& service, Call& call);
Outcome GetTask(Service& service, Call& call);
Outcome ChangeTask(Service& service, Call& call);
Outcome DeleteTask(Service& service, Call& call);
Outcome NextTask(Service& service, Call& call);

}  // namespace millrace::api
