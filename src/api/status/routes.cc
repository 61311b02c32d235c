#include "api/route.h"
#include "api/status/status.h"

namespace millrace::api {

std::span<const Route> StatusRoutes() {
  using enum Right;
  static const Route kRoutes[] = {
      {"GET",
       "/api/v1/status",
       kAdminister,
       ShowStatusV1,
       {.about = "How the server is: its database, jobs, exports, storages and limits.",
        .answer = Is(kStatusV1)}},
      {"GET",
       "/api/v1/jobs",
       kManage,
       ListJobsV1,
       {.about = "The jobs of all storages, or of one project's.",
        .query = kJobListQueryV1,
        .answer = Is(kJobListV1)}},
  };
  return kRoutes;
}

}  // namespace millrace::api
