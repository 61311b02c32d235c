// Tasks over REST.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome DeleteProjectTasks(Service& service, Call& call);
Outcome CreateProjectTask(Service& service, Call& call);
Outcome CreateTask(Service& service, Call& call);
Outcome GetTask(Service& service, Call& call);
Outcome ChangeTask(Service& service, Call& call);
Outcome ShowAgreement(Service& service, Call& call);
Outcome DeleteTask(Service& service, Call& call);

}  // namespace millrace::api
