#include "api/home.h"
#include "api/route.h"
#include "api/server_info.h"

namespace millrace::api {

std::span<const Route> PageRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/", kPublic, Home},
      {"GET", "/projects", kPublic, Home},
      {"GET", "/health", kPublic, Health},
      {"GET", "/api/health", kPublic, Health},
      {"GET", "/api/version", kPublic, Version},
      {"GET", "/version", kPublic, Version},
  };
  return kRoutes;
}

}  // namespace millrace::api
