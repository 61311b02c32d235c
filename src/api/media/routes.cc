#include "api/media/resolve.h"
#include "api/route.h"

namespace millrace::api {
namespace {

constexpr Member kFileUri[] = {
    {.name = "fileuri", .about = "The URI, in Base64 or quoted.", .required = true},
    {.name = "through_server",
     .type = Type::kBool,
     .about = "The bytes instead of a redirect, also where the storage presigns: tells why an "
              "object cannot be read."},
};
constexpr Member kPath[] = {
    {.name = "d", .about = "Path below the document root.", .required = true},
};

constexpr Contract Media(Subject of, std::string_view about) {
  return {.of = of,
          .about = about,
          .query = kFileUri,
          .answer = {.also = 303, .media = "application/octet-stream"},
          .refusals = {416, 504}};
}
constexpr Contract kOfTask =
    Media(Subject::kTask, "The object behind a URI of the task: a redirect to it, or its bytes.");
constexpr Contract kOfProject =
    Media(Subject::kProject,
          "The object behind a URI of the project's sources: a redirect to it, or its bytes.");

}  // namespace

std::span<const Route> MediaRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/tasks/{id}/resolve", kLabel, ResolveForTask, kOfTask},
      {"GET", "/tasks/{id}/presign", kLabel, ResolveForTask, kOfTask},
      {"GET", "/projects/{id}/resolve", kLabel, ResolveForProject, kOfProject},
      {"GET", "/projects/{id}/presign", kLabel, ResolveForProject, kOfProject},
      {"GET",
       "/data/local-files",
       kLabel,
       ServeLocalFile,
       {.about = "A file of a local source.",
        .query = kPath,
        .answer = {.media = "application/octet-stream"},
        .refusals = {416, 504}}},
  };
  return kRoutes;
}

}  // namespace millrace::api
