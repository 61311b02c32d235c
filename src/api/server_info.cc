#include "api/server_info.h"

#include "api/service.h"

namespace millrace::api {
namespace {

constexpr Member kHealthMembers[] = {{.name = "status", .choices = "UP"}};

constexpr Member kPackageMembers[] = {
    {.name = "version"},
    {.name = "short_version"},
    {.name = "latest_version_from_pypi", .about = "Never asked for.", .nullable = true},
    {.name = "latest_version_upload_time", .about = "Never asked for.", .nullable = true},
    {.name = "current_version_is_outdated", .type = Type::kBool},
};
constexpr Shape kPackage = {.name = "PackageVersion", .members = kPackageMembers};

constexpr Member kMillraceMembers[] = {{.name = "version"}};
constexpr Shape kMillrace = {.name = "MillraceVersion", .members = kMillraceMembers};

constexpr Member kVersionMembers[] = {
    {.name = "release"},
    {.name = "label-studio-os-package",
     .type = Type::kObject,
     .about = "What clients of Label Studio look at.",
     .shape = &kPackage},
    {.name = "edition"},
    {.name = "millrace", .type = Type::kObject, .shape = &kMillrace},
};

}  // namespace

constinit const Shape kHealth = {.name = "Health", .members = kHealthMembers};
constinit const Shape kVersion = {.name = "Version", .members = kVersionMembers};

Outcome Health(Service&, Call&) { return JsonAnswer(200, R"({"status": "UP"})"); }

Outcome Version(Service& service, Call&) {
  const std::string& version = service.options.version;
  JsonWriter json;
  json.BeginObject();
  json.Member("release", version);
  json.Key("label-studio-os-package");
  json.BeginObject();
  json.Member("version", version);
  json.Member("short_version", version.substr(0, version.find('.', version.find('.') + 1)));
  json.Member("latest_version_from_pypi", nullptr);
  json.Member("latest_version_upload_time", nullptr);
  json.Member("current_version_is_outdated", false);
  json.EndObject();
  json.Member("edition", "Community");
  json.Key("millrace");
  json.BeginObject();
  json.Member("version", version);
  json.EndObject();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api
