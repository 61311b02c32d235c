// POST /api/projects/{id}/import: tasks as JSON in the body or in uploaded files.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ImportTasks(Service& service, Call& call);

}  // namespace millrace::api
