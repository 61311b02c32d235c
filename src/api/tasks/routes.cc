#include "api/route.h"
#include "api/tasks/annotations.h"
#include "api/tasks/tasks.h"

namespace millrace::api {

std::span<const Route> TaskRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/api/projects/{id}/next", kLabel, NextTask, {.of = Subject::kProject}},
      {"GET", "/api/projects/{id}/tasks", kLabel, ListProjectTasks, {.of = Subject::kProject}},
      {"DELETE", "/api/projects/{id}/tasks", kManage, DeleteProjectTasks},
      {"GET", "/api/tasks", kLabel, ListTasks},
      {"POST", "/api/tasks", kManage, CreateTask},
      {"GET", "/api/tasks/{id}", kLabel, GetTask, {.of = Subject::kTask}},
      {"PATCH", "/api/tasks/{id}", kManage, ChangeTask},
      {"PUT", "/api/tasks/{id}", kManage, ChangeTask},
      {"DELETE", "/api/tasks/{id}", kManage, DeleteTask},
      {"GET", "/api/tasks/{id}/annotations", kLabel, ListAnnotations, {.of = Subject::kTask}},
      {"POST", "/api/tasks/{id}/annotations", kLabel, CreateAnnotation, {.of = Subject::kTask}},
      {"GET", "/api/annotations/{id}", kLabel, GetAnnotation, {.of = Subject::kAnnotation}},
      {"PATCH", "/api/annotations/{id}", kLabel, ChangeAnnotation, {.of = Subject::kAnnotation}},
      {"PUT", "/api/annotations/{id}", kLabel, ChangeAnnotation, {.of = Subject::kAnnotation}},
      {"DELETE", "/api/annotations/{id}", kLabel, DeleteAnnotation, {.of = Subject::kAnnotation}},
      {"GET", "/api/predictions", kLabel, ListPredictions},
      {"POST", "/api/predictions", kManage, CreatePrediction},
      {"GET", "/api/predictions/{id}", kLabel, GetPrediction, {.of = Subject::kPrediction}},
      {"DELETE", "/api/predictions/{id}", kManage, DeletePrediction},
  };
  return kRoutes;
}

}  // namespace millrace::api
