// The API as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1), made from the
// declarations that the server itself works by: routes, shapes, storage fields.
#pragma once

#include <span>
#include <string>

#include "api/route.h"

namespace millrace::api {

// The document as JSON text; the same text for the same groups and version.
std::string OpenApiDocument(std::span<const RouteGroup> groups, std::string_view version);

}  // namespace millrace::api
