#include "api/route.h"
#include "api/schema/describe.h"

namespace millrace::api {
namespace {

constexpr Member kFormat[] = {
    {.name = "format",
     .about = "The document is JSON whatever it says, which YAML readers read too."}};
constexpr Member kDocsFormat[] = {
    {.name = "format", .about = "openapi leads to the document for programs."}};

constexpr Member kDocumentMembers[] = {
    {.name = "openapi", .about = "The version of OpenAPI."},
    {.name = "info", .type = Type::kObject},
    {.name = "paths", .type = Type::kObject},
    {.name = "components", .type = Type::kObject},
};
constexpr Shape kDocument = {.name = "OpenApiDocument", .members = kDocumentMembers, .open = true};

constexpr Contract Document(std::string_view name) {
  return {.about = "This API as an OpenAPI 3.1 document.",
          .query = kFormat,
          .answer = {.shape = &kDocument, .media = "application/vnd.oai.openapi+json"},
          .name = name};
}

constexpr Contract Moved(std::string_view about) {
  return {.about = about, .answer = {.status = 302}};
}

}  // namespace

std::span<const Route> SchemaRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/api/schema", kPublic, GetSchema, Document("getSchema")},
      {"GET",
       "/docs/api",
       kPublic,
       ShowDocs,
       {.about = "This API as a page.",
        .query = kDocsFormat,
        .answer = {.also = 302, .media = "text/html"}}},
      {"GET", "/docs/api/schema", kPublic, GetSchema, Document("getDocsSchema")},
      {"GET", "/docs/api/schema/json", kPublic, GetSchema, Document("getDocsSchemaJson")},
      {"GET", "/docs/api/schema/yaml", kPublic, GetSchema, Document("getDocsSchemaYaml")},
      {"GET", "/docs/api/schema/redoc", kPublic, RedirectToDocs, Moved("Leads to the page.")},
      {"GET", "/docs/api/schema/swagger-ui", kPublic, RedirectToDocs, Moved("Leads to the page.")},
      {"GET", "/docs", kPublic, RedirectToDocs, Moved("Leads to the page.")},
      {"GET", "/swagger", kPublic, RedirectToDocs, Moved("Leads to the page.")},
      {"GET", "/swagger.json", kPublic, RedirectToSchema, Moved("Leads to the document.")},
      {"GET", "/swagger.yaml", kPublic, RedirectToSchema, Moved("Leads to the document.")},
  };
  return kRoutes;
}

}  // namespace millrace::api
