#include "api/route.h"
#include "api/server_info.h"

namespace millrace::api {

std::span<const Route> ServerRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET",
       "/health",
       kPublic,
       Health,
       {.about = "Is the server alive?", .answer = Is(kHealth), .name = "getHealthAtRoot"}},
      {"GET",
       "/api/health",
       kPublic,
       Health,
       {.about = "Is the server alive?", .answer = Is(kHealth)}},
      {"GET",
       "/api/version",
       kPublic,
       Version,
       {.about = "Which version it is.", .answer = Is(kVersion)}},
      {"GET",
       "/version",
       kPublic,
       Version,
       {.about = "Which version it is.",
        .answer = Is(kVersion),
        .name = "getVersionAtRoot"}},
  };
  return kRoutes;
}

}  // namespace millrace::api
