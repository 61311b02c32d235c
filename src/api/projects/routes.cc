#include "api/projects/projects.h"
#include "api/route.h"

namespace millrace::api {

std::span<const Route> ProjectRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/api/projects", kManage, ListProjects},
      {"POST", "/api/projects", kManage, CreateProject},
      {"POST", "/api/projects/validate", kManage, ValidateConfig},
      {"GET", "/api/projects/{id}", kLabel, GetProject, {.of = Subject::kProject}},
      {"PATCH", "/api/projects/{id}", kManage, ChangeProject},
      {"PUT", "/api/projects/{id}", kManage, ChangeProject},
      {"DELETE", "/api/projects/{id}", kManage, DeleteProject},
      {"POST", "/api/projects/{id}/validate", kManage, ValidateProjectConfig},
      {"POST", "/api/v1/projects/open", kManage, OpenProject},
  };
  return kRoutes;
}

}  // namespace millrace::api
