// What tasks over REST take and answer.
#pragma once

#include "api/shape.h"

namespace millrace::api {

extern const Shape kTaskInput;

extern const Shape kTask;        // POST
extern const Shape kNestedTask;  // PATCH, and in /api/projects/{id}/tasks: with annotations
extern const Shape kTaskDetail;  // GET, and in /api/tasks: as the data manager shows it
extern const Shape kTaskList;    // /api/tasks

}  // namespace millrace::api
