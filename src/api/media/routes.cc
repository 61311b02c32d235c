#include "api/media/resolve.h"
#include "api/route.h"

namespace millrace::api {

std::span<const Route> MediaRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/tasks/{id}/resolve", kLabel, ResolveForTask, {.of = Subject::kTask}},
      {"GET", "/tasks/{id}/presign", kLabel, ResolveForTask, {.of = Subject::kTask}},
      {"GET", "/projects/{id}/resolve", kManage, ResolveForProject},
      {"GET", "/projects/{id}/presign", kManage, ResolveForProject},
      {"GET", "/data/local-files", kManage, ServeLocalFile},
  };
  return kRoutes;
}

}  // namespace millrace::api
