// Lists of tasks.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListTasks(Service& service, Call& call);         // GET /api/tasks?project=
Outcome ListProjectTasks(Service& service, Call& call);  // GET /api/projects/{id}/tasks

extern const std::span<const Member> kTaskListQuery, kProjectTasksQuery, kTaskQuery;

}  // namespace millrace::api
