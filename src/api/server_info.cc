#include "api/server_info.h"

#include "api/service.h"

namespace millrace::api {

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
