#include "api/home.h"
#include "api/route.h"
#include "api/server_info.h"

namespace millrace::api {
namespace {

constexpr Contract Page(std::string_view about) {
  return {.about = about, .answer = {.also = 302, .media = "text/html"}};
}

}  // namespace

std::span<const Route> PageRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/", kPublic, Home, Page("The projects and their storages, or the way to sign in.")},
      {"GET", "/projects", kPublic, Home, Page("The same as the home page.")},
      {"GET",
       "/health",
       kPublic,
       Health,
       {.about = "Is the server alive?", .answer = {.shape = &kHealth}, .name = "getHealthAtRoot"}},
      {"GET",
       "/api/health",
       kPublic,
       Health,
       {.about = "Is the server alive?", .answer = {.shape = &kHealth}}},
      {"GET",
       "/api/version",
       kPublic,
       Version,
       {.about = "Which version it is.", .answer = {.shape = &kVersion}}},
      {"GET",
       "/version",
       kPublic,
       Version,
       {.about = "Which version it is.",
        .answer = {.shape = &kVersion},
        .name = "getVersionAtRoot"}},
  };
  return kRoutes;
}

}  // namespace millrace::api
